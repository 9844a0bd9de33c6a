package dev.kubarium.cluster.apiserver.schema;

import dev.kubarium.cluster.object.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One type, or one field with its type: what is said at the field wins over what is said at the
 * type.
 */
public final class SchemaNode {

  private final Schema schema;
  private final String name;
  private final JsonObject field;
  private final JsonObject type;
  private volatile Object remembered;
  private volatile Map<String, SchemaNode> properties;
  private volatile SchemaNode items;
  private volatile SchemaNode additional;

  SchemaNode(Schema schema, String name, JsonObject field, JsonObject type) {
    this.schema = schema;
    this.name = name;
    this.field = field;
    this.type = type;
  }

  private SchemaNode child(JsonObject described) {
    String reference = described.string("$ref");
    return reference == null
        ? new SchemaNode(schema, null, described, described)
        : new SchemaNode(schema, reference, described, schema.definitions().object(reference));
  }

  /** What somebody found out about this type and keeps beside it; {@code null} at first. */
  public Object remembered() {
    return remembered;
  }

  /** Keeps something that is found out again where it is lost. */
  public void remember(Object value) {
    remembered = value;
  }

  /** The OpenAPI name of the type where it is a definition, else {@code null}. */
  public String name() {
    return name;
  }

  /**
   * {@code object}, {@code array}, {@code string}, {@code integer}, {@code number}, {@code
   * boolean}; empty for anything.
   */
  public String type() {
    return type.string("type", "");
  }

  /**
   * {@code int32}, {@code int64}, {@code double}, {@code byte}, {@code date-time}, {@code
   * int-or-string}; may be empty.
   */
  public String format() {
    return type.string("format", "");
  }

  public String description() {
    return field.string("description", type.string("description", ""));
  }

  /** The fields of an object in alphabetical order; empty where it has none of its own. */
  public Map<String, SchemaNode> properties() {
    if (properties == null) {
      Map<String, SchemaNode> made = new LinkedHashMap<>();
      type.object("properties").forEach((key, value) -> made.put(key, child((JsonObject) value)));
      properties = made;
    }
    return properties;
  }

  /** The type of an array's items, or {@code null}. */
  public SchemaNode items() {
    if (items == null && type.has("items")) {
      items = child(type.object("items"));
    }
    return items;
  }

  /** The type of a map's values, or {@code null}. */
  public SchemaNode additionalProperties() {
    if (additional == null && type.has("additionalProperties")) {
      additional = child(type.object("additionalProperties"));
    }
    return additional;
  }

  public List<String> required() {
    return type.array("required").strings();
  }

  /** The key by which a strategic merge finds an item, or {@code null}. */
  public String mergeKey() {
    return field.string("x-kubernetes-patch-merge-key");
  }

  /**
   * {@code merge}, {@code retainKeys}, {@code replace} or both, by comma; empty where nothing is
   * said.
   */
  public String patchStrategy() {
    return field.string("x-kubernetes-patch-strategy", "");
  }

  /** {@code map}, {@code set}, {@code atomic}; empty where nothing is said (then atomic). */
  public String listType() {
    return field.string("x-kubernetes-list-type", "");
  }

  public List<String> listMapKeys() {
    return field.array("x-kubernetes-list-map-keys").strings();
  }

  /** Whether an object or map is owned as a whole. */
  public boolean isAtomicMap() {
    return "atomic"
        .equals(field.string("x-kubernetes-map-type", type.string("x-kubernetes-map-type", "")));
  }

  /** The default that the schema itself states, or {@code null}. */
  public Object defaultValue() {
    return field.get("default");
  }

  public boolean isIntOrString() {
    return format().equals("int-or-string") || type.bool("x-kubernetes-int-or-string");
  }

  /** Whether fields that are not described are kept. */
  public boolean keepsUnknownFields() {
    return type.bool("x-kubernetes-preserve-unknown-fields");
  }

  public boolean isQuantity() {
    return "io.k8s.apimachinery.pkg.api.resource.Quantity".equals(name);
  }

  /** Whether anything may stand here. */
  public boolean isFree() {
    return type().isEmpty()
        || type().equals("object") && !type.has("properties") && !type.has("additionalProperties");
  }
}
