package dev.kubarium.cluster.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.controller.disruption.DisruptionController;
import dev.kubarium.cluster.controller.replicaset.ReplicaSetController;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;
import java.util.List;
import org.junit.jupiter.api.Test;

/** concepts/scheduling-eviction/pod-priority-preemption */
class PodPriorityAndPreemptionTest {

  private final ControlPlane plane =
      ControlPlane.with(ReplicaSetController::new, DisruptionController::new);

  PodPriorityAndPreemptionTest() {
    plane.apply(
        """
        {apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: high}, value: 1000}
        ---
        {apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: middle}, value: 500}
        ---
        {apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: polite}, value: 1000, preemptionPolicy: Never}
        """);
  }

  private void node(String name, int cpu) {
    plane.apply(
        """
        apiVersion: v1
        kind: Node
        metadata: {name: %s, labels: {kubernetes.io/hostname: %s}}
        status:
          capacity: {cpu: "%d", memory: 8Gi, pods: "50"}
          allocatable: {cpu: "%d", memory: 8Gi, pods: "50"}
          conditions: [{type: Ready, status: "True", lastHeartbeatTime: "2026-06-01T00:00:00Z"}]
        """
            .formatted(name, name, cpu, cpu));
  }

  private KubeObject pod(String name, String cpu, String more) {
    plane.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: %s, labels: {app: %s}}, spec: {containers: [{name: c, image: a, resources: {requests: {cpu: %s}}}], terminationGracePeriodSeconds: 5%s}}"
            .formatted(name, name, cpu, more.isEmpty() ? "" : ", " + more));
    plane.after("0.1s");
    return plane.get(Kinds.POD, name);
  }

  private String nodeOf(String name) {
    return Pods.nodeName(plane.get(Kinds.POD, name));
  }

  @Test
  void evictsPodsOfLowerPriorityToMakeSchedulingOfThePendingPodPossible() {
    node("node-1", 2);
    pod("low", "1500m", "");
    plane.after("5s");
    KubeObject high = pod("high", "1500m", "priorityClassName: high");
    assertEquals("node-1", high.status().string("nominatedNodeName"));
    assertEquals("", Pods.nodeName(high));
    assertEquals(
        List.of("0/1 nodes are available: 1 Insufficient cpu."), plane.said("FailedScheduling"));
    assertEquals(
        List.of("Preempted by pod " + high.uid() + " on node node-1"), plane.said("Preempted"));
    KubeObject low = plane.get(Kinds.POD, "low");
    assertTrue(low.isTerminating());
    var condition = ControlPlane.condition(low, "DisruptionTarget");
    assertEquals("PreemptionByScheduler", condition.string("reason"));
    assertEquals(
        "default-scheduler: preempting to accommodate a higher priority pod",
        condition.string("message"));
    plane.after("10s");
    assertNull(plane.get(Kinds.POD, "low"));
    assertEquals("node-1", nodeOf("high"));
  }

  @Test
  void countsThePodThatWaitsForItsVictimsWhenOthersLookAtTheNode() {
    node("node-1", 2);
    pod("low", "1500m", "");
    plane.after("5s");
    pod("high", "1500m", "priorityClassName: high");
    pod("between", "400m", "priorityClassName: middle");
    pod("below", "1", "");
    plane.after("20s");
    assertEquals("node-1", nodeOf("high"));
    assertEquals("node-1", nodeOf("between"));
    assertEquals("", nodeOf("below"));
  }

  @Test
  void sparesEveryPodThatCanStay() {
    node("node-1", 4);
    pod("a", "1", "");
    pod("b", "1", "");
    pod("c", "1", "priorityClassName: middle");
    pod("d", "1", "");
    plane.after("5s");
    pod("high", "2", "priorityClassName: high");
    plane.after("20s");
    assertEquals("node-1", nodeOf("high"));
    assertEquals("node-1", nodeOf("c"));
    assertEquals(2, plane.said("Preempted").size());
  }

  @Test
  void choosesTheNodeWhosePodsMatterLeast() {
    node("node-1", 2);
    node("node-2", 2);
    pod("a", "1500m", "priorityClassName: middle, nodeSelector: {kubernetes.io/hostname: node-1}");
    pod("b", "1500m", "nodeSelector: {kubernetes.io/hostname: node-2}");
    plane.after("5s");
    assertEquals(
        "node-2",
        pod("high", "1500m", "priorityClassName: high").status().string("nominatedNodeName"));
  }

  @Test
  void respectsDisruptionBudgetsWhereItCan() {
    node("node-1", 2);
    node("node-2", 2);
    pod("guarded", "1500m", "nodeSelector: {kubernetes.io/hostname: node-1}");
    pod("free", "1500m", "nodeSelector: {kubernetes.io/hostname: node-2}");
    plane.apply(
        "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: g}, spec: {minAvailable: 1, selector: {matchLabels: {app: guarded}}}}");
    plane.after("5s");
    assertEquals(
        "node-2",
        pod("high", "1500m", "priorityClassName: high").status().string("nominatedNodeName"));
    plane.after("20s");
    // Best effort: where nothing else helps, the guarded Pod goes too.
    assertEquals(
        "node-1",
        pod("high-2", "1500m", "priorityClassName: high").status().string("nominatedNodeName"));
  }

  @Test
  void doesNotPreemptWithPreemptionPolicyNever() {
    node("node-1", 2);
    pod("low", "1500m", "");
    pod("polite", "1500m", "priorityClassName: polite");
    assertEquals(
        List.of(
            "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to"
                + " preemptionPolicy=Never."),
        plane.said("FailedScheduling"));
    assertFalse(plane.get(Kinds.POD, "low").isTerminating());
  }

  @Test
  void saysWhyPreemptionDoesNotHelp() {
    node("node-1", 2);
    node("node-2", 2);
    node("node-3", 8);
    plane.apply(
        "{apiVersion: v1, kind: Node, metadata: {name: node-3}, spec: {taints: [{key: gpu, effect: NoSchedule}]}}");
    pod(
        "equal",
        "1500m",
        "priorityClassName: high, nodeSelector: {kubernetes.io/hostname: node-1}");
    pod(
        "equal-2",
        "1500m",
        "priorityClassName: high, nodeSelector: {kubernetes.io/hostname: node-2}");
    pod("small", "100m", "nodeSelector: {kubernetes.io/hostname: node-2}");
    plane.after("5s");
    pod("high", "1500m", "priorityClassName: high");
    assertEquals(
        List.of(
            "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to"
                + " deallocate, preemption: 0/3 nodes are available: 1 Insufficient cpu, 1 No preemption victims found for"
                + " incoming pod, 1 Preemption is not helpful for scheduling."),
        plane.said("FailedScheduling"));
    pod("huge", "64", "priorityClassName: high");
    assertEquals(
        "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate,"
            + " preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
        plane.said("FailedScheduling").get(1));
  }

  @Test
  void schedulesPodsOfHigherPriorityAheadOfOthers() {
    node("node-1", 2);
    plane.apply(
        "{apiVersion: v1, kind: Node, metadata: {name: node-1}, spec: {unschedulable: true}}");
    pod("first", "1500m", "");
    pod("high", "1500m", "priorityClassName: high");
    assertEquals(
        "0/1 nodes are available: 1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/1 nodes are"
            + " available: 1 Preemption is not helpful for scheduling.",
        plane.said("FailedScheduling").get(0));
    plane.apply(
        "{apiVersion: v1, kind: Node, metadata: {name: node-1}, spec: {unschedulable: null}}");
    plane.after("15s");
    assertEquals("node-1", nodeOf("high"));
    assertEquals("", nodeOf("first"));
  }
}
