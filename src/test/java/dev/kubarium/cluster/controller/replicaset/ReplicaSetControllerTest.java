package dev.kubarium.cluster.controller.replicaset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.OwnerReferences;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaSetControllerTest {

  private final ControlPlane plane = ControlPlane.with(ReplicaSetController::new).nodes(2);

  private void replicaSet(int replicas) {
    plane.apply(
        """
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: {name: web}
        spec:
          replicas: %d
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: main, image: nginx}]}
        """
            .formatted(replicas));
  }

  private void pod(String name, String app) {
    plane.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, labels: {app: %s}}
        spec: {containers: [{name: main, image: nginx}]}
        """
            .formatted(name, app));
  }

  private KubeObject web() {
    return plane.get(Kinds.REPLICA_SET, "web");
  }

  @Test
  void createsPodsFromItsTemplateWithItselfAsController() {
    replicaSet(3);
    plane.after("5s");
    assertEquals(3, plane.pods().size());
    for (KubeObject pod : plane.pods()) {
      assertTrue(pod.name().matches("web-[bcdfghjklmnpqrstvwxz2456789]{5}"), pod.name());
      assertEquals(web().uid(), OwnerReferences.controllerUid(pod));
    }
    assertEquals(3, web().status().integer("readyReplicas"));
    assertEquals(3, web().status().integer("fullyLabeledReplicas"));
    assertEquals(3, plane.said("SuccessfulCreate").size());
  }

  @Test
  void countsThePodsThatAreEnding() {
    replicaSet(3);
    plane.after("5s");
    assertEquals(0, web().status().integer("terminatingReplicas"));
    replicaSet(1);
    int[] most = {0};
    plane.watching(
        "10s",
        now ->
            most[0] =
                Math.max(most[0], (int) (long) web().status().integer("terminatingReplicas")));
    assertEquals(2, most[0]);
    assertEquals(0, web().status().integer("terminatingReplicas"));
  }

  @Test
  void replacesAPodThatIsDeleted() {
    replicaSet(2);
    plane.after("5s");
    KubeObject victim = plane.pods().getFirst();
    plane.delete(victim);
    plane.after("5s");
    assertEquals(2, plane.pods().size());
    assertFalse(
        plane.names(Kinds.POD).contains(victim.name()), "by another one, with another name");
  }

  @Test
  void replacesAPodThatFails() {
    replicaSet(1);
    plane.after("5s");
    plane.end(plane.pods().getFirst(), "Failed", 1);
    plane.after("5s");
    assertEquals(
        1,
        plane.pods().stream()
            .filter(pod -> pod.status().string("phase").equals("Running"))
            .count());
  }

  @Test
  void acquiresPodsThatMatchItsSelectorAndHaveNoController() {
    pod("lone", "web");
    plane.after("3s");
    replicaSet(2);
    plane.after("5s");
    assertEquals(2, plane.pods().size(), "one made, one acquired");
    assertEquals(web().uid(), OwnerReferences.controllerUid(plane.get(Kinds.POD, "lone")));
  }

  @Test
  void aPodOfTheRightLabelsThatComesLaterIsOneTooMany() {
    replicaSet(2);
    plane.after("5s");
    pod("late", "web");
    plane.after("5s");
    assertEquals(2, plane.pods().size());
    assertNull(plane.get(Kinds.POD, "late"), "the youngest goes first");
  }

  @Test
  void isolatesAPodWhoseLabelsAreChanged() {
    replicaSet(2);
    plane.after("5s");
    KubeObject isolated = plane.pods().getFirst();
    plane.edit(isolated, tree -> tree.withAt("debug", "metadata", "labels", "app"));
    plane.after("5s");
    assertNotNull(plane.now(isolated), "it goes on running");
    assertEquals("", OwnerReferences.controllerUid(plane.now(isolated)));
    assertEquals(3, plane.pods().size(), "and was replaced");
  }

  @Test
  void scalesDownPendingPodsFirst() {
    plane.fate(
        pod ->
            plane.pods().indexOf(pod) >= 0
                    && plane.pods().size() > 2
                    && pod.name().equals(plane.names(Kinds.POD).getLast())
                ? ControlPlane.Fate.PENDING
                : ControlPlane.Fate.READY);
    replicaSet(3);
    plane.after("5s");
    List<String> pending =
        plane.pods().stream()
            .filter(pod -> !pod.status().string("phase", "Pending").equals("Running"))
            .map(KubeObject::name)
            .toList();
    assertEquals(1, pending.size());
    plane.edit(web(), tree -> tree.withAt(2L, "spec", "replicas"));
    plane.after("5s");
    assertFalse(plane.names(Kinds.POD).contains(pending.getFirst()));
  }

  @Test
  void scalesDownThePodWithTheLowestDeletionCostFirst() {
    replicaSet(3);
    plane.after("5s");
    KubeObject cheap = plane.pods().get(1);
    plane.edit(
        cheap,
        tree ->
            tree.withAt(
                "-10", "metadata", "annotations", "controller.kubernetes.io/pod-deletion-cost"));
    plane.edit(web(), tree -> tree.withAt(2L, "spec", "replicas"));
    plane.after("5s");
    assertNull(plane.now(cheap));
  }

  @Test
  void scalesDownWhereMorePodsStandOnTheNode() {
    replicaSet(3);
    plane.after("5s");
    plane.edit(web(), tree -> tree.withAt(2L, "spec", "replicas"));
    plane.after("5s");
    assertEquals(
        2, plane.pods().stream().map(pod -> pod.spec().string("nodeName")).distinct().count());
  }

  @Test
  void aPodThatMayNotBeCreatedIsToldInItsStatus() {
    plane.apply(
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: few}
        spec: {hard: {pods: "1"}}
        status: {hard: {pods: "1"}, used: {pods: "0"}}
        """);
    replicaSet(2);
    plane.after("5s");
    assertEquals("FailedCreate", ControlPlane.condition(web(), "ReplicaFailure").string("reason"));
    assertFalse(plane.said("FailedCreate").isEmpty());
  }
}
