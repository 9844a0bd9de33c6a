package dev.kubarium.cluster.controller.podgc;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.controller.pods.DisruptionTarget;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Pods;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Removes the Pods that no kubelet will: those bound to a node that is gone, and those that are
 * ending but were never bound. It looks every 20 seconds.
 *
 * <p>Documentation: concepts/workloads/pods/pod-lifecycle#pod-garbage-collection. Models:
 * pkg/controller/podgc. Left out: the quarantine of 40 seconds before a missing node is believed;
 * the limit on ended Pods; nodes out of service.
 */
public final class PodGarbageCollector implements Controller {

  public static final String NAME = "pod-garbage-collector";

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
    if (change.kind().equals(Kinds.NODE) && change.isRemoval()) {
      return client.podsOn(change.before().name()).stream().map(KubeObject::key).toList();
    }
    return change.kind().equals(Kinds.POD) && !change.isRemoval() && isLost(change.after())
        ? List.of(change.key())
        : List.of();
  }

  private boolean isLost(KubeObject pod) {
    String node = Pods.nodeName(pod);
    return node.isEmpty() ? pod.isTerminating() : client.get(Kinds.NODE, "", node) == null;
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
    client.delete(
        Pods.nodeName(pod).isEmpty() || Pods.isFinished(pod) ? pod : failed(pod), 0L, "Background");
    return Recheck.NEVER;
  }

  private KubeObject failed(KubeObject pod) {
    KubeObject marked =
        DisruptionTarget.mark(client, pod, "DeletionByPodGC", "PodGC: node no longer exists");
    return client.patchStatus(marked, (JsonObject status) -> status.with("phase", "Failed"));
  }
}
