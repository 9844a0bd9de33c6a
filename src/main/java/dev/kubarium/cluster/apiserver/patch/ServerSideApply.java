package dev.kubarium.cluster.apiserver.patch;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.schema.SchemaNode;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonNull;
import dev.kubarium.cluster.object.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Server-side apply: a manager says all fields that it wishes, and no others. What it says is
 * merged with what is there; what it said last time and says no more, and nobody else owns, goes;
 * what another manager owns with another value is a conflict, unless it is forced.
 *
 * <p>Documentation: https://kubernetes.io/docs/reference/using-api/server-side-apply/
 *
 * <p>Models: sigs.k8s.io/structured-merge-diff/v6/merge, apimachinery pkg/util/managedfields
 *
 * <p>Left out: keeping the annotation of a client-side apply up to date.
 */
public final class ServerSideApply {

  private ServerSideApply() {}

  /**
   * The object as it is to be stored, with its managedFields; the live one itself where nothing
   * changes.
   *
   * @param live {@code null} where there is no such object yet
   * @throws ApiException 409 with one cause for each field that another manager owns
   */
  public static JsonObject apply(
      JsonObject live, JsonObject applied, ManagedFields.Writer writer, boolean force) {
    JsonObject wished = reachable(applied, writer);
    TypedCheck.check(wished, writer);
    JsonObject before = live == null ? JsonObject.EMPTY : live;
    JsonObject set =
        Fields.owned(Fields.of(wished, writer.schema()), writer.hasStatus(), writer.subresource());

    JsonObject last = FieldSet.EMPTY;
    JsonObject lastEntry = null;
    List<JsonObject> others = new ArrayList<>();
    JsonObject kept = set;
    for (JsonObject entry : ManagedFields.of(live).objects()) {
      if (writer.is(entry, "Apply")) {
        last = entry.object("fieldsV1");
        lastEntry = entry;
      } else {
        others.add(entry);
        kept = FieldSet.union(kept, entry.object("fieldsV1"));
      }
    }
    JsonObject merged = (JsonObject) merged(before, wished, writer.schema());
    if (!last.isEmpty()) {
      merged = (JsonObject) pruned(merged, last, kept, writer.schema());
    }
    JsonObject changed =
        Fields.owned(
            Fields.differing(before, merged, writer.schema(), true),
            writer.hasStatus(),
            writer.subresource());
    JsonObject removed =
        Fields.owned(
            Fields.differing(merged, before, writer.schema(), false),
            writer.hasStatus(),
            writer.subresource());
    if (!force) {
      refuseConflicts(others, changed);
    }
    if (live != null && merged.equals(live) && lastEntry != null && last.equals(set)) {
      return live;
    }
    List<JsonObject> entries = new ArrayList<>();
    for (JsonObject entry : others) {
      ManagedFields.keep(
          entry,
          FieldSet.difference(FieldSet.difference(entry.object("fieldsV1"), changed), removed),
          entries);
    }
    if (!set.isEmpty()) {
      entries.add(writer.entry("Apply", set));
    }
    return ManagedFields.with(merged, ManagedFields.sorted(entries));
  }

  /**
   * What this request can write at all: the status through its subresource, all else without it.
   */
  private static JsonObject reachable(JsonObject applied, ManagedFields.Writer writer) {
    if ("status".equals(writer.subresource())) {
      return JsonObject.of(
          "apiVersion",
          applied.get("apiVersion"),
          "kind",
          applied.get("kind"),
          "metadata",
          names(applied),
          "status",
          applied.get("status"));
    }
    return writer.hasStatus() ? applied.without("status") : applied;
  }

  private static JsonObject names(JsonObject applied) {
    JsonObject metadata = applied.object("metadata");
    return JsonObject.of("name", metadata.get("name"), "namespace", metadata.get("namespace"));
  }

  private static Object merged(Object live, Object wished, SchemaNode schema) {
    if (live == null || live == JsonNull.NULL || live.getClass() != wished.getClass()) {
      return wished instanceof JsonObject object ? withoutNulls(object) : wished;
    }
    return switch (Fields.form(wished, schema)) {
      case LEAF -> wished.equals(live) ? live : wished;
      case LIST -> mergedList((JsonArray) live, (JsonArray) wished, schema);
      default -> {
        JsonObject merged = (JsonObject) live;
        JsonObject parts = (JsonObject) wished;
        for (String key : parts.keys()) {
          Object part = parts.get(key);
          merged =
              part == JsonNull.NULL
                  ? merged.without(key)
                  : merged.with(key, merged(merged.get(key), part, Fields.child(schema, key)));
        }
        yield merged;
      }
    };
  }

  private static JsonObject withoutNulls(JsonObject object) {
    JsonObject kept = object;
    for (String key : object.keys()) {
      Object value = object.get(key);
      if (value == JsonNull.NULL) {
        kept = kept.without(key);
      } else if (value instanceof JsonObject inner) {
        kept = kept.with(key, withoutNulls(inner));
      }
    }
    return kept;
  }

