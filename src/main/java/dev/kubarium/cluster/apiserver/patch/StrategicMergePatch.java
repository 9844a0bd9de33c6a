package dev.kubarium.cluster.apiserver.patch;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.schema.SchemaNode;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonNull;
import dev.kubarium.cluster.object.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * A merge patch that knows which lists are merged by which key, and takes directives: {@code
 * $patch}, {@code $retainKeys}, {@code $setElementOrder/…}, {@code $deleteFromPrimitiveList/…}. The
 * patch of {@code kubectl apply}.
 *
 * <p>Models: apimachinery pkg/util/strategicpatch
 */
public final class StrategicMergePatch {

  private static final String PATCH = "$patch";
  private static final String RETAIN = "$retainKeys";
  private static final String DELETE = "$deleteFromPrimitiveList/";
  private static final String ORDER = "$setElementOrder/";

  private StrategicMergePatch() {}

  /**
   * Throws {@link ApiException} (400) where a directive makes no sense or an item lacks its merge
   * key.
   */
  public static JsonObject apply(JsonObject current, JsonObject patch, SchemaNode schema) {
    return mergedMap(current, patch, schema);
  }

  private static JsonObject mergedMap(JsonObject original, JsonObject directed, SchemaNode schema) {
    JsonObject patch = directed;
    if (patch.has(PATCH)) {
      String directive = String.valueOf(patch.get(PATCH));
      JsonObject whole = patch;
      patch = patch.without(PATCH);
      switch (directive) {
        case "replace" -> {
          return patch;
        }
        case "delete" -> {
          return JsonObject.EMPTY;
        }
        case "merge" -> {}
        default -> throw refused("unknown patch type: " + directive + " in map: " + goMap(whole));
      }
    }
    JsonObject merged = retained(original, patch);
    patch = patch.without(RETAIN);
    for (String key : patch.keys()) {
      if (key.startsWith(ORDER)) {
        String field = key.substring(ORDER.length());
        merged =
            ordered(merged, patch, field, array(patch.get(key), key), Fields.child(schema, field));
      }
    }
    for (String key : patch.keys()) {
      Object part = patch.get(key);
      if (key.startsWith(ORDER) || patch.has(ORDER + key)) {
        continue;
      }
      if (key.startsWith(DELETE)) {
        String field = key.substring(DELETE.length());
        if (!patch.has(ORDER + field) && merged.get(field) instanceof JsonArray list) {
          merged = merged.with(field, without(list, array(part, key)));
        }
      } else if (part == JsonNull.NULL) {
        merged = merged.without(key);
      } else {
        merged = merged.with(key, mergedValue(merged.get(key), part, Fields.child(schema, key)));
      }
    }
    return merged;
  }

  private static Object mergedValue(Object original, Object part, SchemaNode schema) {
    if (original == null || original.getClass() != part.getClass()) {
      return part instanceof JsonObject object
          ? withoutDirectives(object, schema)
          : part instanceof JsonArray list && merges(schema)
              ? mergedList(JsonArray.EMPTY, list, schema)
              : part;
    }
    if (part instanceof JsonObject object) {
      boolean replaces = schema != null && strategies(schema).contains("replace");
      return replaces ? object : mergedMap((JsonObject) original, object, schema);
    }
    if (part instanceof JsonArray list && merges(schema)) {
      return mergedList((JsonArray) original, list, schema);
    }
    return part;
  }

  private static boolean merges(SchemaNode schema) {
    return schema != null && strategies(schema).contains("merge");
  }

  private static List<String> strategies(SchemaNode schema) {
    return List.of(schema.patchStrategy().split(","));
  }

  /** A part that there was nothing to merge with: nulls and directives mean nothing then. */
  private static JsonObject withoutDirectives(JsonObject part, SchemaNode schema) {
    return mergedMap(JsonObject.EMPTY, part, schema);
  }

  /** Without the fields that {@code $retainKeys} does not name. */
  private static JsonObject retained(JsonObject original, JsonObject patch) {
    if (!patch.has(RETAIN)) {
      return original;
    }
    if (!(patch.get(RETAIN) instanceof JsonArray names)) {
      throw refused("invalid patch format of retainKeys");
    }
    for (String key : patch.keys()) {
      boolean directive = key.startsWith("$");
      if (!directive && patch.isSet(key) && !names.contains(key)) {
        throw refused("invalid patch format of retainKeys");
      }
    }
    JsonObject kept = original;
    for (String key : original.keys()) {
      kept = names.contains(key) ? kept : kept.without(key);
    }
    return kept;
  }

  /** The field merged with the patch's list, then brought into the wished order. */
  private static JsonObject ordered(
      JsonObject original, JsonObject patch, String field, JsonArray order, SchemaNode schema) {
    JsonArray server = original.array(field);
    JsonArray merged = server;
    if (patch.get(DELETE + field) instanceof JsonArray deleted) {
      merged = without(merged, deleted);
    }
    if (patch.get(field) instanceof JsonArray list) {
      merged = merges(schema) ? mergedList(merged, list, schema) : list;
    } else if (patch.get(field) == JsonNull.NULL) {
      return original.without(field);
    }
    if (merged.isEmpty() && !original.has(field)) {
      return original;
    }
    return original.with(
        field, inOrder(merged, order, server, schema == null ? null : schema.mergeKey()));
  }

