package dev.kubarium.cluster.apiserver.patch;

import dev.kubarium.cluster.apiserver.schema.SchemaNode;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Timestamps;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Who owns which field of an object: {@code metadata.managedFields}.
 *
 * <p>They are brought up to date with every write, by components too, and are cheap all the same: a
 * write is compared with the revision before it only where the two trees do not share their parts,
 * and the sets that come of it are shared among all objects of the same shape (see {@link Fields}
 * and {@link FieldSet}).
 *
 * <p>Models: apimachinery pkg/util/managedfields
 *
 * <p>Left out: fields in several versions of one kind (all are kept in the stored one).
 */
public final class ManagedFields {

  private static final int MOST_UPDATERS = 10;
  private static final String OLD_UPDATERS = "ancient-changes";
  private static final Comparator<JsonObject> ORDER =
      Comparator.comparing((JsonObject entry) -> entry.string("operation", ""))
          .thenComparing(entry -> entry.string("time", ""))
          .thenComparing(entry -> entry.string("manager", ""))
          .thenComparing(entry -> entry.string("subresource", ""));

  private ManagedFields() {}

  /** Whose writes, of what kind of object, at which time. */
  public record Writer(
      String manager,
      String subresource,
      Kind kind,
      SchemaNode schema,
      boolean hasStatus,
      long now) {

    /**
     * Whether writes through this subresource are kept book of at all: those of the object, its
     * status and its scale.
     */
    public boolean isTracked() {
      return subresource == null || subresource.equals("status") || subresource.equals("scale");
    }

    boolean is(JsonObject entry, String operation) {
      return entry.string("manager", "").equals(manager)
          && entry.string("operation", "").equals(operation)
          && entry.string("apiVersion", "").equals(kind.apiVersion())
          && entry.string("subresource", "").equals(subresource == null ? "" : subresource);
    }

    JsonObject entry(String operation, JsonObject fields) {
      return FieldSet.shared(
          JsonObject.of(
              "manager", manager,
              "operation", operation,
              "apiVersion", kind.apiVersion(),
              "time", Timestamps.format(now),
              "fieldsType", "FieldsV1",
              "fieldsV1", fields,
              "subresource", subresource));
    }
  }

  static JsonArray of(JsonObject tree) {
    return tree == null ? JsonArray.EMPTY : tree.object("metadata").array("managedFields");
  }

  static JsonObject with(JsonObject tree, JsonArray entries) {
    return tree.update(
        "metadata",
        metadata -> metadata.withOrWithout("managedFields", entries.isEmpty() ? null : entries));
  }

  /**
   * The written object with its managedFields brought up to date; {@code before} is {@code null}
   * for a new object.
   */
  public static JsonObject afterUpdate(JsonObject before, JsonObject after, Writer writer) {
    if (!writer.isTracked()) {
      return after;
    }
    JsonArray entries = base(before, after, writer);
    JsonObject changed =
        Fields.owned(
            Fields.differing(before, after, writer.schema, true),
            writer.hasStatus,
            writer.subresource);
    JsonObject removed =
        before == null
            ? FieldSet.EMPTY
            : Fields.owned(
                Fields.differing(after, before, writer.schema, false),
                writer.hasStatus,
                writer.subresource);
    if (changed.isEmpty() && removed.isEmpty()) {
      return with(after, entries);
    }
    JsonObject own = FieldSet.EMPTY;
    List<JsonObject> others = new ArrayList<>();
    for (JsonObject entry : entries.objects()) {
      if (writer.is(entry, "Update")) {
        own = FieldSet.union(own, entry.object("fieldsV1"));
      } else {
        keep(
            entry,
            FieldSet.difference(FieldSet.difference(entry.object("fieldsV1"), changed), removed),
            others);
      }
    }
    own = FieldSet.union(FieldSet.difference(own, removed), changed);
    if (!own.isEmpty()) {
      others.add(writer.entry("Update", own));
    }
    return with(after, sorted(capped(others)));
  }

  static void keep(JsonObject entry, JsonObject fields, List<JsonObject> kept) {
    if (!fields.isEmpty()) {
      kept.add(entry.with("fieldsV1", fields));
    }
  }

  /**
   * The entries that the write itself brings (an empty one resets them), else those that were
   * there.
   */
  private static JsonArray base(JsonObject before, JsonObject after, Writer writer) {
    JsonArray sent = writer.subresource == null ? of(after) : JsonArray.EMPTY;
    if (sent.isEmpty()) {
      return of(before);
    }
    boolean sound =
        sent.objects().stream()
            .allMatch(entry -> entry.string("fieldsType", "").equals("FieldsV1"));
    return sound
        ? sent
        : sent.objects().stream().allMatch(JsonObject::isEmpty) ? JsonArray.EMPTY : of(before);
  }

  static JsonArray sorted(List<JsonObject> entries) {
    entries.sort(ORDER);
    return JsonArray.copyOf(entries);
  }

  /** Of more than ten that update, the oldest become one. */
  private static List<JsonObject> capped(List<JsonObject> entries) {
    List<JsonObject> updaters =
        new ArrayList<>(
            entries.stream()
                .filter(entry -> entry.string("operation", "").equals("Update"))
                .toList());
    if (updaters.size() <= MOST_UPDATERS) {
      return entries;
    }
    updaters.sort(ORDER);
    List<JsonObject> old = updaters.subList(0, updaters.size() - MOST_UPDATERS + 1);
    JsonObject fields = FieldSet.EMPTY;
    for (JsonObject entry : old) {
      fields = FieldSet.union(fields, entry.object("fieldsV1"));
    }
    List<JsonObject> kept = new ArrayList<>(entries);
    kept.removeAll(old);
    kept.add(
        old.getLast()
            .with("manager", OLD_UPDATERS)
            .with("fieldsV1", fields)
            .without("subresource"));
    return kept;
  }
}
