package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.schema.SchemaNode;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonNull;
import dev.kubarium.cluster.object.JsonObject;
import java.util.List;

/**
 * The strategic merge patch of {@code kubectl apply}: what the file says and the object lacks, and
 * the removal of what the file said last time and says no more. What others wrote into the object
 * is left alone.
 *
 * <p>Models: kubectl pkg/cmd/apply/patcher.go
 */
final class ThreeWayPatch {

  private static final String PATCH = "$patch";

  private ThreeWayPatch() {}

  /**
   * Empty where nothing is to be done. {@code schema} is {@code null} for kinds that nothing
   * describes.
   */
  static JsonObject of(JsonObject last, JsonObject wished, JsonObject current, SchemaNode schema) {
    JsonObject patch = JsonObject.EMPTY;
    for (String key : wished.keys()) {
      Object value = wished.get(key);
      Object there = current.get(key);
      if (value.equals(there) || value == JsonNull.NULL && there == null) {
        continue;
      }
      Object part = part(last.get(key), value, there, child(schema, key));
      if (part != null) {
        patch = patch.with(key, part);
      }
    }
    for (String key : last.keys()) {
      if (!wished.has(key) && current.has(key)) {
        patch = patch.with(key, JsonNull.NULL);
      }
    }
    return patch;
  }

  private static SchemaNode child(SchemaNode schema, String key) {
    if (schema == null) {
      return null;
    }
    SchemaNode property = schema.properties().get(key);
    return property != null ? property : schema.additionalProperties();
  }

  /** What to say of a value that differs; {@code null} for nothing. */
  private static Object part(Object last, Object wished, Object there, SchemaNode schema) {
    if (wished instanceof JsonObject object && there instanceof JsonObject current) {
      boolean retains =
          schema != null && List.of(schema.patchStrategy().split(",")).contains("retainKeys");
      JsonObject patch =
          of(
              last instanceof JsonObject before ? before : JsonObject.EMPTY,
              object,
              current,
              schema);
      if (patch.isEmpty()) {
        return null;
      }
      return retains ? patch.with("$retainKeys", JsonArray.copyOf(object.keys())) : patch;
    }
    boolean merges =
        schema != null
            && schema.mergeKey() != null
            && List.of(schema.patchStrategy().split(",")).contains("merge");
    if (wished instanceof JsonArray list && there instanceof JsonArray current && merges) {
      JsonArray patch =
          items(last instanceof JsonArray before ? before : JsonArray.EMPTY, list, current, schema);
      return patch.isEmpty() ? null : patch;
    }
    return wished;
  }

  private static JsonArray items(
      JsonArray last, JsonArray wished, JsonArray current, SchemaNode schema) {
    String key = schema.mergeKey();
    JsonArray patch = JsonArray.EMPTY;
    for (JsonObject item : wished.objects()) {
      Object name = item.get(key);
      JsonObject there = name == null ? null : current.find(key, name);
      if (there == null) {
        patch = patch.plus(item);
        continue;
      }
      JsonObject before = last.find(key, name);
      JsonObject change =
          of(before == null ? JsonObject.EMPTY : before, item, there, schema.items());
      if (!change.isEmpty()) {
        patch = patch.plus(change.with(key, name));
      }
    }
    for (JsonObject item : last.objects()) {
      Object name = item.get(key);
      if (name != null && wished.find(key, name) == null && current.find(key, name) != null) {
        patch = patch.plus(JsonObject.of(PATCH, "delete", key, name));
      }
    }
    return patch;
  }
}
