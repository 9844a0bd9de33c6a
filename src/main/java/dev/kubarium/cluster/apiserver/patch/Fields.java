package dev.kubarium.cluster.apiserver.patch;

import dev.kubarium.cluster.apiserver.schema.SchemaNode;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonNull;
import dev.kubarium.cluster.object.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which fields a tree has, and which differ between two trees, as a {@link FieldSet}.
 *
 * <p>Two revisions of an object share what they have in common, so comparing them costs what
 * changed and no more; and what a new Pod has is remembered for the template that it shares with
 * its sisters.
 *
 * <p>Models: sigs.k8s.io/structured-merge-diff/v6/typed
 */
final class Fields {

  /** Types that are owned as a whole. */
  private static final List<String> ATOMIC_TYPES =
      List.of(
          "OwnerReference",
          "LabelSelector",
          "ObjectReference",
          "LocalObjectReference",
          "TypedLocalObjectReference",
          "SecretReference",
          "SecretKeySelector",
          "ConfigMapKeySelector",
          "ObjectFieldSelector",
          "ResourceFieldSelector",
          "NodeSelector",
          "NodeSelectorTerm",
          "TopologySelectorTerm",
          "ScopeSelector",
          "EndpointAddress",
          "EndpointPort",
          "RoleRef",
          "Subject",
          "ServiceBackendPort",
          "CrossVersionObjectReference");

  /** Parts that upstream's types always carry, so that nobody adds them. */
  private static final List<String> ALWAYS_THERE =
      List.of(
          "metadata",
          "spec",
          "status",
          "template",
          "jobTemplate",
          "containers",
          "strategy",
          "updateStrategy");

  /** What only the server writes, and nobody owns. */
  private static final List<String> UNOWNED =
      List.of(
          "f:name",
          "f:namespace",
          "f:creationTimestamp",
          "f:selfLink",
          "f:uid",
          "f:generation",
          "f:managedFields",
          "f:resourceVersion");

  private record Known(JsonObject value, JsonObject fields) {}

  private Fields() {}

  /** How the parts of a value are owned. */
  enum Form {
    /** As a whole. */
    LEAF,
    /** Field by field, of a type that names its fields. */
    STRUCT,
    /** Key by key. */
    MAP,
    /** Item by item, found by keys or by value. */
    LIST
  }

  /**
   * What is known of a type: how its objects and its lists are owned, and what was found out last
   * of one of them.
   */
  private static final class Type {
    final Form object;
    final boolean listed;
    Known outer;
    Known inner;

    Type(SchemaNode schema) {
      boolean whole =
          schema.isAtomicMap()
              || isAtomicType(schema)
              || schema.isFree() && !schema.keepsUnknownFields();
      object = whole ? Form.LEAF : schema.properties().isEmpty() ? Form.MAP : Form.STRUCT;
      listed = schema.listType().equals("map") || schema.listType().equals("set");
    }

    static Type of(SchemaNode schema) {
      if (schema.remembered() instanceof Type type) {
        return type;
      }
      Type type = new Type(schema);
      schema.remember(type);
      return type;
    }
  }

  static Form form(Object value, SchemaNode schema) {
    if (value instanceof JsonObject) {
      return schema == null ? Form.MAP : Type.of(schema).object;
    }
    return value instanceof JsonArray && schema != null && Type.of(schema).listed
        ? Form.LIST
        : Form.LEAF;
  }

  /** Whether this step ({@code f:spec}) leads to a part that every object of its type has. */
  static boolean isAlwaysThere(String step) {
    return ALWAYS_THERE.contains(step.substring(2));
  }

