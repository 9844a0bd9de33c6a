package dev.kubarium.cluster.controller.pods;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.Pods;
import java.util.List;

/**
 * What a ReplicaSet or ReplicationController says of its Pods.
 *
 * <p>Models: pkg/controller/replicaset/replica_set_utils.go
 */
final class ReplicaStatus {

  /** The condition that tells that Pods could not be made or unmade. */
  private static final String REPLICA_FAILURE = "ReplicaFailure";

  private ReplicaStatus() {}

  /**
   * {@code active} are the Pods as they were before this step; {@code refusal} is what ended it
   * early, or null.
   */
  static JsonObject of(
      KubeObject owner,
      JsonObject before,
      List<KubeObject> active,
      ApiException refusal,
      long now) {
    LabelSelector template =
        LabelSelector.ofMap(owner.spec().object("template").object("metadata").object("labels"));
    long minReady = owner.spec().integer("minReadySeconds", 0);
    long fullyLabeled = 0;
    long ready = 0;
    long available = 0;
    for (KubeObject pod : active) {
      fullyLabeled += template.matches(pod.labels()) ? 1 : 0;
      if (Pods.isReady(pod)) {
        ready++;
        available += Pods.isAvailable(pod, minReady, now) ? 1 : 0;
      }
    }
    JsonObject status =
        before
            .with("replicas", (long) active.size())
            .withOrWithout("fullyLabeledReplicas", orNull(fullyLabeled))
            .withOrWithout("readyReplicas", orNull(ready))
            .withOrWithout("availableReplicas", orNull(available))
            .with("observedGeneration", owner.generation());
    if (refusal == null) {
      return Conditions.remove(status, REPLICA_FAILURE);
    }
    boolean creating = active.size() < owner.spec().integer("replicas", 1);
    return Conditions.put(status, failure(refusal, creating, now));
  }

  private static JsonObject failure(ApiException refusal, boolean creating, long now) {
    return Conditions.of(
        REPLICA_FAILURE,
        "True",
        creating ? "FailedCreate" : "FailedDelete",
        refusal.getMessage(),
        now);
  }

  /** A count of zero is left out, as the API does. */
  private static Long orNull(long count) {
    return count == 0 ? null : count;
  }
}
