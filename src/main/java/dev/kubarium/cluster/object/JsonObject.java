package dev.kubarium.cluster.object;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * An immutable JSON object with its keys in alphabetical order.
 *
 * <p>Values are {@code String}, {@code Long}, {@code java.math.BigInteger}, {@code Double}, {@code
 * Boolean}, {@link JsonNull}, {@link JsonObject} or {@link JsonArray}; anything else that {@link
 * Json#value} understands is converted on the way in. Every "change" answers a new object that
 * shares all unchanged parts with this one, and answers this very object when nothing changed, so
 * that {@code ==} is a cheap first test for "did this do anything".
 *
 * <p>Objects of the same shape share one array of keys; a Pod of a few dozen small objects stays at
 * about 2 KB.
 */
public final class JsonObject {

  /**
   * The keys of many objects, kept once. The final field makes an instance safe to share without a
   * lock.
   */
  private static final class Shape {
    private static final Shape[] RECENT = new Shape[1 << 12];
    private static final int FEW = 4;
    private static final int MANY = 100;
    private static final byte[] NONE = {};

    final String[] keys;

    /**
     * By the hash of a key, one more than its place among the keys; 0 where there is none. Empty
     * where there are few keys, or very many.
     */
    private final byte[] places;

    Shape(String[] keys) {
      this.keys = keys;
      this.places = keys.length <= FEW || keys.length > MANY ? NONE : places(keys);
    }

    private static byte[] places(String[] keys) {
      byte[] places = new byte[Integer.highestOneBit(keys.length) * 4];
      for (int i = 0; i < keys.length; i++) {
        int slot = keys[i].hashCode() & places.length - 1;
        while (places[slot] != 0) {
          slot = slot + 1 & places.length - 1;
        }
        places[slot] = (byte) (i + 1);
      }
      return places;
    }

    int indexOf(String key) {
      if (places.length > 0) {
        int slot = key.hashCode() & places.length - 1;
        while (places[slot] != 0) {
          int i = places[slot] - 1;
          if (keys[i].equals(key)) {
            return i;
          }
          slot = slot + 1 & places.length - 1;
        }
        return -1;
      }
      if (keys.length > MANY) {
        return Arrays.binarySearch(keys, key);
      }
      for (int i = 0; i < keys.length; i++) {
        if (keys[i].equals(key)) {
          return i;
        }
      }
      return -1;
    }

    static Shape of(String[] keys) {
      int slot = (Arrays.hashCode(keys) * 0x9E3779B9) >>> 20;
      Shape recent = RECENT[slot];
      if (recent != null && Arrays.equals(recent.keys, keys)) {
        return recent;
      }
      Shape fresh = new Shape(keys);
      RECENT[slot] = fresh;
      return fresh;
    }
  }

  public static final JsonObject EMPTY = new JsonObject(new Shape(new String[0]), new Object[0]);

  private final Shape shape;
  private final Object[] values;

  private JsonObject(Shape shape, Object[] values) {
    this.shape = shape;
    this.values = values;
  }

  /** From alternating keys and values; a {@code null} value leaves its key out. */
  public static JsonObject of(Object... keysAndValues) {
    TreeMap<String, Object> sorted = new TreeMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      if (keysAndValues[i + 1] != null) {
        sorted.put((String) keysAndValues[i], keysAndValues[i + 1]);
      }
    }
    return ofSorted(sorted);
  }

  /** From any map; nested maps and lists are converted, {@code null} becomes {@link JsonNull}. */
  public static JsonObject copyOf(Map<String, ?> map) {
    return ofSorted(
        map instanceof TreeMap<String, ?> sorted && sorted.comparator() == null
            ? sorted
            : new TreeMap<>(map));
  }

  /**
   * From the first {@code size} keys, which must be in alphabetical order, and their values, which
   * must be tree values.
   */
  public static JsonObject ofOrdered(String[] keys, Object[] values, int size) {
    return size == 0
        ? EMPTY
        : new JsonObject(Shape.of(Arrays.copyOf(keys, size)), Arrays.copyOf(values, size));
  }

  private static JsonObject ofSorted(Map<String, ?> sorted) {
    if (sorted.isEmpty()) {
      return EMPTY;
    }
    String[] keys = new String[sorted.size()];
    Object[] values = new Object[keys.length];
    int i = 0;
    for (Map.Entry<String, ?> entry : sorted.entrySet()) {
      keys[i] = entry.getKey();
      values[i++] = Json.value(entry.getValue());
    }
    return new JsonObject(Shape.of(keys), values);
  }

  private int indexOf(String key) {
    return shape.indexOf(key);
  }

  /** The value, or {@code null} where the key is absent (an explicit null is {@link JsonNull}). */
  public Object get(String key) {
    int i = indexOf(key);
    return i < 0 ? null : values[i];
  }

  public boolean has(String key) {
    return indexOf(key) >= 0;
  }

  /** True where the key is there and is not an explicit null. */
  public boolean isSet(String key) {
    Object value = get(key);
    return value != null && value != JsonNull.NULL;
  }

  /** The text under this key, or {@code null} where it is absent or no text. */
  public String string(String key) {
    return get(key) instanceof String text ? text : null;
  }

  public String string(String key, String otherwise) {
    return get(key) instanceof String text ? text : otherwise;
  }

  /** The whole number under this key, or {@code null} where it is absent or no whole number. */
  public Long integer(String key) {
    return get(key) instanceof Long number ? number : null;
  }

  public long integer(String key, long otherwise) {
    return get(key) instanceof Long number ? number : otherwise;
  }

  public boolean bool(String key) {
    return Boolean.TRUE.equals(get(key));
  }

  /** The object under this key; the empty object where there is none. */
  public JsonObject object(String key) {
    return get(key) instanceof JsonObject object ? object : EMPTY;
  }

  /** The array under this key; the empty array where there is none. */
  public JsonArray array(String key) {
    return get(key) instanceof JsonArray array ? array : JsonArray.EMPTY;
  }

  /** The value at a path of keys, or {@code null} where the path ends early. */
  public Object at(String... path) {
    Object here = this;
    for (String key : path) {
      if (!(here instanceof JsonObject object)) {
        return null;
      }
      here = object.get(key);
    }
    return here;
  }

  /** The object at a path of keys; the empty object where the path ends early. */
  public JsonObject objectAt(String... path) {
    return at(path) instanceof JsonObject object ? object : EMPTY;
  }

  /** This object with one value put; the same instance where it was equal already. */
  public JsonObject with(String key, Object value) {
    Object fresh = Json.value(value);
    int i = indexOf(key);
    if (i >= 0) {
      if (values[i] == fresh || values[i].equals(fresh)) {
        return this;
      }
      Object[] changed = values.clone();
      changed[i] = fresh;
      return new JsonObject(shape, changed);
    }
    int at = -Arrays.binarySearch(shape.keys, key) - 1;
    int n = values.length;
    String[] keys = new String[n + 1];
    Object[] grown = new Object[n + 1];
    System.arraycopy(shape.keys, 0, keys, 0, at);
    System.arraycopy(values, 0, grown, 0, at);
    keys[at] = key;
    grown[at] = fresh;
    System.arraycopy(shape.keys, at, keys, at + 1, n - at);
    System.arraycopy(values, at, grown, at + 1, n - at);
    return new JsonObject(Shape.of(keys), grown);
  }

  /** {@link #with} where the value is not {@code null}, else {@link #without}. */
  public JsonObject withOrWithout(String key, Object value) {
    return value == null ? without(key) : with(key, value);
  }

  /**
   * Puts the value only where the key is absent or explicitly null: how the API's defaults are
   * filled in.
   */
  public JsonObject withDefault(String key, Object value) {
    return isSet(key) ? this : with(key, value);
  }

  public JsonObject without(String key) {
    int i = indexOf(key);
    if (i < 0) {
      return this;
    }
    if (values.length == 1) {
      return EMPTY;
    }
    int n = values.length;
    String[] keys = new String[n - 1];
    Object[] shrunk = new Object[n - 1];
    System.arraycopy(shape.keys, 0, keys, 0, i);
    System.arraycopy(values, 0, shrunk, 0, i);
    System.arraycopy(shape.keys, i + 1, keys, i, n - i - 1);
    System.arraycopy(values, i + 1, shrunk, i, n - i - 1);
    return new JsonObject(Shape.of(keys), shrunk);
  }

  /** Applies the function to the object under this key, if there is one. */
  public JsonObject update(String key, UnaryOperator<JsonObject> function) {
    return get(key) instanceof JsonObject object ? with(key, function.apply(object)) : this;
  }

  /**
   * Applies the function to the object under this key, or to the empty object; an empty result of
   * nothing adds nothing.
   */
  public JsonObject updateOrCreate(String key, UnaryOperator<JsonObject> function) {
    JsonObject before = object(key);
    JsonObject after = function.apply(before);
    return after.isEmpty() && !has(key) ? this : with(key, after);
  }

  /** Applies the function to each object of the array under this key, if there is one. */
  public JsonObject updateEach(String key, UnaryOperator<JsonObject> function) {
    return get(key) instanceof JsonArray array ? with(key, array.mapObjects(function)) : this;
  }

  /** Puts a value at a path of keys, making the objects on the way where they are missing. */
  public JsonObject withAt(Object value, String... path) {
    return withAt(value, path, 0);
  }

  private JsonObject withAt(Object value, String[] path, int from) {
    String key = path[from];
    return from == path.length - 1
        ? with(key, value)
        : with(key, object(key).withAt(value, path, from + 1));
  }

  public JsonObject withoutAt(String... path) {
    if (path.length == 1) {
      return without(path[0]);
    }
    return update(path[0], inner -> inner.withoutAt(Arrays.copyOfRange(path, 1, path.length)));
  }

  public int size() {
    return values.length;
  }

  public boolean isEmpty() {
    return values.length == 0;
  }

  /** The keys in alphabetical order. */
  public List<String> keys() {
    return List.of(shape.keys);
  }

  public void forEach(BiConsumer<String, Object> action) {
    for (int i = 0; i < values.length; i++) {
      action.accept(shape.keys[i], values[i]);
    }
  }

  /** A number that equal objects share, and that looks at the keys alone. */
  public int shapeHash() {
    return Arrays.hashCode(shape.keys);
  }

  String keyAt(int i) {
    return shape.keys[i];
  }

  Object valueAt(int i) {
    return values[i];
  }

  /** This object with each value replaced by {@code replacement[i]}; the keys stay. */
  JsonObject withValues(Object[] replacement) {
    return new JsonObject(shape, replacement);
  }

  /**
   * A read-only view as a map of strings, for labels, annotations and selectors; other values are
   * left out.
   */
  public Map<String, String> strings() {
    Map<String, String> strings = new java.util.LinkedHashMap<>();
    forEach(
        (key, value) -> {
          if (value instanceof String text) {
            strings.put(key, text);
          }
        });
    return strings;
  }

  /**
   * A read-only view as nested maps and lists, for libraries that want those. Explicit nulls are
   * {@code null}.
   */
  public Map<String, Object> asMap() {
    return new AbstractMap<>() {
      @Override
      public Object get(Object key) {
        return key instanceof String text ? Json.plain(JsonObject.this.get(text)) : null;
      }

      @Override
      public boolean containsKey(Object key) {
        return key instanceof String text && has(text);
      }

      @Override
      public Set<Entry<String, Object>> entrySet() {
        return new AbstractSet<>() {
          @Override
          public Iterator<Entry<String, Object>> iterator() {
            return new Iterator<>() {
              private int next = 0;

              @Override
              public boolean hasNext() {
                return next < values.length;
              }

              @Override
              public Entry<String, Object> next() {
                int i = next++;
                return new SimpleImmutableEntry<>(shape.keys[i], Json.plain(values[i]));
              }
            };
          }

          @Override
          public int size() {
            return values.length;
          }
        };
      }
    };
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof JsonObject that
            && (shape == that.shape || Arrays.equals(shape.keys, that.shape.keys))
            && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape.keys) + Arrays.hashCode(values);
  }

  /** Compact JSON. */
  @Override
  public String toString() {
    return Json.print(this);
  }
}
