package dev.kubarium.cluster.object;

/**
 * The heartbeat of a node: its Lease in {@code kube-node-lease}.
 *
 * <p>A kubelet does not renew it every ten seconds, since then a cluster in which nothing happens
 * would never be still. Instead a Lease says when its kubelet stopped: it is marked, and {@code
 * renewTime} is the last heartbeat. A Lease that is not marked is as fresh as can be.
 */
public final class NodeLeases {

  public static final String NAMESPACE = "kube-node-lease";

  /** On a Lease: its kubelet has stopped. */
  public static final String STOPPED = "kubarium.dev/kubelet-stopped";

  private NodeLeases() {}

  public static boolean isStopped(KubeObject lease) {
    return lease != null && "true".equals(lease.annotation(STOPPED));
  }

  /** The last heartbeat, in virtual milliseconds; {@code now} as long as the kubelet runs. */
  public static long lastHeartbeat(KubeObject lease, long now) {
    return isStopped(lease) ? Timestamps.parse(lease.spec().string("renewTime")) : now;
  }

  /** The Lease as it is from when the kubelet has stopped. */
  public static JsonObject stopped(JsonObject lease, long now) {
    return lease
        .withAt("true", "metadata", "annotations", STOPPED)
        .withAt(Timestamps.formatMicro(now), "spec", "renewTime");
  }

  /** The Lease as it is from when the kubelet runs again. */
  public static JsonObject renewed(JsonObject lease, long now) {
    JsonObject annotations = lease.objectAt("metadata", "annotations").without(STOPPED);
    JsonObject metadata =
        lease
            .object("metadata")
            .withOrWithout("annotations", annotations.isEmpty() ? null : annotations);
    return lease
        .with("metadata", metadata)
        .withAt(Timestamps.formatMicro(now), "spec", "renewTime");
  }
}
