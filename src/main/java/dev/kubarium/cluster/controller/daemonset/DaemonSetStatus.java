package dev.kubarium.cluster.controller.daemonset;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;
import java.util.List;
import java.util.Map;

/**
 * What a DaemonSet says of its Pods: on how many nodes they should be, are, and are where they
 * should not.
 *
 * <p>Models: pkg/controller/daemon/daemon_controller.go (updateDaemonSetStatus)
 */
final class DaemonSetStatus {

  private DaemonSetStatus() {}

  static JsonObject of(
      Client client,
      KubeObject daemonSet,
      JsonObject before,
      Map<String, List<KubeObject>> byNode,
      String hash,
      long collisions) {
    long minReady = daemonSet.spec().integer("minReadySeconds", 0);
    long desired = 0;
    long current = 0;
    long misscheduled = 0;
    long ready = 0;
    long available = 0;
    long updated = 0;
    for (KubeObject node : client.list(Kinds.NODE, "")) {
      List<KubeObject> here = byNode.getOrDefault(node.name(), List.of());
      if (!DaemonPods.judge(daemonSet, node).mayCome()) {
        misscheduled += here.isEmpty() ? 0 : 1;
        continue;
      }
      desired++;
      if (here.isEmpty()) {
        continue;
      }
      current++;
      KubeObject counted = counted(here);
      ready += Pods.isReady(counted) ? 1 : 0;
      available += Pods.isAvailable(counted, minReady, client.now()) ? 1 : 0;
      updated += DaemonPods.isOf(counted, hash) ? 1 : 0;
    }
    return before
        .with("observedGeneration", daemonSet.generation())
        .with("desiredNumberScheduled", desired)
        .with("currentNumberScheduled", current)
        .with("numberMisscheduled", misscheduled)
        .with("numberReady", ready)
        .withOrWithout("updatedNumberScheduled", orNull(updated))
        .withOrWithout("numberAvailable", orNull(available))
        .withOrWithout("numberUnavailable", orNull(desired - available))
        .withOrWithout("collisionCount", orNull(collisions));
  }

  /** Of several on one node the oldest counts, a bound one before one that is not. */
  private static KubeObject counted(List<KubeObject> oldestFirst) {
    return oldestFirst.stream()
        .filter(pod -> !Pods.nodeName(pod).isEmpty())
        .findFirst()
        .orElse(oldestFirst.get(0));
  }

  private static Long orNull(long count) {
    return count == 0 ? null : count;
  }
}
