package dev.kubarium.cluster.apiserver.patch;

import dev.kubarium.cluster.apiserver.schema.SchemaNode;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How an item of a list is found again: by its keys in a list that is a map, by its value in a list
 * that is a set.
 */
final class ListKeys {

  private ListKeys() {}

  /**
   * {@code k:{"containerPort":80,"protocol":"TCP"}}; {@code null} where the item lacks a key that
   * has no default.
   */
  static String ofItem(Object item, SchemaNode list) {
    if (!(item instanceof JsonObject object)) {
      return null;
    }
    List<String> names = list.listMapKeys();
    if (names.size() == 1 && object.get(names.get(0)) instanceof String text && isPlain(text)) {
      return "k:{\"" + names.get(0) + "\":\"" + text + "\"}";
    }
    JsonObject keys = JsonObject.EMPTY;
    for (String name : names) {
      Object value = object.isSet(name) ? object.get(name) : defaultOf(list, name);
      if (value == null || value instanceof JsonObject || value instanceof JsonArray) {
        return null;
      }
      keys = keys.with(name, value);
    }
    return "k:" + Json.print(keys);
  }

  private static Object defaultOf(SchemaNode list, String name) {
    SchemaNode key = list.items() == null ? null : list.items().properties().get(name);
    return key == null ? null : key.defaultValue();
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  static String ofValue(Object value) {
    return "v:" + Json.print(value);
  }

  /**
   * Item key → item, in the list's order; {@code null} where an item has no key or two have the
   * same.
   */
  static Map<String, Object> byKey(JsonArray items, SchemaNode list) {
    Map<String, Object> byKey = new LinkedHashMap<>();
    boolean set = list.listType().equals("set");
    for (Object item : items) {
      String key = set ? ofValue(item) : ofItem(item, list);
      if (key == null || byKey.put(key, item) != null && !set) {
        return null;
      }
    }
    return byKey;
  }

  /** {@code [name="web"]} of {@code {"name":"web"}}. */
  static String inBrackets(String keys) {
    List<String> parts = new ArrayList<>();
    Json.parseObject(keys).forEach((name, value) -> parts.add(name + "=" + Json.print(value)));
    return "[" + String.join(",", parts) + "]";
  }
}
