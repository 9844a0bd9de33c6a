package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.schema.Schema;
import dev.kubarium.cluster.apiserver.schema.SchemaNode;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The schema of a custom kind: what it fills in, what it refuses.
 *
 * <p>Models: apiextensions-apiserver pkg/apiserver/validation and pkg/apiserver/schema/defaulting
 *
 * <p>Left out: allOf, anyOf, oneOf, not, formats, CEL rules.
 */
final class CustomSchema {

  private final JsonObject schema;
  private final SchemaNode node;

  CustomSchema(JsonObject schema) {
    this.schema = schema;
    this.node = Schema.kubernetes().object(schema);
  }

  SchemaNode node() {
    return node;
  }

  /** Fills in the defaults of fields that are missing, also in what was just filled in. */
  JsonObject defaults(JsonObject object) {
    return (JsonObject) filled(object, schema);
  }

  private static Object filled(Object value, JsonObject schema) {
    if (value instanceof JsonObject object) {
      JsonObject changed = object;
      JsonObject properties = schema.object("properties");
      for (String field : properties.keys()) {
        JsonObject described = properties.object(field);
        if (!changed.isSet(field) && described.isSet("default")) {
          changed = changed.with(field, described.get("default"));
        }
        if (changed.isSet(field)) {
          changed = changed.with(field, filled(changed.get(field), described));
        }
      }
      JsonObject values = schema.object("additionalProperties");
      if (!values.isEmpty()) {
        for (String key : changed.keys()) {
          changed = changed.with(key, filled(changed.get(key), values));
        }
      }
      return changed;
    }
    if (value instanceof JsonArray array) {
      JsonArray changed = array;
      for (int i = 0; i < array.size(); i++) {
        changed = changed.with(i, filled(array.get(i), schema.object("items")));
      }
      return changed;
    }
    return value;
  }

  void validate(JsonObject object, FieldErrors errors) {
    JsonObject own = object.without("metadata").without("apiVersion").without("kind");
    value(own, schema.withoutAt("properties", "metadata"), "", errors);
  }

  private static void value(Object value, JsonObject schema, String path, FieldErrors errors) {
    String type = schema.string("type", "");
    if (value == dev.kubarium.cluster.object.JsonNull.NULL && schema.bool("nullable")) {
      return;
    }
    if (!isOf(value, type, schema)) {
      errors.typeInvalid(
          path,
          nameOf(value),
          path + " in body must be of type " + type + ": \"" + nameOf(value) + "\"");
      return;
    }
    JsonArray known = schema.array("enum");
    if (!known.isEmpty() && !known.contains(value)) {
      errors.notSupported(path, value, known.asList().stream().map(String::valueOf).toList());
    }
    switch (value) {
      case String text -> text(text, schema, path, errors);
      case Long number -> number(number.doubleValue(), value, schema, path, errors);
      case Double number -> number(number, value, schema, path, errors);
      case JsonArray array -> array(array, schema, path, errors);
      case JsonObject object -> object(object, schema, path, errors);
      default -> {}
    }
  }

  private static boolean isOf(Object value, String type, JsonObject schema) {
    if (schema.bool("x-kubernetes-int-or-string")) {
      return value instanceof Long || value instanceof String;
    }
    return switch (type) {
      case "string" -> value instanceof String;
      case "integer" -> value instanceof Long;
      case "number" -> value instanceof Number;
      case "boolean" -> value instanceof Boolean;
      case "array" -> value instanceof JsonArray;
      case "object" -> value instanceof JsonObject;
      default -> true;
    };
  }

  private static String nameOf(Object value) {
    return switch (value) {
      case String ignored -> "string";
      case Long ignored -> "integer";
      case Double ignored -> "number";
      case Boolean ignored -> "boolean";
      case JsonArray ignored -> "array";
      case JsonObject ignored -> "object";
      default -> "null";
    };
  }

  private static void text(String text, JsonObject schema, String path, FieldErrors errors) {
    int length = text.codePointCount(0, text.length());
    if (length < schema.integer("minLength", 0)) {
      errors.invalid(
          path,
          text,
          path + " in body should be at least " + schema.integer("minLength") + " chars long");
    }
    if (length > schema.integer("maxLength", Long.MAX_VALUE)) {
      errors.tooLong(path, (int) schema.integer("maxLength", 0));
    }
    String pattern = schema.string("pattern", "");
    if (!pattern.isEmpty() && !matches(text, pattern)) {
      errors.invalid(path, text, path + " in body should match '" + pattern + "'");
    }
  }

  /** A pattern that cannot be read refuses nothing. */
  private static boolean matches(String text, String pattern) {
    try {
      return Pattern.compile(pattern).matcher(text).find();
    } catch (java.util.regex.PatternSyntaxException unreadable) {
      return true;
    }
  }

  private static void number(
      double number, Object value, JsonObject schema, String path, FieldErrors errors) {
    if (schema.get("minimum") instanceof Number least) {
      boolean exclusive = schema.bool("exclusiveMinimum");
      if (number < least.doubleValue() || exclusive && number == least.doubleValue()) {
        errors.invalid(
            path,
            value,
            path + " in body should be greater than " + (exclusive ? "" : "or equal to ") + least);
      }
    }
    if (schema.get("maximum") instanceof Number most) {
      boolean exclusive = schema.bool("exclusiveMaximum");
      if (number > most.doubleValue() || exclusive && number == most.doubleValue()) {
        errors.invalid(
            path,
            value,
            path + " in body should be less than " + (exclusive ? "" : "or equal to ") + most);
      }
    }
  }

  private static void array(JsonArray array, JsonObject schema, String path, FieldErrors errors) {
    if (array.size() < schema.integer("minItems", 0)) {
      errors.invalid(
          path,
          (long) array.size(),
          path + " in body should have at least " + schema.integer("minItems") + " items");
    }
    if (array.size() > schema.integer("maxItems", Long.MAX_VALUE)) {
      errors.tooMany(path, array.size(), (int) schema.integer("maxItems", 0));
    }
    for (int i = 0; i < array.size(); i++) {
      value(array.get(i), schema.object("items"), path + "[" + i + "]", errors);
    }
  }

  private static void object(
      JsonObject object, JsonObject schema, String path, FieldErrors errors) {
    JsonObject properties = schema.object("properties");
    for (String field : schema.array("required").strings()) {
      if (!object.isSet(field)
          && !(path.isEmpty() && List.of("apiVersion", "kind", "metadata").contains(field))) {
        errors.required(join(path, field), "");
      }
    }
    for (String field : object.keys()) {
      JsonObject described =
          properties.has(field) ? properties.object(field) : schema.object("additionalProperties");
      value(object.get(field), described, join(path, field), errors);
    }
  }

  private static String join(String path, String field) {
    return path.isEmpty() ? field : path + "." + field;
  }
}
