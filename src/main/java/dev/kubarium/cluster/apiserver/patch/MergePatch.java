package dev.kubarium.cluster.apiserver.patch;

import dev.kubarium.cluster.object.JsonNull;
import dev.kubarium.cluster.object.JsonObject;

/** A patch that looks like the object: values replace, objects merge, null removes (RFC 7396). */
public final class MergePatch {

  private MergePatch() {}

  public static JsonObject apply(JsonObject current, JsonObject patch) {
    JsonObject[] merged = {current};
    patch.forEach(
        (key, value) -> {
          if (value == JsonNull.NULL) {
            merged[0] = merged[0].without(key);
          } else if (value instanceof JsonObject inner) {
            merged[0] = merged[0].with(key, apply(merged[0].object(key), inner));
          } else {
            merged[0] = merged[0].with(key, value);
          }
        });
    return merged[0];
  }
}
