package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.object.KubeObject;
import java.util.function.BiFunction;

/**
 * One printed column.
 *
 * @param type {@code string}, {@code integer} or {@code date}
 * @param format {@code name} for the NAME column, else empty
 * @param priority 0 always shown, 1 with {@code -o wide}
 * @param cell the cell of an object at a virtual time (milliseconds): a String, a Long or {@code
 *     null}
 */
public record Column(
    String name,
    String type,
    String format,
    int priority,
    BiFunction<KubeObject, Long, Object> cell) {

  public static final Column NAME =
      new Column("Name", "string", "name", 0, (object, now) -> object.name());

  /** How old the object is: {@code 5m}; {@code <unknown>} without a creation time. */
  public static final Column AGE =
      new Column(
          "Age",
          "string",
          "",
          0,
          (object, now) -> Ages.since(object.metadata().string("creationTimestamp"), now));

  public static Column text(String name, BiFunction<KubeObject, Long, Object> cell) {
    return new Column(name, "string", "", 0, cell);
  }

  public static Column number(String name, BiFunction<KubeObject, Long, Object> cell) {
    return new Column(name, "integer", "", 0, cell);
  }

  public static Column wide(String name, BiFunction<KubeObject, Long, Object> cell) {
    return new Column(name, "string", "", 1, cell);
  }
}
