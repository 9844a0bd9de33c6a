package dev.kubarium.cluster.apiserver.patch;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.schema.SchemaNode;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonNull;
import dev.kubarium.cluster.object.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether an applied tree fits the type it is applied as; all faults are told at once, in
 * upstream's words.
 */
final class TypedCheck {

  private final List<String> faults = new ArrayList<>();

  private TypedCheck() {}

  /** Throws the refusal of a tree that does not fit. */
  static void check(JsonObject applied, ManagedFields.Writer writer) {
    if (writer.schema() == null) {
      return;
    }
    TypedCheck check = new TypedCheck();
    check.value(applied, writer.schema(), "");
    if (!check.faults.isEmpty()) {
      JsonObject metadata = applied.object("metadata");
      String group = writer.kind().group();
      String name = metadata.string("name", "");
      throw new ApiException(
          500,
          "",
          "failed to create typed patch object ("
              + metadata.string("namespace", "")
              + "/"
              + name
              + "; "
              + (group.isEmpty() ? "" : group + "/")
              + writer.kind().version()
              + ", Kind="
              + writer.kind().name()
              + "): "
              + (check.faults.size() == 1
                  ? check.faults.get(0)
                  : "errors:\n  " + String.join("\n  ", check.faults)),
          JsonObject.EMPTY);
    }
  }

  private void value(Object value, SchemaNode schema, String path) {
    if (value == JsonNull.NULL || schema.isQuantity() || schema.isIntOrString()) {
      return;
    }
    if (schema.isFree()) {
      return;
    }
    switch (schema.type()) {
      case "object" -> {
        if (value instanceof JsonObject object) {
          fields(object, schema, path);
        } else {
          wrong(path, "map", value);
        }
      }
      case "array" -> {
        if (value instanceof JsonArray array) {
          items(array, schema, path);
        } else {
          wrong(path, "list", value);
        }
      }
      case "string" -> {
        if (!(value instanceof String)) {
          wrong(path, "string", value);
        }
      }
      case "boolean" -> {
        if (!(value instanceof Boolean)) {
          wrong(path, "boolean", value);
        }
      }
      case "integer", "number" -> {
        if (!(value instanceof Number)) {
          wrong(path, "numeric (int or float)", value);
        }
      }
      default -> {}
    }
  }

  private void fields(JsonObject object, SchemaNode schema, String path) {
    object.forEach(
        (key, part) -> {
          SchemaNode type = Fields.child(schema, key);
          if (type != null) {
            value(part, type, path + "." + key);
          } else if (!schema.keepsUnknownFields()) {
            faults.add(path + "." + key + ": field not declared in schema");
          }
        });
  }

  private void items(JsonArray array, SchemaNode schema, String path) {
    boolean map = schema.listType().equals("map");
    boolean set = schema.listType().equals("set");
    Set<String> seen = new LinkedHashSet<>();
    for (int i = 0; i < array.size(); i++) {
      Object item = array.get(i);
      String at = "[" + i + "]";
      if (map) {
        String key = ListKeys.ofItem(item, schema);
        if (key == null) {
          String missing =
              schema.listMapKeys().stream()
                  .filter(name -> !(item instanceof JsonObject object) || !object.isSet(name))
                  .findFirst()
                  .orElse("");
          faults.add(
              path
                  + ": element "
                  + i
                  + ": associative list with keys has an element that omits key field \""
                  + missing
                  + "\" (and doesn't have default value)");
          continue;
        }
        at = ListKeys.inBrackets(key.substring(2));
        if (!seen.add(key)) {
          faults.add(path + ": duplicate entries for key " + at);
        }
      } else if (set) {
        at = "[=" + ListKeys.ofValue(item).substring(2) + "]";
        if (!seen.add(at)) {
          faults.add(path + ": duplicate entries for key " + at);
        }
      }
      if (schema.items() != null) {
        value(item, schema.items(), path + at);
      }
    }
  }

  private void wrong(String path, String wanted, Object value) {
    faults.add(
        path
            + ": expected "
            + wanted
            + ", got "
            + (value instanceof String ? "string" : described(value)));
  }

  private static String described(Object value) {
    return value instanceof JsonObject
        ? "map"
        : value instanceof JsonArray ? "list" : String.valueOf(value);
  }
}
