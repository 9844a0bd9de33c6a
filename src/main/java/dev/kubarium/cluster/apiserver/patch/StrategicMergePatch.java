package dev.kubarium.cluster.apiserver.patch;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;

/** A merge patch that knows which lists are merged by which key. */
public final class StrategicMergePatch {

  private StrategicMergePatch() {}

  public static JsonObject apply(JsonObject current, JsonObject patch, Kind kind) {
    return MergePatch.apply(current, patch);
  }
}