  private static boolean isAtomicType(SchemaNode schema) {
    String name = schema.name();
    return name != null && ATOMIC_TYPES.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /** The type of a field or of a map's value; {@code null} where nothing is known of it. */
  static SchemaNode child(SchemaNode schema, String key) {
    if (schema == null) {
      return null;
    }
    SchemaNode property = schema.properties().get(key);
    return property != null ? property : schema.additionalProperties();
  }

  /**
   * Without what nobody owns; for a part of the object ({@code status}) nothing but this part, else
   * all but it.
   */
  static JsonObject owned(JsonObject set, boolean hasStatus, String subresource) {
    JsonObject metadata = set.object("f:metadata");
    for (String field : UNOWNED) {
      metadata = metadata.without(field);
    }
    JsonObject owned = set.without("f:apiVersion").without("f:kind");
    owned = metadata.isEmpty() ? owned.without("f:metadata") : owned.with("f:metadata", metadata);
    if ("status".equals(subresource)) {
      return owned.has("f:status")
          ? JsonObject.of("f:status", owned.get("f:status"))
          : FieldSet.EMPTY;
    }
    return hasStatus ? owned.without("f:status") : owned;
  }

  /** The fields that an applied tree names. */
  static JsonObject of(JsonObject tree, SchemaNode schema) {
    JsonObject set = named(tree, schema);
    return set == null ? FieldSet.EMPTY : set;
  }

  private static JsonObject named(Object value, SchemaNode schema) {
    switch (form(value, schema)) {
      case LEAF -> {
        return FieldSet.LEAF;
      }
      case LIST -> {
        TreeMap<String, Object> parts = new TreeMap<>();
        Map<String, Object> items = ListKeys.byKey((JsonArray) value, schema);
        if (items == null) {
          return FieldSet.LEAF;
        }
        items.forEach(
            (key, item) ->
                parts.put(
                    key,
                    schema.listType().equals("set")
                        ? FieldSet.LEAF
                        : itself(named(item, schema.items()))));
        return parts.isEmpty() ? null : FieldSet.shared(JsonObject.copyOf(parts));
      }
      default -> {
        JsonObject object = (JsonObject) value;
        boolean map = form(value, schema) == Form.MAP;
        TreeMap<String, Object> parts = new TreeMap<>();
        object.forEach(
            (key, part) -> {
              boolean described = schema != null && schema.properties().containsKey(key);
              JsonObject fields = named(part, child(schema, key));
              if (fields != null) {
                parts.put("f:" + key, map && !described ? itself(fields) : fields);
              }
            });
        return FieldSet.shared(JsonObject.copyOf(parts));
      }
    }
  }

  private static JsonObject itself(JsonObject fields) {
    return fields == null || fields.isEmpty()
        ? FieldSet.LEAF
        : FieldSet.shared(fields.with(FieldSet.SELF, FieldSet.LEAF));
  }

  /**
   * The fields of {@code after} that {@code before} lacks, and with {@code modified} also those
   * whose value differs.
   *
   * @param before {@code null} for a new object
   */
  static JsonObject differing(
      JsonObject before, JsonObject after, SchemaNode schema, boolean modified) {
    JsonObject set =
        before == null ? added(after, schema, true) : difference(before, after, schema, modified);
    return set == null ? FieldSet.EMPTY : set;
  }

  private static JsonObject difference(
      Object before, Object after, SchemaNode schema, boolean modified) {
    if (before == after) {
      return null;
    }
    Form form = form(after, schema);
    if (form == Form.LEAF || before.getClass() != after.getClass()) {
      return before.equals(after) || !modified ? null : FieldSet.LEAF;
    }
    if (form == Form.LIST) {
      TreeMap<String, Object> parts = new TreeMap<>();
      boolean set = schema.listType().equals("set");
      Map<String, Object> old = ListKeys.byKey((JsonArray) before, schema);
      Map<String, Object> fresh = ListKeys.byKey((JsonArray) after, schema);
      if (old == null || fresh == null) {
        return before.equals(after) || !modified ? null : FieldSet.LEAF;
      }
      fresh.forEach(
          (key, item) -> {
            Object known = old.get(key);
            JsonObject fields =
                known == null
                    ? set ? FieldSet.LEAF : itself(added(item, schema.items(), false))
                    : set ? null : difference(known, item, schema.items(), modified);
            if (fields != null) {
              parts.put(key, fields);
            }
          });
      return parts.isEmpty() ? null : FieldSet.shared(JsonObject.copyOf(parts));
    }
    JsonObject old = (JsonObject) before;
    JsonObject fresh = (JsonObject) after;
    Parts parts = new Parts(fresh.size());
    fresh.forEach(
        (key, value) -> {
          Object known = old.get(key);
          if (known != value) {
            SchemaNode type = child(schema, key);
            parts.add(
                key,
                known == null || known == JsonNull.NULL
                    ? addedWithItself(value, type)
                    : difference(known, value, type, modified));
          }
        });
    return parts.isEmpty() ? null : parts.set();
  }

  private static JsonObject addedWithItself(Object value, SchemaNode schema) {
    return form(value, schema) == Form.LEAF ? FieldSet.LEAF : itself(added(value, schema, false));
  }

  /**
   * All fields of something new; {@code outer} at the top of a new object, where some parts are
   * always there.
   */
  private static JsonObject added(Object value, SchemaNode schema, boolean outer) {
    Form form = form(value, schema);
    if (form == Form.LEAF) {
      return FieldSet.LEAF;
    }
    if (form == Form.LIST) {
      boolean set = schema.listType().equals("set");
      Map<String, Object> items = ListKeys.byKey((JsonArray) value, schema);
      if (items == null) {
        return FieldSet.LEAF;
      }
      TreeMap<String, Object> parts = new TreeMap<>();
      items.forEach(
          (key, item) ->
              parts.put(key, set ? FieldSet.LEAF : itself(added(item, schema.items(), false))));
      return parts.isEmpty() ? null : FieldSet.shared(JsonObject.copyOf(parts));
    }
    JsonObject object = (JsonObject) value;
    Type of = schema == null ? null : Type.of(schema);
    Known known = of == null ? null : outer ? of.outer : of.inner;
    if (known != null && known.value == object) {
      return known.fields;
    }
    Parts parts = new Parts(object.size());
    object.forEach(
        (key, part) -> {
          SchemaNode type = child(schema, key);
          parts.add(
              key,
              outer && ALWAYS_THERE.contains(key)
                  ? added(part, type, true)
                  : addedWithItself(part, type));
        });
    JsonObject fields = parts.set();
    if (of != null && outer) {
      of.outer = new Known(object, fields);
    } else if (of != null) {
      of.inner = new Known(object, fields);
    }
    return fields;
  }

  /** The parts of an object on their way into a set; they come in the order of their keys. */
  private static final class Parts {
    private static final String[] STEPS = new String[1 << 10];

    private final String[] keys;
    private final Object[] values;
    private int size;

    Parts(int most) {
      keys = new String[most];
      values = new Object[most];
    }

    void add(String key, JsonObject fields) {
      if (fields != null) {
        keys[size] = step(key);
        values[size++] = fields;
      }
    }

    boolean isEmpty() {
      return size == 0;
    }

    JsonObject set() {
      return FieldSet.shared(JsonObject.ofOrdered(keys, values, size));
    }

    /** {@code f:} before the key; the text is kept for the next. */
    private static String step(String key) {
      int slot = (key.hashCode() * 0x9E3779B9) >>> 22;
      String known = STEPS[slot];
      if (known != null && known.length() == key.length() + 2 && known.endsWith(key)) {
        return known;
      }
      String step = "f:" + key;
      STEPS[slot] = step;
      return step;
    }
  }
}
