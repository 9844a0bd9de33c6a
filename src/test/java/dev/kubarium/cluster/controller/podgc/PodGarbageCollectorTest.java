package dev.kubarium.cluster.controller.podgc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodGarbageCollectorTest {

  private final ControlPlane plane = ControlPlane.with(PodGarbageCollector::new).nodes(2);

  @Test
  void deletesThePodsOfANodeThatIsGone() {
    plane.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {nodeName: node-1, containers: [{name: a, image: nginx}]}}");
    plane.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {nodeName: node-2, containers: [{name: a, image: nginx}]}}");
    plane.after("5s");
    plane.delete(plane.list(Kinds.NODE).get(0));
    plane.after("21s");
    assertEquals(List.of("b"), plane.names(Kinds.POD));
  }

  private void endingPod(String spec) {
    plane.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: a, finalizers: [example.com/held]}, spec: {"
            + spec
            + " containers: [{name: a, image: nginx}]}}");
    plane.after("5s");
    plane.delete(plane.pods().get(0));
    plane.after("1s");
  }

  @Test
  void aPodThatWasNeverBoundFailsAndGoes() {
    endingPod("schedulerName: none,");
    plane.after("21s");
    assertEquals("Failed", plane.pods().get(0).status().string("phase"));
    assertNull(ControlPlane.condition(plane.pods().get(0), "DisruptionTarget"));
  }

  @Test
  void theEndingPodsOfANodeOutOfServiceAreDeletedByForce() {
    endingPod("nodeName: node-1,");
    plane.after("21s");
    assertEquals("Running", plane.pods().get(0).status().string("phase"), "the node may recover");
    KubeObject node = plane.list(Kinds.NODE).get(0);
    plane.edit(
        node,
        tree ->
            tree.updateOrCreate(
                "spec",
                spec ->
                    spec.with(
                        "taints",
                        JsonArray.of(
                            JsonObject.of(
                                "key",
                                "node.kubernetes.io/out-of-service",
                                "value",
                                "nodeshutdown",
                                "effect",
                                "NoExecute")))));
    plane.status(
        plane.now(node),
        status ->
            Conditions.replace(
                status, Conditions.of("Ready", "Unknown", "NodeStatusUnknown", "", plane.now())));
    plane.after("21s");
    assertEquals("Failed", plane.pods().get(0).status().string("phase"));
  }

  @Test
  void anOrphanSaysThatItsNodeIsGone() {
    plane.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: a, finalizers: [example.com/held]}, spec: {nodeName: node-1, containers: [{name: a, image: nginx}]}}");
    plane.after("5s");
    plane.delete(plane.list(Kinds.NODE).get(0));
    plane.after("21s");
    var target = ControlPlane.condition(plane.pods().get(0), "DisruptionTarget");
    assertEquals("DeletionByPodGC", target.string("reason"));
    assertEquals("PodGC: node no longer exists", target.string("message"));
  }
}
