package dev.kubarium.cluster.controller.nodelifecycle;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.NodeLeases;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Pods;
import dev.kubarium.cluster.object.Timestamps;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node whose heartbeats stop becomes Unknown; conditions of nodes become taints, so that the
 * scheduler avoids them.
 *
 * <p>Documentation: concepts/architecture/nodes. Models: pkg/controller/nodelifecycle. Left out:
 * zones and the rate at which evictions slow down when many nodes fail at once. A Lease is fresh
 * until it says that its kubelet stopped ({@link NodeLeases}).
 */
public final class NodeLifecycleController implements Controller {

  public static final String NAME = "node-lifecycle-controller";

  /** How long a kubelet may be silent ({@code --node-monitor-grace-period}). */
  static final Duration GRACE = Duration.ofSeconds(50);

  /** The same for a kubelet that never spoke ({@code --node-startup-grace-period}). */
  static final Duration STARTUP_GRACE = Duration.ofSeconds(60);

  private static final List<String> WATCHED =
      List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

  private final Client client;

  /** Nodes that went, of which that is still to be said. */
  private final Map<ObjectKey, KubeObject> removed = new HashMap<>();

  public NodeLifecycleController(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    if (change.kind().equals(Kinds.LEASE)
        && change.key().namespace().equals(NodeLeases.NAMESPACE)) {
      return List.of(ObjectKey.of(Kinds.NODE, "", change.key().name()));
    }
    if (!change.kind().equals(Kinds.NODE)) {
      return List.of();
    }
    if (change.isRemoval()) {
      removed.put(change.key(), change.before());
    }
    boolean mayMatter = change.isRemoval() || change.isCreation() || isMoreThanAHeartbeat(change);
    return mayMatter ? List.of(change.key()) : List.of();
  }

  private static boolean isMoreThanAHeartbeat(Change change) {
    return change.before().spec() != change.after().spec()
        || WATCHED.stream()
            .anyMatch(type -> !said(change.before(), type).equals(said(change.after(), type)))
        || !said(change.before(), "NetworkUnavailable")
            .equals(said(change.after(), "NetworkUnavailable"));
  }

  /** The status of a condition, or the empty string. */
  static String said(KubeObject node, String type) {
    JsonObject condition = Conditions.find(node.status(), type);
    return condition == null ? "" : condition.string("status", "");
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject node = client.get(key);
    KubeObject gone = removed.remove(key);
    if (gone != null) {
      client.event(
          gone,
          "Normal",
          "RemovingNode",
          "Node " + key.name() + " event: Removing Node " + key.name() + " from Controller");
    }
    if (node == null) {
      return Recheck.NEVER;
    }
    welcome(node);
    boolean neverSpoke = Conditions.find(node.status(), "Ready") == null;
    KubeObject lease = client.get(Kinds.LEASE, NodeLeases.NAMESPACE, node.name());
    if (lease != null && !NodeLeases.isStopped(lease) && !neverSpoke) {
      taint(node);
      markPodsNotReady(node);
      return Recheck.NEVER;
    }
    long silentAt = lastHeartbeat(node) + (neverSpoke ? STARTUP_GRACE : GRACE).toMillis();
    boolean silent = client.now() >= silentAt;
    KubeObject judged = silent ? markedUnknown(node) : node;
    if (!neverSpoke || silent) {
      taint(judged);
    }
    markPodsNotReady(judged);
    return silent ? Recheck.NEVER : Recheck.at(silentAt);
  }

  /** Says once of a new node that it is known. */
  private void welcome(KubeObject node) {
    boolean isNew = client.now() < node.createdAt() + STARTUP_GRACE.toMillis();
    if (isNew
        && client.list(Kinds.EVENT, "default").stream().noneMatch(event -> welcomes(event, node))) {
      client.event(
          node,
          "Normal",
          "RegisteredNode",
          "Node " + node.name() + " event: Registered Node " + node.name() + " in Controller");
    }
  }

  private static boolean welcomes(KubeObject event, KubeObject node) {
    return "RegisteredNode".equals(event.tree().string("reason"))
        && node.uid().equals(event.tree().object("involvedObject").string("uid"));
  }

  /** The renewal of its lease or what its conditions say, whichever is later. */
  private long lastHeartbeat(KubeObject node) {
    long last = node.createdAt();
    KubeObject lease = client.get(Kinds.LEASE, NodeLeases.NAMESPACE, node.name());
    if (lease != null) {
      last = Math.max(last, Timestamps.parse(lease.spec().string("renewTime")));
    }
    JsonObject ready = Conditions.find(node.status(), "Ready");
    return ready == null
        ? last
        : Math.max(last, Timestamps.parse(ready.string("lastHeartbeatTime")));
  }

  private KubeObject markedUnknown(KubeObject node) {
    boolean wasReady = said(node, "Ready").equals("True");
    KubeObject marked =
        client.patchStatus(
            node,
            status -> {
              JsonObject changed = status;
              for (String type : WATCHED) {
                changed = unknown(changed, type);
              }
              return changed;
            });
    if (wasReady) {
      client.event(
          marked, "Normal", "NodeNotReady", "Node " + node.name() + " status is now: NodeNotReady");
    }
    return marked;
  }

  private JsonObject unknown(JsonObject status, String type) {
    JsonObject before = Conditions.find(status, type);
    if (before == null) {
      return Conditions.replace(
          status,
          Conditions.of(
              type,
              "Unknown",
              "NodeStatusNeverUpdated",
              "Kubelet never posted node status.",
              client.now()));
    }
    if ("Unknown".equals(before.string("status"))) {
      return status;
    }
    JsonObject after =
        Conditions.of(
                type,
                "Unknown",
                "NodeStatusUnknown",
                "Kubelet stopped posting node status.",
                client.now())
            .withOrWithout("lastHeartbeatTime", before.get("lastHeartbeatTime"));
    return Conditions.replace(status, after);
  }

  private void taint(KubeObject node) {
    client.patch(
        node,
        tree ->
            tree.updateOrCreate(
                "spec",
                spec -> {
                  JsonArray taints = NodeTaints.of(node, client.now());
                  return spec.withOrWithout("taints", taints.isEmpty() ? null : taints);
                }));
  }

  /**
   * A silent node says nothing of its Pods either: they count as not ready, and leave the Services.
   */
  private void markPodsNotReady(KubeObject node) {
    if (!said(node, "Ready").equals("Unknown")) {
      return;
    }
    for (KubeObject pod : client.podsOn(node.name())) {
      if (Pods.isReady(pod)) {
        client.patchStatus(pod, this::notReady);
        client.event(pod, "Warning", "NodeNotReady", "Node is not ready");
      }
    }
  }

  private JsonObject notReady(JsonObject podStatus) {
    JsonObject ready = Conditions.find(podStatus, "Ready");
    return Conditions.replace(
        podStatus,
        ready.with("status", "False").with("lastTransitionTime", Timestamps.format(client.now())));
  }
}
