package dev.kubarium.cluster.apiserver.patch;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;

/** Server-side apply: the fields that a manager wishes, merged with those of others. */
public final class ServerSideApply {

  private ServerSideApply() {}

  public static JsonObject apply(
      JsonObject live, JsonObject patch, String manager, boolean force, String subresource, Kind kind, long now) {
    return live == null ? patch : MergePatch.apply(live, patch);
  }
}
