package dev.kubarium.web;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;

/**
 * Server-side apply names the elements of lists by their keys ({@code
 * .spec.containers[name="web"].image}), a text by their place ({@code spec.containers[0].image}).
 * This turns the one into the other, with the object that was applied in hand.
 */
final class ElementPath {

  private final String path;
  private final StringBuilder found = new StringBuilder();
  private Object here;
  private int at;

  private ElementPath(Object root, String path) {
    this.here = root;
    this.path = path;
  }

  /** The path by places. What cannot be followed in the object stays as it was spelt. */
  static String byPlace(JsonObject root, String path) {
    ElementPath follow = new ElementPath(root, path);
    while (follow.at < path.length()) {
      if (path.charAt(follow.at) == '[') {
        follow.element();
      } else {
        follow.field();
      }
    }
    return follow.found.toString();
  }

  /** Keys may hold dots themselves: the longest that the object has is meant. */
  private void field() {
    int start = path.charAt(at) == '.' ? at + 1 : at;
    int end = -1;
    if (here instanceof JsonObject object) {
      for (String key : object.keys()) {
        int after = start + key.length();
        if (path.startsWith(key, start) && after > end && endsAName(after)) {
          end = after;
        }
      }
    }
    if (end < 0) {
      end = start;
      while (end < path.length() && (end == start || !endsAName(end))) {
        end++;
      }
    }
    String key = path.substring(start, Math.min(end, path.length()));
    found.append(found.isEmpty() ? "" : ".").append(key);
    here = here instanceof JsonObject object ? object.get(key) : null;
    at = Math.max(end, at + 1);
  }

  private boolean endsAName(int index) {
    return index >= path.length() || path.charAt(index) == '.' || path.charAt(index) == '[';
  }

  private void element() {
    int end = closingBracket();
    String inside = path.substring(at + 1, end);
    int place = inside.matches("\\d+") ? Integer.parseInt(inside) : placeOf(inside);
    found.append('[').append(place < 0 ? inside : Integer.toString(place)).append(']');
    here =
        here instanceof JsonArray array && place >= 0 && place < array.size()
            ? array.get(place)
            : null;
    at = end + 1;
  }

  /** Brackets inside quotes close nothing. */
  private int closingBracket() {
    boolean quoted = false;
    for (int i = at + 1; i < path.length(); i++) {
      char letter = path.charAt(i);
      if (letter == '\\') {
        i++;
      } else if (letter == '"') {
        quoted = !quoted;
      } else if (letter == ']' && !quoted) {
        return i;
      }
    }
    return path.length() - 1;
  }

  private int placeOf(String keys) {
    if (!(here instanceof JsonArray array)) {
      return -1;
    }
    for (int i = 0; i < array.size(); i++) {
      if (matches(array.get(i), keys)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * {@code name="web"}, {@code containerPort=80,protocol="TCP"} (what an item leaves out has its
   * default), {@code ="value"}.
   */
  private static boolean matches(Object item, String keys) {
    if (keys.startsWith("=")) {
      return keys.substring(1).equals(Json.print(item));
    }
    if (!(item instanceof JsonObject object)) {
      return false;
    }
    boolean any = false;
    for (String key : object.keys()) {
      int from = keys.startsWith(key + "=") ? 0 : keys.indexOf("," + key + "=") + 1;
      boolean named = from > 0 || keys.startsWith(key + "=");
      if (named) {
        if (!keys.startsWith(Json.print(object.get(key)), from + key.length() + 1)) {
          return false;
        }
        any = true;
      }
    }
    return any;
  }
}
