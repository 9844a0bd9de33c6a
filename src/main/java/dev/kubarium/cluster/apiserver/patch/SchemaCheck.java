package dev.kubarium.cluster.apiserver.patch;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.schema.Schema;
import dev.kubarium.cluster.apiserver.schema.SchemaNode;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonNull;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Compares an object with the schema of its kind: fields that are unknown, values of the wrong
 * type.
 */
public final class SchemaCheck {

  private static final Pattern QUANTITY =
      Pattern.compile("^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$");

  private final List<String> unknown = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private JsonObject pruned;

  private SchemaCheck() {}

  /** A kind without a schema (a custom resource) is taken as it is. */
  public static SchemaCheck check(JsonObject object, Kind kind) {
    SchemaCheck check = new SchemaCheck();
    SchemaNode schema = Schema.kubernetes().definitionOf(kind);
    check.pruned = schema == null ? object : check.object(object, schema, "");
    return check;
  }

  /** A kind with a schema of its own, which checks the types itself, in its own words. */
  public static SchemaCheck check(JsonObject object, SchemaNode schema) {
    SchemaCheck check = new SchemaCheck();
    check.pruned = check.object(object, schema, "");
    check.wrong.clear();
    return check;
  }

  /**
   * The object with its amounts in their canonical form and all else as it is; a kind may have no
   * schema ({@code null}).
   */
  public static JsonObject canonical(JsonObject object, SchemaNode schema) {
    return schema == null ? object : (JsonObject) canonicalValue(object, schema);
  }

  private static Object canonicalValue(Object value, SchemaNode schema) {
    if (schema == null) {
      return value;
    }
    if (schema.isQuantity()) {
      String text =
          value instanceof Number ? value.toString() : value instanceof String amount ? amount : "";
      return Quantities.isValid(text) ? Quantities.canonical(text) : value;
    }
    if (value instanceof JsonObject object) {
      JsonObject canonical = object;
      for (String key : object.keys()) {
        canonical = canonical.with(key, canonicalValue(object.get(key), Fields.child(schema, key)));
      }
      return canonical;
    }
    if (value instanceof JsonArray array && schema.items() != null) {
      JsonArray canonical = array;
      for (int i = 0; i < array.size(); i++) {
        canonical = canonical.with(i, canonicalValue(array.get(i), schema.items()));
      }
      return canonical;
    }
    return value;
  }

  /** {@code unknown field "spec.replica"}, in the order of the document's keys. */
  public List<String> unknownFields() {
    return unknown;
  }

  /** The object without its unknown fields. */
  public JsonObject pruned() {
    return pruned;
  }

  /** Throws the API's refusal (400) of the first value that has the wrong type. */
  public void refuseWrongTypes(Kind kind) {
    if (!wrong.isEmpty()) {
      throw ApiException.badRequest(
          kind.name()
              + " in version \""
              + kind.version()
              + "\" cannot be handled as a "
              + kind.name()
              + ": "
              + wrong.get(0));
    }
  }

  private JsonObject object(JsonObject object, SchemaNode schema, String path) {
    JsonObject kept = object;
    for (String key : object.keys()) {
      String at = path.isEmpty() ? key : path + "." + key;
      SchemaNode property = schema.properties().get(key);
      if (property != null && object.get(key) == JsonNull.NULL) {
        // As Go's decoder: null is as good as left out.
        kept = kept.without(key);
      } else if (property == null && schema.keepsUnknownFields()) {
        continue;
      } else if (property == null) {
        unknown.add("unknown field \"" + at + "\"");
        kept = kept.without(key);
      } else {
        kept = kept.with(key, value(object.get(key), property, at, schema));
      }
    }
    return kept;
  }

  private Object value(Object value, SchemaNode schema, String path, SchemaNode parent) {
    if (value == JsonNull.NULL || schema.isFree()) {
      return value;
    }
    if (schema.isQuantity()) {
      return quantity(value, path, parent);
    }
    if (schema.isIntOrString()) {
      return value instanceof Long || value instanceof String
          ? value
          : wrong(value, "intstr.IntOrString", path, parent);
    }
    return switch (schema.type()) {
      case "object" -> {
        if (!(value instanceof JsonObject object)) {
          yield wrong(value, goType(schema), path, parent);
        }
        SchemaNode values = schema.additionalProperties();
        if (values == null) {
          yield object(object, schema, path);
        }
        JsonObject kept = object;
        for (String key : object.keys()) {
          kept = kept.with(key, value(object.get(key), values, path + "." + key, parent));
        }
        yield kept;
      }
      case "array" -> {
        if (!(value instanceof JsonArray array)) {
          yield wrong(value, goType(schema), path, parent);
        }
        JsonArray kept = array;
        for (int i = 0; i < array.size(); i++) {
          kept = kept.with(i, value(array.get(i), schema.items(), path + "[" + i + "]", parent));
        }
        yield kept;
      }
      case "string" ->
          value instanceof String
              ? value
              : wrong(value, schema.format().equals("byte") ? "[]uint8" : "string", path, parent);
      case "boolean" -> value instanceof Boolean ? value : wrong(value, "bool", path, parent);
      case "integer" -> value instanceof Long ? value : wrong(value, schema.format(), path, parent);
      case "number" -> value instanceof Number ? value : wrong(value, "float64", path, parent);
      default -> value;
    };
  }

  /**
   * A quantity in its canonical form, as upstream keeps it; a bare number is taken as its own text.
   */
  private Object quantity(Object value, String path, SchemaNode parent) {
    Object amount = value instanceof Number number ? number.toString() : value;
    if (!(amount instanceof String text)) {
      return wrong(value, "resource.Quantity", path, parent);
    }
    if (Quantities.isValid(text)) {
      return Quantities.canonical(text);
    }
    wrong.add(
        QUANTITY.matcher(text).matches()
            ? "unable to parse quantity's suffix"
            : "quantities must match the regular expression '" + QUANTITY.pattern() + "'");
    return value;
  }

  /** Notes what Go's decoder says, and keeps the value: the object is refused anyway. */
  private Object wrong(Object value, String wanted, String path, SchemaNode parent) {
    String found =
        switch (value) {
          case String ignored -> "string";
          case Boolean ignored -> "bool";
          case JsonObject ignored -> "object";
          case JsonArray ignored -> "array";
          case Double number -> "number " + number;
          default -> "number";
        };
    String struct =
        parent.name() == null ? "" : parent.name().substring(parent.name().lastIndexOf('.') + 1);
    String field = path.replaceAll("\\[[0-9]+]", "");
    wrong.add(
        "json: cannot unmarshal "
            + found
            + " into Go struct field "
            + struct
            + "."
            + field
            + " of type "
            + wanted);
    return value;
  }

  private static String goType(SchemaNode schema) {
    if (schema.type().equals("array")) {
      return "[]" + goType(schema.items());
    }
    if (schema.additionalProperties() != null) {
      return "map[string]" + goType(schema.additionalProperties());
    }
    if (schema.name() != null) {
      String[] parts = schema.name().split("\\.");
      return parts[parts.length - 2] + "." + parts[parts.length - 1];
    }
    return schema.format().isEmpty() ? schema.type() : schema.format();
  }
}
