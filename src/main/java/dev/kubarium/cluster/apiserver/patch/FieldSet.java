package dev.kubarium.cluster.apiserver.patch;

import dev.kubarium.cluster.object.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Sets of fields in the form in which managedFields write them (FieldsV1): {@code f:} a field,
 * {@code k:} an item of a list by its keys, {@code v:} a value of a set, {@code .} the thing itself
 * beside its parts. An empty object is a field that is owned as a whole; the empty object at the
 * top is the empty set.
 *
 * <pre>
 *   f:spec:
 *     f:containers:
 *       k:{"name":"web"}:
 *         .: {}              the item itself
 *         f:image: {}        .spec.containers[name="web"].image
 * </pre>
 *
 * <p>Sets share all parts that an operation leaves as they are, and an operation that changes
 * nothing answers its first set. Equal nodes are kept once, so that the thousandth Pod of a
 * Deployment adds next to nothing.
 */
final class FieldSet {

  static final JsonObject EMPTY = JsonObject.EMPTY;
  static final JsonObject LEAF = JsonObject.EMPTY;
  static final String SELF = ".";

  private static final JsonObject[] RECENT = new JsonObject[1 << 12];

  private FieldSet() {}

  /** The same node, in the one copy that all share. */
  static JsonObject shared(JsonObject node) {
    if (node.isEmpty()) {
      return LEAF;
    }
    int slot = (node.shapeHash() * 0x9E3779B9) >>> 20;
    JsonObject recent = RECENT[slot];
    if (recent != null && recent.equals(node)) {
      return recent;
    }
    RECENT[slot] = node;
    return node;
  }

  private static boolean isMember(JsonObject node) {
    return node.isEmpty() || node.has(SELF);
  }

  static JsonObject union(JsonObject one, JsonObject other) {
    return one == other || other.isEmpty() ? one : one.isEmpty() ? other : unionOfNodes(one, other);
  }

  private static JsonObject unionOfNodes(JsonObject one, JsonObject other) {
    if (one == other) {
      return one;
    }
    if (one.isEmpty()) {
      return shared(other.with(SELF, LEAF));
    }
    if (other.isEmpty()) {
      return shared(one.with(SELF, LEAF));
    }
    JsonObject union = one;
    for (String key : other.keys()) {
      JsonObject theirs = other.object(key);
      union =
          union.with(
              key,
              one.has(key) && !key.equals(SELF) ? unionOfNodes(one.object(key), theirs) : theirs);
    }
    return union == one ? one : shared(union);
  }

  /** The members of the first that are no members of the second. */
  static JsonObject difference(JsonObject one, JsonObject other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one;
    }
    JsonObject left = differenceOfNodes(one, other);
    return left == null ? EMPTY : left;
  }

  private static JsonObject differenceOfNodes(JsonObject one, JsonObject other) {
    boolean kept = isMember(one) && !isMember(other);
    JsonObject left = one;
    for (String key : one.keys()) {
      if (key.equals(SELF)) {
        left = kept ? left : left.without(SELF);
      } else if (other.has(key)) {
        JsonObject part = differenceOfNodes(one.object(key), other.object(key));
        left = part == null ? left.without(key) : left.with(key, part);
      }
    }
    if (left == one && (kept || !one.isEmpty())) {
      return one;
    }
    if (left.isEmpty() || left.size() == 1 && left.has(SELF)) {
      return kept ? LEAF : null;
    }
    return shared(left);
  }

  /** The members of both. */
  static JsonObject intersection(JsonObject one, JsonObject other) {
    if (one.isEmpty() || other.isEmpty()) {
      return EMPTY;
    }
    JsonObject both = intersectionOfNodes(one, other);
    return both == null ? EMPTY : both;
  }

  private static JsonObject intersectionOfNodes(JsonObject one, JsonObject other) {
    boolean member = isMember(one) && isMember(other);
    JsonObject both = EMPTY;
    for (String key : one.keys()) {
      if (!key.equals(SELF) && other.has(key)) {
        JsonObject part = intersectionOfNodes(one.object(key), other.object(key));
        both = part == null ? both : both.with(key, part);
      }
    }
    if (both.isEmpty()) {
      return member ? LEAF : null;
    }
    return member ? both.with(SELF, LEAF) : both;
  }

  /** All members as paths: {@code .spec.template.spec.containers[name="web"].image}. */
  static List<String> paths(JsonObject set) {
    List<String> paths = new ArrayList<>();
    if (!set.isEmpty()) {
      collect(set, "", paths);
    }
    return paths;
  }

  private static void collect(JsonObject node, String path, List<String> paths) {
    if (isMember(node)) {
      paths.add(path);
    }
    for (String key : node.keys()) {
      if (!key.equals(SELF)) {
        collect(node.object(key), path + step(key), paths);
      }
    }
  }

  private static String step(String key) {
    String rest = key.substring(2);
    return switch (key.charAt(0)) {
      case 'f' -> "." + rest;
      case 'k' -> ListKeys.inBrackets(rest);
      default -> "[=" + rest + "]";
    };
  }
}
