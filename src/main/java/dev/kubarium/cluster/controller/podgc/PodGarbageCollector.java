package dev.kubarium.cluster.controller.podgc;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.controller.pods.DisruptionTarget;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Pods;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Removes the Pods that no kubelet will: those bound to a node that is gone, those that are ending
 * but were never bound, and those that are ending on a node that is not ready and that somebody
 * declared out of service. It looks every 20 seconds.
 *
 * <p>Documentation: concepts/workloads/pods/pod-lifecycle#pod-garbage-collection. Models:
 * pkg/controller/podgc. Left out: the quarantine of 40 seconds before a missing node is believed;
 * the limit on ended Pods.
 */
public final class PodGarbageCollector implements Controller {

  public static final String NAME = "pod-garbage-collector";

  private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";
  private static final long PERIOD = Duration.ofSeconds(20).toMillis();

  private final Client client;

  public PodGarbageCollector(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    if (change.kind().equals(Kinds.NODE)) {
      return change.isRemoval() || isOutOfService(change.after())
          ? client.podsOn(change.key().name()).stream().map(KubeObject::key).toList()
          : List.of();
    }
    return change.kind().equals(Kinds.POD) && !change.isRemoval() && isLost(change.after())
        ? List.of(change.key())
        : List.of();
  }

  private boolean isLost(KubeObject pod) {
    String name = Pods.nodeName(pod);
    KubeObject node = name.isEmpty() ? null : client.get(Kinds.NODE, "", name);
    return node == null
        ? !name.isEmpty() || pod.isTerminating()
        : pod.isTerminating() && isOutOfService(node);
  }

  private static boolean isOutOfService(KubeObject node) {
    return !Conditions.isTrue(node.status(), "Ready")
        && node.spec().array("taints").find("key", OUT_OF_SERVICE) != null;
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject pod = client.get(key);
    if (pod == null || !isLost(pod)) {
      return Recheck.NEVER;
    }
    if (client.now() % PERIOD != 0) {
      return Recheck.at((client.now() / PERIOD + 1) * PERIOD);
    }
    client.delete(Pods.isFinished(pod) ? pod : failed(pod), 0L, "Background");
    return Recheck.NEVER;
  }

  private KubeObject failed(KubeObject pod) {
    boolean isOrphan =
        !Pods.nodeName(pod).isEmpty() && client.get(Kinds.NODE, "", Pods.nodeName(pod)) == null;
    KubeObject marked =
        isOrphan
            ? DisruptionTarget.mark(client, pod, "DeletionByPodGC", "PodGC: node no longer exists")
            : pod;
    return client.patchStatus(marked, (JsonObject status) -> status.with("phase", "Failed"));
  }
}
