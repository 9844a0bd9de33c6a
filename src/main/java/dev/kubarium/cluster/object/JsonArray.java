package dev.kubarium.cluster.object;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** An immutable JSON array; see {@link JsonObject} for what it may hold and how changes share. */
public final class JsonArray implements Iterable<Object> {

  public static final JsonArray EMPTY = new JsonArray(new Object[0]);

  private final Object[] items;

  private JsonArray(Object[] items) {
    this.items = items;
  }

  public static JsonArray of(Object... items) {
    return copyOf(Arrays.asList(items));
  }

  public static JsonArray copyOf(Collection<?> items) {
    if (items.isEmpty()) {
      return EMPTY;
    }
    Object[] copy = new Object[items.size()];
    int i = 0;
    for (Object item : items) {
      copy[i++] = Json.value(item);
    }
    return new JsonArray(copy);
  }

  static JsonArray owning(Object[] items) {
    return items.length == 0 ? EMPTY : new JsonArray(items);
  }

  public int size() {
    return items.length;
  }

  public boolean isEmpty() {
    return items.length == 0;
  }

  public Object get(int index) {
    return items[index];
  }

  /** The object at this index; the empty object where something else or nothing stands there. */
  public JsonObject object(int index) {
    return index < items.length && items[index] instanceof JsonObject object
        ? object
        : JsonObject.EMPTY;
  }

  /** The items that are objects, in order. */
  public List<JsonObject> objects() {
    List<JsonObject> objects = new ArrayList<>(items.length);
    for (Object item : items) {
      if (item instanceof JsonObject object) {
        objects.add(object);
      }
    }
    return objects;
  }

  /** The items that are text, in order. */
  public List<String> strings() {
    List<String> strings = new ArrayList<>(items.length);
    for (Object item : items) {
      if (item instanceof String text) {
        strings.add(text);
      }
    }
    return strings;
  }

  /** The first object whose value under {@code key} equals {@code value}, or {@code null}. */
  public JsonObject find(String key, Object value) {
    for (Object item : items) {
      if (item instanceof JsonObject object && value.equals(object.get(key))) {
        return object;
      }
    }
    return null;
  }

  public boolean contains(Object value) {
    return Arrays.asList(items).contains(value);
  }

  public JsonArray with(int index, Object value) {
    Object fresh = Json.value(value);
    if (items[index] == fresh || items[index].equals(fresh)) {
      return this;
    }
    Object[] changed = items.clone();
    changed[index] = fresh;
    return new JsonArray(changed);
  }

  public JsonArray plus(Object value) {
    Object[] grown = Arrays.copyOf(items, items.length + 1);
    grown[items.length] = Json.value(value);
    return new JsonArray(grown);
  }

  public JsonArray without(Predicate<Object> leaves) {
    List<Object> kept = new ArrayList<>(items.length);
    for (Object item : items) {
      if (!leaves.test(item)) {
        kept.add(item);
      }
    }
    return kept.size() == items.length ? this : owning(kept.toArray());
  }

  /**
   * Each object replaced by what the function makes of it; the same instance where none changed.
   */
  public JsonArray mapObjects(UnaryOperator<JsonObject> function) {
    Object[] changed = null;
    for (int i = 0; i < items.length; i++) {
      if (items[i] instanceof JsonObject before) {
        JsonObject after = function.apply(before);
        if (after != before) {
          if (changed == null) {
            changed = items.clone();
          }
          changed[i] = after;
        }
      }
    }
    return changed == null ? this : new JsonArray(changed);
  }

  JsonArray withItems(Object[] replacement) {
    return new JsonArray(replacement);
  }

  /** A read-only view as a list, for libraries that want one. Explicit nulls are {@code null}. */
  public List<Object> asList() {
    return new AbstractList<>() {
      @Override
      public Object get(int index) {
        return Json.plain(items[index]);
      }

      @Override
      public int size() {
        return items.length;
      }
    };
  }

  @Override
  public Iterator<Object> iterator() {
    return Arrays.asList(items).iterator();
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof JsonArray that && Arrays.equals(items, that.items);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(items);
  }

  /** Compact JSON. */
  @Override
  public String toString() {
    return Json.print(this);
  }
}
