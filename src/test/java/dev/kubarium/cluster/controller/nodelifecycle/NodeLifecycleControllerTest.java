package dev.kubarium.cluster.controller.nodelifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.NodeLeases;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Pods;
import dev.kubarium.cluster.object.Timestamps;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeLifecycleControllerTest {

  private final ControlPlane plane = ControlPlane.with(NodeLifecycleController::new).nodes(1);

  private KubeObject node() {
    return plane.list(Kinds.NODE).get(0);
  }

  private static List<String> taints(KubeObject node) {
    return node.spec().array("taints").objects().stream()
        .map(taint -> taint.string("key") + ":" + taint.string("effect"))
        .toList();
  }

  private void hearBeatNow() {
    plane.status(
        node(),
        status ->
            Conditions.replace(
                status,
                Conditions.of("Ready", "True", "KubeletReady", "", plane.now())
                    .with("lastHeartbeatTime", Timestamps.format(plane.now()))));
  }

  @Test
  void marksANodeUnknownThatWasSilentForFiftySeconds() {
    hearBeatNow();
    plane.after("60s").after("60m").nodes(0);
    JsonObject ready = ControlPlane.condition(node(), "Ready");
    assertEquals("Unknown", ready.string("status"));
    assertEquals("NodeStatusUnknown", ready.string("reason"));
    assertEquals("Kubelet stopped posting node status.", ready.string("message"));
    assertEquals(
        "NodeStatusNeverUpdated", ControlPlane.condition(node(), "DiskPressure").string("reason"));
    assertEquals(
        List.of(
            "node.kubernetes.io/unreachable:NoSchedule",
            "node.kubernetes.io/unreachable:NoExecute"),
        taints(node()));
    assertEquals(List.of("Node node-1 status is now: NodeNotReady"), plane.said("NodeNotReady"));
  }

  @Test
  void takesTheTaintsAwayWhenTheNodeIsBack() {
    plane.after("61m");
    hearBeatNow();
    plane.after("1s");
    assertEquals(List.of(), taints(node()));
  }

  @Test
  void aLeaseKeepsANodeAliveUntilFiftySecondsAfterItSaysThatTheKubeletStopped() {
    plane.apply(
        """
        apiVersion: coordination.k8s.io/v1
        kind: Lease
        metadata: {name: node-1, namespace: kube-node-lease}
        spec: {holderIdentity: node-1, renewTime: "2026-01-05T08:00:00.000000Z"}
        """);
    plane.after("90m");
    assertEquals("True", ControlPlane.condition(node(), "Ready").string("status"));
    KubeObject lease = plane.store.get(ObjectKey.of(Kinds.LEASE, NodeLeases.NAMESPACE, "node-1"));
    plane.edit(lease, tree -> NodeLeases.stopped(tree, plane.loop.now()));
    plane.after("45s");
    assertEquals("True", ControlPlane.condition(node(), "Ready").string("status"));
    plane.after("10s");
    assertEquals("Unknown", ControlPlane.condition(node(), "Ready").string("status"));
  }

  @Test
  void podsOfASilentNodeAreNotReady() {
    plane.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: nginx}]}}");
    plane.after("5s");
    assertEquals(true, Pods.isReady(plane.pods().get(0)));
    plane.after("61m");
    assertFalse(Pods.isReady(plane.pods().get(0)));
  }

  @Test
  void aCordonIsATaintToo() {
    plane.edit(
        node(), tree -> tree.updateOrCreate("spec", spec -> spec.with("unschedulable", true)));
    plane.after("1s");
    assertEquals(List.of("node.kubernetes.io/unschedulable:NoSchedule"), taints(node()));
    plane.edit(node(), tree -> tree.update("spec", spec -> spec.without("unschedulable")));
    plane.after("1s");
    assertEquals(List.of(), taints(node()));
  }
}
