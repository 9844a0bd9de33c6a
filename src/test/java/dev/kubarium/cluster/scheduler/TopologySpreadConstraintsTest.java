package dev.kubarium.cluster.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.controller.replicaset.ReplicaSetController;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** concepts/scheduling-eviction/topology-spread-constraints */
class TopologySpreadConstraintsTest {

  private final ControlPlane plane = ControlPlane.with(ReplicaSetController::new).nodes(4);

  TopologySpreadConstraintsTest() {
    for (int i = 1; i <= 4; i++) {
      plane.apply(
          "{apiVersion: v1, kind: Node, metadata: {name: node-%d, labels: {topology.kubernetes.io/zone: zone-%s}}}"
              .formatted(i, i <= 2 ? "a" : "b"));
    }
  }

  private String place(String name, String labels, String constraint) {
    plane.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: %s, labels: {%s}}, spec: {containers: [{name: c, image: a}], topologySpreadConstraints: [%s]}}"
            .formatted(name, labels, constraint));
    plane.after("1s");
    return Pods.nodeName(plane.get(Kinds.POD, name));
  }

  private String zone(String node) {
    return plane.list(Kinds.NODE).stream()
        .filter(each -> each.name().equals(node))
        .findFirst()
        .map(each -> each.label("topology.kubernetes.io/zone"))
        .orElse("");
  }

  private static String byZone(String when, String more) {
    return "{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: "
        + when
        + ", labelSelector: {matchLabels: {app: web}}"
        + more
        + "}";
  }

  private String lastRefusal() {
    List<String> said = plane.said("FailedScheduling");
    return said.isEmpty() ? "" : said.get(said.size() - 1);
  }

  @Test
  void doesNotScheduleWhatWouldSkewZones() {
    TreeMap<String, Integer> zones = new TreeMap<>();
    for (int i = 0; i < 5; i++) {
      zones.merge(zone(place("p" + i, "app: web", byZone("DoNotSchedule", ""))), 1, Integer::sum);
    }
    assertEquals(List.of(2, 3), zones.values().stream().sorted().toList());
  }

  @Test
  void treatsTheGlobalMinimumAsZeroWhileThereAreFewerDomainsThanMinDomains() {
    assertTrue(!place("p1", "app: web", byZone("DoNotSchedule", ", minDomains: 3")).isEmpty());
    assertTrue(!place("p2", "app: web", byZone("DoNotSchedule", ", minDomains: 3")).isEmpty());
    assertEquals("", place("p3", "app: web", byZone("DoNotSchedule", ", minDomains: 3")));
    assertEquals(
        "0/4 nodes are available: 4 node(s) didn't match pod topology spread constraints. no new claims to deallocate,"
            + " preemption: 0/4 nodes are available: 4 No preemption victims found for incoming pod.",
        lastRefusal());
  }

  @Test
  void countsOnlyPodsOfTheSameRevisionWithMatchLabelKeys() {
    String keys = ", matchLabelKeys: [rev]";
    String zoneOfOld = zone(place("old", "app: web, rev: '1'", byZone("DoNotSchedule", keys)));
    String first = zone(place("new-1", "app: web, rev: '2'", byZone("DoNotSchedule", keys)));
    String second = zone(place("new-2", "app: web, rev: '2'", byZone("DoNotSchedule", keys)));
    assertTrue(!first.equals(second));
    assertTrue(!zoneOfOld.isEmpty());
    var selector =
        plane
            .get(Kinds.POD, "new-1")
            .spec()
            .array("topologySpreadConstraints")
            .object(0)
            .object("labelSelector");
    assertEquals("rev", selector.array("matchExpressions").object(0).string("key"));
    assertEquals(
        List.of("2"), selector.array("matchExpressions").object(0).array("values").strings());
  }

  @Test
  void leavesNodesOutThatThePodsAffinityLeavesOut() {
    plane.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: other, labels: {app: web}}, spec: {nodeName: node-3, containers: [{name: c, image: a}]}}");
    plane.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: chosen, labels: {app: web}}, spec: {nodeSelector: {topology.kubernetes.io/zone: zone-a}, containers: [{name: c, image: a}], topologySpreadConstraints: [%s]}}"
            .formatted(byZone("DoNotSchedule", "")));
    plane.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: chosen-2, labels: {app: web}}, spec: {nodeSelector: {topology.kubernetes.io/zone: zone-a}, containers: [{name: c, image: a}], topologySpreadConstraints: [%s]}}"
            .formatted(byZone("DoNotSchedule", "")));
    plane.after("2s");
    assertEquals("zone-a", zone(Pods.nodeName(plane.get(Kinds.POD, "chosen-2"))));
  }

  @Test
  void schedulesAnywayWhereItMustWhileMinimisingTheSkew() {
    for (String node : List.of("node-3", "node-4")) {
      plane.apply(
          "{apiVersion: v1, kind: Node, metadata: {name: "
              + node
              + "}, spec: {unschedulable: true}}");
    }
    for (int i = 0; i < 3; i++) {
      assertEquals("zone-a", zone(place("p" + i, "app: web", byZone("ScheduleAnyway", ""))));
    }
    for (String node : List.of("node-3", "node-4")) {
      plane.apply(
          "{apiVersion: v1, kind: Node, metadata: {name: "
              + node
              + "}, spec: {unschedulable: null}}");
    }
    assertEquals("zone-b", zone(place("p3", "app: web", byZone("ScheduleAnyway", ""))));
  }

  @Test
  void spreadsPodsOfOneControllerOverZonesAndNodesByDefault() {
    plane.apply(
        "{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web}, spec: {replicas: 4, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: a}]}}}}");
    plane.after("5s");
    assertEquals(4, plane.pods().stream().map(Pods::nodeName).distinct().count());
  }

  @Test
  void keepsWhatWasDecidedForWhoAsksWhy() {
    place("p0", "app: web", byZone("ScheduleAnyway", ""));
    Scheduler scheduler = plane.scheduler();
    KubeObject pod = plane.get(Kinds.POD, "p0");
    SchedulingDecision decision = scheduler.lastDecision(pod).orElseThrow();
    assertEquals(Pods.nodeName(pod), decision.node());
    assertEquals(List.of("node-1", "node-2", "node-3", "node-4"), decision.scores().nodes());
    assertEquals(
        "{TaintToleration=300, NodeResourcesFit=99, PodTopologySpread=200, ImageLocality=0}",
        decision.scores().of("node-1").toString());
    plane.delete(pod);
    plane.after("5s");
    assertTrue(scheduler.lastDecision(pod).isEmpty());
  }
}
