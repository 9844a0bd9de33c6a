package dev.kubarium.cluster.controller.statefulset;

import dev.kubarium.cluster.controller.history.RevisionHistory.Revisions;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;
import java.util.Collection;

/**
 * What a StatefulSet says of its Pods.
 *
 * <p>Models: pkg/controller/statefulset/stateful_set_control.go (updateStatefulSet,
 * completeRollingUpdate)
 */
final class StatefulSetStatus {

  private StatefulSetStatus() {}

  static JsonObject of(
      KubeObject set,
      JsonObject before,
      Collection<KubeObject> existing,
      Revisions revisions,
      long now) {
    String wished = revisions.wished().name();
    String current =
        revisions.named(before.string("currentRevision", "")) == null
            ? wished
            : before.string("currentRevision");
    long minReady = set.spec().integer("minReadySeconds", 0);
    long ready = 0;
    long available = 0;
    long ofCurrent = 0;
    long updated = 0;
    for (KubeObject pod : existing) {
      if (Pods.phase(pod).equals("Running") && Pods.isReady(pod)) {
        ready++;
        available += Pods.isAvailable(pod, minReady, now) ? 1 : 0;
      }
      if (!pod.isTerminating()) {
        ofCurrent += StatefulPods.revision(pod).equals(current) ? 1 : 0;
        updated += StatefulPods.revision(pod).equals(wished) ? 1 : 0;
      }
    }
    long replicas = existing.size();
    long asked = set.spec().integer("replicas", 1);
    if (updated == asked && replicas == asked && ready == asked) {
      current = wished;
      ofCurrent = updated;
    }
    return before
        .with("observedGeneration", set.generation())
        .with("replicas", replicas)
        .withOrWithout("readyReplicas", orNull(ready))
        .with("availableReplicas", available)
        .withOrWithout("currentReplicas", orNull(ofCurrent))
        .withOrWithout("updatedReplicas", orNull(updated))
        .with("currentRevision", current)
        .with("updateRevision", wished)
        .with("collisionCount", revisions.collisions());
  }

  private static Long orNull(long count) {
    return count == 0 ? null : count;
  }
}
