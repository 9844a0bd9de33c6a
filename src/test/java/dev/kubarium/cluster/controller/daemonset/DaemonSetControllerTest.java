package dev.kubarium.cluster.controller.daemonset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;
import java.util.List;
import org.junit.jupiter.api.Test;

class DaemonSetControllerTest {

  private final ControlPlane plane = ControlPlane.with(DaemonSetController::new).nodes(3);

  private KubeObject daemon(String fields, String podSpec) {
    return plane.apply(
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: log}
        spec:
          selector: {matchLabels: {app: log}}
          template:
            metadata: {labels: {app: log}}
            spec: {%s containers: [{name: log, image: "fluent-bit:1"}]}
        """
                .formatted(podSpec)
            + fields.indent(2));
  }

  private List<String> nodes() {
    return plane.pods().stream().filter(Pods::isActive).map(Pods::nodeName).sorted().toList();
  }

  @Test
  void runsOnePodOnEachNodeAndOnNodesThatJoin() {
    daemon("", "");
    plane.after("5s");
    assertEquals(List.of("node-1", "node-2", "node-3"), nodes());
    plane.nodes(4);
    plane.after("5s");
    assertEquals(List.of("node-1", "node-2", "node-3", "node-4"), nodes());
    KubeObject daemon = plane.get(Kinds.DAEMON_SET, "log");
    assertEquals(4L, daemon.status().integer("desiredNumberScheduled"));
    assertEquals(4L, daemon.status().integer("numberReady"));
    assertEquals(4L, daemon.status().integer("updatedNumberScheduled"));
  }

  @Test
  void runsOnlyOnNodesThatTheSelectorTakes() {
    daemon("", "nodeSelector: {disk: ssd},");
    plane.after("5s");
    assertEquals(List.of(), nodes());
    KubeObject node = plane.list(Kinds.NODE).get(1);
    plane.edit(node, tree -> tree.withAt("ssd", "metadata", "labels", "disk"));
    plane.after("5s");
    assertEquals(List.of("node-2"), nodes());
    plane.edit(node, tree -> tree.withoutAt("metadata", "labels", "disk"));
    plane.after("5s");
    assertEquals(List.of(), nodes());
  }

  @Test
  void staysOffTaintedNodesUnlessItToleratesTheTaint() {
    plane.edit(
        plane.list(Kinds.NODE).get(0),
        tree ->
            tree.updateOrCreate(
                "spec",
                spec ->
                    spec.with(
                        "taints",
                        JsonArray.of(
                            JsonObject.of("key", "a", "value", "b", "effect", "NoSchedule")))));
    daemon("", "");
    plane.after("5s");
    assertEquals(List.of("node-2", "node-3"), nodes());
  }

  @Test
  void aDeletedPodComesBack() {
    daemon("", "");
    plane.after("5s");
    plane.delete(plane.pods().get(0));
    plane.after("5s");
    assertEquals(List.of("node-1", "node-2", "node-3"), nodes());
  }

  private void image(String image) {
    plane.edit(
        plane.list(Kinds.DAEMON_SET).get(0),
        tree ->
            tree.update(
                "spec",
                spec ->
                    spec.update(
                        "template",
                        template ->
                            template.update(
                                "spec",
                                pod ->
                                    pod.updateEach(
                                        "containers",
                                        container -> container.with("image", image))))));
  }

  private boolean allOf(String image) {
    return plane.pods().stream()
        .allMatch(pod -> pod.spec().array("containers").object(0).string("image").equals(image));
  }

  @Test
  void rollingUpdateKeepsAllButOneAvailable() {
    daemon("", "");
    plane.after("5s");
    image("fluent-bit:2");
    plane.watching(
        "20s",
        now ->
            assertTrue(
                now.pods().stream().filter(Pods::isReady).filter(Pods::isActive).count() >= 2));
    assertTrue(allOf("fluent-bit:2"));
    assertEquals(2, plane.names(Kinds.CONTROLLER_REVISION).size());
  }

  @Test
  void withASurgeTheNewPodIsReadyBeforeTheOldOneGoes() {
    daemon("updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}", "");
    plane.after("5s");
    image("fluent-bit:2");
    plane.watching(
        "30s",
        now ->
            assertTrue(
                now.pods().stream().filter(Pods::isReady).filter(Pods::isActive).count() >= 3));
    assertTrue(allOf("fluent-bit:2"));
    assertEquals(3, plane.pods().size());
  }

  @Test
  void aNodeCountsAsUpdatedOnlyWhenItsOldPodIsGone() {
    daemon("updateStrategy: {rollingUpdate: {maxSurge: 3, maxUnavailable: 0}}", "");
    plane.after("5s");
    plane.fate(
        pod ->
            pod.spec().array("containers").object(0).string("image").equals("fluent-bit:2")
                ? ControlPlane.Fate.NOT_READY
                : ControlPlane.Fate.READY);
    image("fluent-bit:2");
    plane.after("10s");
    KubeObject daemon = plane.get(Kinds.DAEMON_SET, "log");
    assertEquals(6, plane.pods().size());
    assertEquals(3L, daemon.status().integer("currentNumberScheduled"));
    assertEquals(3L, daemon.status().integer("numberReady"));
    assertNull(daemon.status().integer("updatedNumberScheduled"));
  }

  @Test
  void aPodThatFailedIsSaidAndReplaced() {
    daemon("", "");
    plane.after("5s");
    KubeObject pod = plane.pods().get(0);
    plane.end(pod, "Failed", 1);
    plane.after("5s");
    assertEquals(
        List.of(
            "Found failed daemon pod default/"
                + pod.name()
                + " on node "
                + Pods.nodeName(pod)
                + ", will try to kill it"),
        plane.said("FailedDaemonPod"));
    assertEquals(List.of("node-1", "node-2", "node-3"), nodes());
  }

  @Test
  void onDeleteUpdatesOnlyWhatIsDeleted() {
    daemon("updateStrategy: {type: OnDelete}", "");
    plane.after("5s");
    image("fluent-bit:2");
    plane.after("20s");
    assertTrue(allOf("fluent-bit:1"));
    plane.delete(plane.pods().get(0));
    plane.after("5s");
    assertEquals(1L, plane.get(Kinds.DAEMON_SET, "log").status().integer("updatedNumberScheduled"));
  }
}
