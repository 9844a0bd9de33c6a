package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Quantities;

/**
 * A last look, at the node, whether a Pod that was bound to it fits: it may have been bound by
 * hand.
 *
 * <p>Models: pkg/kubelet/lifecycle/predicate.go. Left out: node affinity and ports.
 */
final class Admission {

  /** The Pod fails for this reason. */
  record Refusal(String reason, String message) {}

  private static final String[] RESOURCES = {"cpu", "memory", "pods"};

  private Admission() {}

  static Refusal check(KubeObject pod, Kubelet kubelet) {
    KubeObject node = kubelet.self();
    if (node == null) {
      return null;
    }
    JsonObject allocatable = node.status().object("allocatable");
    for (String resource : RESOURCES) {
      if (!allocatable.isSet(resource)) {
        continue;
      }
      long capacity = amount(resource, allocatable.get(resource));
      long requested = requested(pod, resource);
      if (requested == 0) {
        continue;
      }
      long used = 0;
      for (KubeObject other : kubelet.client().podsOn(kubelet.node())) {
        boolean counts = !other.key().equals(pod.key()) && other.status().isSet("startTime");
        String phase = other.status().string("phase", "");
        if (counts && !phase.equals("Failed") && !phase.equals("Succeeded")) {
          used += requested(other, resource);
        }
      }
      if (used + requested > capacity) {
        return new Refusal(
            "OutOf" + resource,
            "Node didn't have enough resource: "
                + resource
                + ", requested: "
                + requested
                + ", used: "
                + used
                + ", capacity: "
                + capacity);
      }
    }
    return null;
  }

  private static long amount(String resource, Object quantity) {
    return resource.equals("cpu") ? Quantities.milli(quantity) : Quantities.value(quantity);
  }

  private static long requested(KubeObject pod, String resource) {
    if (resource.equals("pods")) {
      return 1;
    }
    long running = 0;
    for (Object container : pod.spec().array("containers")) {
      running += ofContainer(container, resource);
    }
    long largest = 0;
    for (Object container : pod.spec().array("initContainers")) {
      if (container instanceof JsonObject each && "Always".equals(each.string("restartPolicy"))) {
        running += ofContainer(container, resource);
      } else {
        largest = Math.max(largest, ofContainer(container, resource));
      }
    }
    return Math.max(running, largest);
  }

  private static long ofContainer(Object container, String resource) {
    Object asked =
        container instanceof JsonObject each
            ? each.object("resources").object("requests").get(resource)
            : null;
    return asked == null ? 0 : amount(resource, asked);
  }
}
