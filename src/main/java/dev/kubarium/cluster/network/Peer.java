package dev.kubarium.cluster.network;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;

/**
 * One end of a connection.
 *
 * @param namespace empty for whatever is no Pod of the cluster's network: a node, a client outside
 * @param labels those of the Pod
 * @param pod {@code null} where no Pod object stands for it
 * @param node where it runs, or empty
 */
public record Peer(
    String address, String namespace, JsonObject labels, KubeObject pod, String node) {

  /** A Pod; one on its node's network is its node. */
  public static Peer of(KubeObject pod) {
    return of(pod, pod.status().string("podIP", ""));
  }

  /** As {@link #of(KubeObject)}, at an address that does not stand in the status yet. */
  public static Peer of(KubeObject pod, String address) {
    return pod.spec().bool("hostNetwork")
        ? new Peer(address, "", JsonObject.EMPTY, pod, Pods.nodeName(pod))
        : new Peer(address, pod.namespace(), pod.labels(), pod, Pods.nodeName(pod));
  }

  /** A client in a namespace, for which no Pod object stands. */
  public static Peer inside(String address, String namespace, JsonObject labels) {
    return new Peer(address, namespace, labels, null, "");
  }

  /** A client that is not in the cluster. */
  public static Peer outside(String address) {
    return new Peer(address, "", JsonObject.EMPTY, null, "");
  }

  /** Whether it asks the cluster's DNS. */
  boolean isInside() {
    return !namespace.isEmpty() || pod != null;
  }

  /** The namespace in which it looks names up. */
  String home() {
    return pod != null ? pod.namespace() : namespace;
  }

  boolean isSameAs(Peer other) {
    return pod != null && other.pod != null && pod.uid().equals(other.pod.uid());
  }
}