  /** The items that the order names in this order, the others where the server has them. */
  private static JsonArray inOrder(
      JsonArray merged, Iterable<?> order, JsonArray server, String mergeKey) {
    List<Object> wished = new ArrayList<>();
    for (Object item : order) {
      wished.add(identity(item, mergeKey));
    }
    List<Object> present = new ArrayList<>();
    for (Object item : server) {
      present.add(identity(item, mergeKey));
    }
    List<Object> patched = new ArrayList<>();
    List<Object> others = new ArrayList<>();
    for (Object item : merged) {
      (wished.contains(identity(item, mergeKey)) ? patched : others).add(item);
    }
    patched.sort(Comparator.comparingInt(item -> wished.indexOf(identity(item, mergeKey))));
    others.sort(Comparator.comparingInt(item -> present.indexOf(identity(item, mergeKey))));
    return interleaved(others, patched, present, mergeKey);
  }

  /** Both lists keep their own order; one of the server's goes first where it stood first. */
  private static JsonArray interleaved(
      List<Object> others, List<Object> patched, List<Object> present, String mergeKey) {
    List<Object> all = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < others.size() || j < patched.size()) {
      if (j >= patched.size()) {
        all.add(others.get(i++));
      } else if (i >= others.size()) {
        all.add(patched.get(j++));
      } else {
        int left = present.indexOf(identity(others.get(i), mergeKey));
        int right = present.indexOf(identity(patched.get(j), mergeKey));
        all.add(left >= 0 && right >= 0 && left < right ? others.get(i++) : patched.get(j++));
      }
    }
    return JsonArray.copyOf(all);
  }

  private static Object identity(Object item, String mergeKey) {
    return item instanceof JsonObject object && mergeKey != null ? object.get(mergeKey) : item;
  }

  private static JsonArray mergedList(JsonArray original, JsonArray patch, SchemaNode schema) {
    boolean ofObjects =
        !patch.isEmpty()
            ? patch.get(0) instanceof JsonObject
            : original.size() > 0 && original.get(0) instanceof JsonObject;
    if (!ofObjects) {
      LinkedHashSet<Object> all = new LinkedHashSet<>();
      original.forEach(all::add);
      patch.forEach(all::add);
      return inOrder(JsonArray.copyOf(all), patch, original, null);
    }
    String mergeKey = schema.mergeKey();
    JsonArray merged = original;
    List<JsonObject> plain = new ArrayList<>();
    boolean replace = false;
    for (JsonObject item : patch.objects()) {
      if (!item.has(PATCH)) {
        plain.add(item);
        continue;
      }
      String directive = String.valueOf(item.get(PATCH));
      switch (directive) {
        case "replace" -> replace = true;
        case "delete" -> {
          Object key = keyOf(item, mergeKey);
          merged =
              merged.without(
                  each -> each instanceof JsonObject object && key.equals(object.get(mergeKey)));
        }
        case "merge" -> throw refused("merging lists cannot yet be specified in the patch");
        default -> throw refused("unknown patch type: " + directive + " in map: " + goMap(item));
      }
    }
    if (replace) {
      return JsonArray.copyOf(plain);
    }
    for (JsonObject item : plain) {
      Object key = keyOf(item, mergeKey);
      int at = indexOf(merged, mergeKey, key);
      merged =
          at < 0
              ? merged.plus(withoutDirectives(item, schema.items()))
              : merged.with(at, mergedMap(merged.object(at), item, schema.items()));
    }
    return plain.isEmpty() ? merged : inOrder(merged, plain, original, mergeKey);
  }

  private static Object keyOf(JsonObject item, String mergeKey) {
    Object key = mergeKey == null ? null : item.get(mergeKey);
    if (key == null) {
      throw refused("map: " + goMap(item) + " does not contain declared merge key: " + mergeKey);
    }
    return key;
  }

  /** As Go prints a map: {@code map[image:nginx name:web]}. */
  private static String goMap(Object value) {
    return switch (value) {
      case JsonObject object -> {
        List<String> parts = new ArrayList<>();
        object.forEach((key, part) -> parts.add(key + ":" + goMap(part)));
        yield "map[" + String.join(" ", parts) + "]";
      }
      case JsonArray array -> {
        List<String> parts = new ArrayList<>();
        array.forEach(part -> parts.add(goMap(part)));
        yield "[" + String.join(" ", parts) + "]";
      }
      case JsonNull ignored -> "<nil>";
      default -> String.valueOf(value);
    };
  }

  private static int indexOf(JsonArray list, String mergeKey, Object key) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof JsonObject object && key.equals(object.get(mergeKey))) {
        return i;
      }
    }
    return -1;
  }

  private static JsonArray without(JsonArray list, JsonArray deleted) {
    return list.without(deleted::contains);
  }

  private static JsonArray array(Object value, String key) {
    if (value instanceof JsonArray array) {
      return array;
    }
    throw refused(
        key.startsWith(ORDER)
            ? "invalid patch format of setElementOrder list"
            : "invalid patch format of primitive list");
  }

  private static ApiException refused(String sentence) {
    return ApiException.badRequest(sentence);
  }
}
