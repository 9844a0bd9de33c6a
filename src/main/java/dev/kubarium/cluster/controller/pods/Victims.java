package dev.kubarium.cluster.controller.pods;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.OwnerReferences;
import dev.kubarium.cluster.object.Pods;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which Pods go when there are too many: first those that serve least.
 *
 * <p>In order: without a node before bound; pending before running; not ready before ready; cheaper
 * to delete; more siblings on the same node; ready for a shorter time; more restarts; younger.
 * Times are compared by the logarithm of their length, so that Pods of about the same age are
 * equal.
 *
 * <p>Models: pkg/controller/controller_utils.go, ActivePodsWithRanks
 */
final class Victims {

  private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

  private final Client client;
  private final KubeObject owner;

  Victims(Client client, KubeObject owner) {
    this.client = client;
    this.owner = owner;
  }

  /** So many of the Pods, the first to go first. */
  List<KubeObject> choose(List<KubeObject> active, int count) {
    if (count >= active.size()) {
      return active;
    }
    Map<String, Integer> siblings = activeSiblingsByNode();
    long now = client.now();
    List<KubeObject> order = new ArrayList<>(active);
    order.sort(
        Comparator.comparing((KubeObject pod) -> !Pods.nodeName(pod).isEmpty())
            .thenComparing(Victims::progress)
            .thenComparing(Pods::isReady)
            .thenComparing(Victims::deletionCost)
            .thenComparing(pod -> -siblings.getOrDefault(Pods.nodeName(pod), 0))
            .thenComparing(pod -> Pods.isReady(pod) ? logarithm(now - Pods.readySince(pod)) : 0)
            .thenComparing(pod -> -Pods.mostRestarts(pod))
            .thenComparing(pod -> logarithm(now - pod.createdAt()))
            .thenComparing(KubeObject::uid));
    return new ArrayList<>(order.subList(0, count));
  }

  private static int progress(KubeObject pod) {
    return switch (Pods.phase(pod)) {
      case "Pending" -> 0;
      case "Running" -> 2;
      default -> 1;
    };
  }

  private static long deletionCost(KubeObject pod) {
    String cost = pod.annotation(DELETION_COST);
    try {
      return cost == null ? 0 : Integer.parseInt(cost);
    } catch (NumberFormatException notANumber) {
      return 0;
    }
  }

  /** Seconds 0, 1, 2–3, 4–7, 8–15 … give 0, 1, 2, 3, 4 … */
  private static int logarithm(long millis) {
    return 64 - Long.numberOfLeadingZeros(Math.max(0, millis) / 1000);
  }

  /**
   * How many active Pods of this owner, and of the others that have the same owner as it, each node
   * has.
   */
  private Map<String, Integer> activeSiblingsByNode() {
    Map<String, Integer> byNode = new TreeMap<>();
    for (KubeObject related : related()) {
      for (KubeObject pod : client.controlledBy(related, Kinds.POD)) {
        if (Pods.isActive(pod)) {
          byNode.merge(Pods.nodeName(pod), 1, Integer::sum);
        }
      }
    }
    return byNode;
  }

  private List<KubeObject> related() {
    JsonObject above = OwnerReferences.controller(owner);
    if (above == null) {
      return List.of(owner);
    }
    List<KubeObject> related = new ArrayList<>();
    for (KubeObject other : client.list(owner.kind(), owner.namespace())) {
      if (OwnerReferences.controllerUid(other).equals(above.string("uid", ""))) {
        related.add(other);
      }
    }
    return related;
  }
}
