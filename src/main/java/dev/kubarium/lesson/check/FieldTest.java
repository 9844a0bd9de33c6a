package dev.kubarium.lesson.check;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonNull;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a field must hold. A path is spelt as {@code spec.containers[0].image}, {@code
 * containers[name=web]}, {@code containers[*]}, {@code labels['app.kubernetes.io/name']}.
 *
 * @param value what is compared with; {@code null} for {@link Operator#IS_SET}
 */
public record FieldTest(String path, Operator operator, Object value) {

  /** How it is compared. */
  public enum Operator {
    IS("is"),
    IS_NOT("isNot"),
    AT_LEAST("atLeast"),
    AT_MOST("atMost"),
    CONTAINS("contains"),
    MATCHES("matches"),
    IS_SET("isSet");

    private final String word;

    Operator(String word) {
      this.word = word;
    }

    /** As a lesson's file spells it. */
    public String word() {
      return word;
    }
  }

  private static final Pattern PART =
      Pattern.compile("([^.\\[\\]]+)|\\[('[^']*'|[^\\]]*)\\]|(\\.)");

  /** Whether the text can be read as a path. */
  public static boolean isPath(String text) {
    Matcher part = PART.matcher(text);
    int end = 0;
    while (part.find() && part.start() == end) {
      end = part.end();
    }
    return !text.isEmpty() && end == text.length();
  }

  boolean holds(JsonObject tree) {
    List<Object> found = values(tree);
    return operator == Operator.IS_NOT
        ? found.stream().noneMatch(each -> same(each, value))
        : operator == Operator.IS_SET && Boolean.FALSE.equals(value)
            ? found.isEmpty()
            : found.stream().anyMatch(this::fits);
  }

  private boolean fits(Object found) {
    return switch (operator) {
      case IS -> same(found, value);
      case IS_NOT -> !same(found, value);
      case AT_LEAST -> compare(found) >= 0;
      case AT_MOST -> compare(found) <= 0;
      case CONTAINS ->
          found instanceof JsonArray array
              ? array.contains(value)
              : text(found).contains(text(value));
      case MATCHES -> Pattern.compile(text(value)).matcher(text(found)).find();
      case IS_SET -> true;
    };
  }

  private static boolean same(Object one, Object other) {
    return one.equals(other) || text(one).equals(text(other));
  }

  private double compare(Object found) {
    try {
      return Quantities.milli(text(found)) - (double) Quantities.milli(text(value));
    } catch (RuntimeException noNumber) {
      return Double.NaN;
    }
  }

  /** What stands there, as one would write it; the empty text where nothing does. */
  String shown(JsonObject tree) {
    List<Object> found = values(tree);
    return String.join(", ", found.stream().map(FieldTest::text).toList());
  }

  String wanted() {
    return value == null ? "" : text(value);
  }

  static String text(Object value) {
    return value instanceof Double number && number == Math.rint(number)
        ? Long.toString(number.longValue())
        : String.valueOf(value);
  }

  private List<Object> values(JsonObject tree) {
    List<Object> here = List.of(tree);
    Matcher part = PART.matcher(path);
    while (part.find()) {
      if (part.group(3) == null) {
        here = step(here, part.group(1), part.group(2));
      }
    }
    return here.stream().filter(each -> each != JsonNull.NULL).toList();
  }

  private static List<Object> step(List<Object> from, String key, String bracket) {
    List<Object> to = new ArrayList<>();
    for (Object each : from) {
      if (each instanceof JsonObject object) {
        String name = key != null ? key : bracket.replaceAll("^'|'$", "");
        if (object.has(name)) {
          to.add(object.get(name));
        }
      } else if (each instanceof JsonArray array && bracket != null) {
        for (int i = 0; i < array.size(); i++) {
          if (chooses(bracket, i, array.get(i))) {
            to.add(array.get(i));
          }
        }
      }
    }
    return to;
  }

  private static boolean chooses(String bracket, int index, Object item) {
    if (bracket.equals("*") || bracket.equals(Integer.toString(index))) {
      return true;
    }
    int equals = bracket.indexOf('=');
    return equals > 0
        && item instanceof JsonObject object
        && object.has(bracket.substring(0, equals))
        && text(object.get(bracket.substring(0, equals))).equals(bracket.substring(equals + 1));
  }
}
