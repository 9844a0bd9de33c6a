package dev.kubarium.cluster.apiserver.patch;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonNull;
import dev.kubarium.cluster.object.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A patch that is a list of operations on paths (RFC 6902). */
public final class JsonPatch {

  private static final int MOST_OPERATIONS = 10_000;

  private JsonPatch() {}

  /** Throws {@link ApiException} (422, as the API does) where an operation cannot be done. */
  public static JsonObject apply(JsonObject current, JsonArray patch) {
    if (patch.size() > MOST_OPERATIONS) {
      throw new ApiException(
          413,
          "RequestEntityTooLarge",
          "The allowed maximum operations in a JSON patch is "
              + MOST_OPERATIONS
              + ", got "
              + patch.size(),
          JsonObject.EMPTY);
    }
    Object tree = current;
    for (Object each : patch) {
      if (!(each instanceof JsonObject operation)) {
        throw ApiException.badRequest(
            "json: cannot unmarshal string into Go value of type jsonpatch.Operation");
      }
      tree = apply(tree, operation);
    }
    if (tree instanceof JsonObject object) {
      return object;
    }
    throw refused("the patched value is not an object");
  }

  private static Object apply(Object tree, JsonObject operation) {
    String path = operation.string("path", "");
    List<String> at = segments(path);
    return switch (operation.string("op", "")) {
      case "add" -> put(tree, at, 0, value(operation), true, path, "add");
      case "replace" -> {
        find(tree, at, path, "replace");
        yield put(tree, at, 0, value(operation), false, path, "replace");
      }
      case "remove" -> remove(tree, at, 0, path);
      case "test" -> {
        Object there = at.isEmpty() ? tree : lookUp(tree, at);
        Object wanted = operation.has("value") ? operation.get("value") : JsonNull.NULL;
        if (!wanted.equals(there == null ? JsonNull.NULL : there)) {
          throw refused("testing value " + path + " failed: test failed");
        }
        yield tree;
      }
      case "copy" -> {
        String from = operation.string("from", "");
        yield put(tree, at, 0, find(tree, segments(from), from, "copy"), true, path, "copy");
      }
      case "move" -> {
        String from = operation.string("from", "");
        Object moved = find(tree, segments(from), from, "move");
        yield put(remove(tree, segments(from), 0, from), at, 0, moved, true, path, "move");
      }
      default -> throw refused("Unexpected kind: " + operation.string("op", ""));
    };
  }

  private static Object value(JsonObject operation) {
    return operation.has("value") ? operation.get("value") : JsonNull.NULL;
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    if (path.isEmpty()) {
      return segments;
    }
    String[] parts = path.substring(path.startsWith("/") ? 1 : 0).split("/", -1);
    for (String part : parts) {
      segments.add(part.replace("~1", "/").replace("~0", "~"));
    }
    return segments;
  }

  private static Object lookUp(Object tree, List<String> at) {
    Object here = tree;
    for (String segment : at) {
      if (here instanceof JsonObject object) {
        here = object.get(segment);
      } else if (here instanceof JsonArray array) {
        int index = index(segment, array.size(), false);
        here = index < 0 ? null : array.get(index);
      } else {
        return null;
      }
    }
    return here;
  }

  private static Object find(Object tree, List<String> at, String path, String operation) {
    Object found = lookUp(tree, at);
    if (found == null) {
      throw missing(operation, path);
    }
    return found;
  }

  private static Object put(
      Object tree,
      List<String> at,
      int depth,
      Object value,
      boolean inserts,
      String path,
      String operation) {
    if (depth == at.size()) {
      return value;
    }
    String segment = at.get(depth);
    boolean last = depth == at.size() - 1;
    if (tree instanceof JsonObject object) {
      if (!last && !object.has(segment)) {
        throw missing(operation, path);
      }
      return object.with(
          segment,
          last ? value : put(object.get(segment), at, depth + 1, value, inserts, path, operation));
    }
    if (tree instanceof JsonArray array) {
      int index = index(segment, array.size(), last && inserts);
      if (index < 0) {
        throw refused("Unable to access invalid index: " + segment + ": invalid index referenced");
      }
      if (!last) {
        return array.with(
            index, put(array.get(index), at, depth + 1, value, inserts, path, operation));
      }
      if (!inserts) {
        return array.with(index, value);
      }
      List<Object> items = new ArrayList<>();
      array.forEach(items::add);
      items.add(index, value);
      return JsonArray.copyOf(items);
    }
    throw missing(operation, path);
  }

  private static Object remove(Object tree, List<String> at, int depth, String path) {
    if (at.isEmpty()) {
      throw missing("remove", path);
    }
    String segment = at.get(depth);
    boolean last = depth == at.size() - 1;
    if (tree instanceof JsonObject object && object.has(segment)) {
      return last
          ? object.without(segment)
          : object.with(segment, remove(object.get(segment), at, depth + 1, path));
    }
    if (tree instanceof JsonArray array) {
      int index = index(segment, array.size(), false);
      if (index < 0) {
        throw refused("Unable to access invalid index: " + segment + ": invalid index referenced");
      }
      if (!last) {
        return array.with(index, remove(array.get(index), at, depth + 1, path));
      }
      List<Object> items = new ArrayList<>();
      array.forEach(items::add);
      items.remove(index);
      return JsonArray.copyOf(items);
    }
    throw missing("remove", path);
  }

  /**
   * The index, {@code -1} where there is none; {@code -} and the length itself stand for the end
   * where one may insert.
   */
  private static int index(String segment, int size, boolean mayInsert) {
    if (segment.equals("-")) {
      return mayInsert ? size : -1;
    }
    try {
      int index = Integer.parseInt(segment);
      return index >= 0 && index < (mayInsert ? size + 1 : size) ? index : -1;
    } catch (NumberFormatException noIndex) {
      return -1;
    }
  }

  private static ApiException missing(String operation, String path) {
    return refused(
        operation.equals("remove") || operation.equals("replace")
            ? operation
                + " operation does not apply: doc is missing "
                + (operation.equals("replace") ? "key" : "path")
                + ": "
                + path
                + ": missing value"
            : operation
                + " operation does not apply: doc is missing path: "
                + Json.print(path)
                + ": missing value");
  }

  private static ApiException refused(String message) {
    return new ApiException(
        422,
        "Invalid",
        "the server rejected our request due to an error in our request",
        JsonObject.of("causes", JsonArray.of(JsonObject.of("message", message))));
  }
}