  /** In the wished order, the items of others where they stood among them. */
  private static JsonArray mergedList(JsonArray live, JsonArray wished, SchemaNode schema) {
    Map<String, Object> old = ListKeys.byKey(live, schema);
    Map<String, Object> fresh = ListKeys.byKey(wished, schema);
    if (old == null || fresh == null) {
      return wished;
    }
    List<String> liveKeys = new ArrayList<>(old.keySet());
    Set<String> done = new LinkedHashSet<>();
    List<Object> items = new ArrayList<>();
    int at = 0;
    for (Map.Entry<String, Object> item : fresh.entrySet()) {
      at = takeOver(liveKeys, at, old, fresh, done, items);
      Object known = old.get(item.getKey());
      items.add(known == null ? item.getValue() : merged(known, item.getValue(), schema.items()));
      done.add(item.getKey());
    }
    at = takeOver(liveKeys, at, old, fresh, done, items);
    for (; at < liveKeys.size(); at++) {
      if (!fresh.containsKey(liveKeys.get(at))) {
        items.add(old.get(liveKeys.get(at)));
      }
    }
    JsonArray merged = JsonArray.copyOf(items);
    return merged.equals(live) ? live : merged;
  }

  /**
   * The items of the live list from here on that are nobody's wish, up to the next that is wished
   * and not there yet.
   */
  private static int takeOver(
      List<String> liveKeys,
      int from,
      Map<String, Object> old,
      Map<String, Object> fresh,
      Set<String> done,
      List<Object> items) {
    int at = from;
    while (at < liveKeys.size()
        && (!fresh.containsKey(liveKeys.get(at)) || done.contains(liveKeys.get(at)))) {
      if (!fresh.containsKey(liveKeys.get(at))) {
        items.add(old.get(liveKeys.get(at)));
      }
      at++;
    }
    return at;
  }

  /** Without what was owned last time and is kept by nobody now. */
  private static Object pruned(Object value, JsonObject last, JsonObject kept, SchemaNode schema) {
    Fields.Form form = Fields.form(value, schema);
    if (form == Fields.Form.LIST) {
      boolean set = schema.listType().equals("set");
      Map<String, Object> items = ListKeys.byKey((JsonArray) value, schema);
      if (items == null) {
        return value;
      }
      List<Object> left = new ArrayList<>();
      items.forEach(
          (key, item) -> {
            Object rest =
                set
                    ? (last.has(key) && !kept.has(key) ? null : item)
                    : rest(item, key, last, kept, schema.items(), true);
            if (rest != null) {
              left.add(rest);
            }
          });
      JsonArray rest = JsonArray.copyOf(left);
      return rest.equals(value) ? value : rest;
    }
    if (form == Fields.Form.LEAF) {
      return value;
    }
    JsonObject left = (JsonObject) value;
    for (String key : left.keys()) {
      left =
          left.withOrWithout(
              key, rest(left.get(key), "f:" + key, last, kept, Fields.child(schema, key), false));
    }
    return left;
  }

  /** What is left of a part; {@code null} for nothing. */
  private static Object rest(
      Object part, String step, JsonObject last, JsonObject kept, SchemaNode schema, boolean item) {
    if (!last.has(step)) {
      return part;
    }
    JsonObject owned = last.object(step);
    if (kept.has(step)) {
      return owned.isEmpty() ? part : pruned(part, owned, kept.object(step), schema);
    }
    Fields.Form form = Fields.form(part, schema);
    boolean alwaysThere = Fields.isAlwaysThere(step);
    if (item
        || owned.isEmpty()
        || form == Fields.Form.LEAF
        || form == Fields.Form.STRUCT && !alwaysThere) {
      return null;
    }
    Object rest = pruned(part, owned, FieldSet.EMPTY, schema);
    if (alwaysThere) {
      return rest;
    }
    return rest instanceof JsonObject object && object.isEmpty()
            || rest instanceof JsonArray array && array.isEmpty()
        ? null
        : rest;
  }

  private static void refuseConflicts(List<JsonObject> others, JsonObject changed) {
    Map<String, List<String>> byManager = new TreeMap<>();
    List<JsonObject> causes = new ArrayList<>();
    for (JsonObject entry : others) {
      List<String> paths = FieldSet.paths(FieldSet.intersection(entry.object("fieldsV1"), changed));
      if (!paths.isEmpty()) {
        String manager = named(entry);
        byManager.computeIfAbsent(manager, key -> new ArrayList<>()).addAll(paths);
        paths.forEach(
            path ->
                causes.add(
                    JsonObject.of(
                        "reason",
                        "FieldManagerConflict",
                        "message",
                        "conflict with " + manager,
                        "field",
                        path)));
      }
    }
    if (causes.isEmpty()) {
      return;
    }
    StringBuilder sentence = new StringBuilder("Apply failed with ");
    if (causes.size() == 1) {
      sentence
          .append("1 conflict: ")
          .append(causes.get(0).string("message"))
          .append(": ")
          .append(causes.get(0).string("field"));
    } else {
      List<String> lines = new ArrayList<>();
      byManager.forEach(
          (manager, paths) -> {
            lines.add("conflicts with " + manager + ":");
            paths.forEach(path -> lines.add("- " + path));
          });
      sentence.append(causes.size()).append(" conflicts: ").append(String.join("\n", lines));
    }
    throw new ApiException(
        409, "Conflict", sentence.toString(), JsonObject.of("causes", JsonArray.copyOf(causes)));
  }

  /**
   * As upstream prints a manager: one that applies by its name, one that updates with its version
   * too.
   */
  private static String named(JsonObject entry) {
    String name = "\"" + entry.string("manager", "") + "\"";
    String subresource = entry.string("subresource", "");
    String part = subresource.isEmpty() ? "" : " with subresource \"" + subresource + "\"";
    if (entry.string("operation", "").equals("Apply")) {
      return name + part;
    }
    return name + part + " using " + Objects.requireNonNullElse(entry.string("apiVersion"), "");
  }
}
