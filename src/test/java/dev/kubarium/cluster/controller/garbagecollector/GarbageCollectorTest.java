package dev.kubarium.cluster.controller.garbagecollector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.controller.deployment.DeploymentController;
import dev.kubarium.cluster.controller.replicaset.ReplicaSetController;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.OwnerReferences;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GarbageCollectorTest {

  private final ControlPlane plane =
      ControlPlane.with(DeploymentController::new, ReplicaSetController::new, GarbageCollector::new)
          .nodes(1);

  @BeforeEach
  void aDeployment() {
    plane.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: main, image: nginx}]}
        """);
    plane.after("10s");
  }

  private KubeObject web() {
    return plane.get(Kinds.DEPLOYMENT, "web");
  }

  @Test
  void inBackgroundTheOwnerGoesAtOnceAndItsDependentsAfterwards() {
    plane.delete(web(), "Background");
    assertNull(web());
    assertEquals(2, plane.pods().size());
    plane.after("10s");
    assertTrue(plane.list(Kinds.REPLICA_SET).isEmpty());
    assertTrue(plane.pods().isEmpty());
  }

  @Test
  void inForegroundTheDependentsGoFirst() {
    plane.delete(web(), "Foreground");
    assertEquals(java.util.List.of("foregroundDeletion"), web().finalizers());
    plane.watching(
        "10s",
        now -> {
          if (web() == null) {
            assertTrue(
                now.list(Kinds.REPLICA_SET).isEmpty(), "the owner went before its dependents");
          }
        });
    assertNull(web());
    assertTrue(plane.pods().isEmpty());
  }

  @Test
  void orphanedDependentsStay() {
    KubeObject replicaSet = plane.list(Kinds.REPLICA_SET).getFirst();
    plane.delete(web(), "Orphan");
    plane.after("10s");
    assertNull(web());
    assertNotNull(plane.now(replicaSet));
    assertEquals("", OwnerReferences.controllerUid(plane.now(replicaSet)));
    assertEquals(2, plane.pods().size());
  }

  @Test
  void anObjectWhoseOwnerNeverWasIsCollected() {
    plane.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: lost
          ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: gone, uid: 11111111-2222-3333-4444-555555555555}]
        """);
    plane.after("10s");
    assertNull(plane.get(Kinds.CONFIG_MAP, "lost"));
  }

  @Test
  void anObjectWithASecondOwnerThatLivesStays() {
    plane.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: one}}");
    plane.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: two}}");
    String owners =
        "[{apiVersion: v1, kind: ConfigMap, name: one, uid: %s}, {apiVersion: v1, kind: ConfigMap, name: two, uid: %s}]"
            .formatted(
                plane.get(Kinds.CONFIG_MAP, "one").uid(), plane.get(Kinds.CONFIG_MAP, "two").uid());
    plane.apply(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: shared, ownerReferences: "
            + owners
            + "}}");
    plane.delete(plane.get(Kinds.CONFIG_MAP, "one"));
    plane.after("10s");
    KubeObject shared = plane.get(Kinds.CONFIG_MAP, "shared");
    assertNotNull(shared);
    assertEquals(
        1,
        shared.metadata().array("ownerReferences").size(),
        "the dangling reference is taken away");
  }
}
