package dev.kubarium.cluster.controller.replicationcontroller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.OwnerReferences;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicationControllerControllerTest {

  private final ControlPlane plane =
      ControlPlane.with(ReplicationControllerController::new).nodes(1);

  @BeforeEach
  void three() {
    plane.apply(
        """
        apiVersion: v1
        kind: ReplicationController
        metadata: {name: web}
        spec:
          replicas: 3
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: main, image: nginx}]}
        """);
    plane.after("5s");
  }

  @Test
  void ensuresThatSoManyReplicasRunAtAnyOneTime() {
    assertEquals(3, plane.pods().size());
    KubeObject victim = plane.pods().getFirst();
    plane.delete(victim);
    plane.after("5s");
    assertEquals(3, plane.pods().size());
    assertFalse(plane.names(Kinds.POD).contains(victim.name()));
  }

  @Test
  void theSelectorDefaultsToTheLabelsOfTheTemplate() {
    KubeObject controller = plane.get(Kinds.REPLICATION_CONTROLLER, "web");
    assertEquals("web", controller.spec().object("selector").string("app"));
    assertEquals(controller.uid(), OwnerReferences.controllerUid(plane.pods().getFirst()));
    assertEquals(3, controller.status().integer("readyReplicas"));
  }

  @Test
  void aPodIsRemovedFromItByChangingItsLabels() {
    KubeObject removed = plane.pods().getFirst();
    plane.edit(removed, tree -> tree.withAt("debug", "metadata", "labels", "app"));
    plane.after("5s");
    assertEquals("", OwnerReferences.controllerUid(plane.now(removed)));
    assertEquals(4, plane.pods().size());
  }
}
