package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;

/** May change an object on its way in, or refuse it. Named as the upstream plugin. */
public interface AdmissionPlugin {

  /** Changes what is written; answers the same instance where it has nothing to say. */
  default JsonObject mutate(
      ApiRequest request, JsonObject object, KubeObject before, RuleContext context) {
    return object;
  }

  /** Refuses by throwing an {@link ApiException}. {@code after} is {@code null} for a deletion. */
  default void validate(
      ApiRequest request, KubeObject after, KubeObject before, RuleContext context) {}
}
