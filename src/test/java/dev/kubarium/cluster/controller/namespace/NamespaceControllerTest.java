package dev.kubarium.cluster.controller.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamespaceControllerTest {

  private final ControlPlane plane = ControlPlane.with(NamespaceController::new).nodes(1);

  @BeforeEach
  void aNamespaceWithThingsInIt() {
    plane.apply("{apiVersion: v1, kind: Namespace, metadata: {name: bi}}");
    plane.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: bi}}");
    plane.after("2s");
  }

  private KubeObject bi() {
    return plane.store.get(ObjectKey.of(Kinds.NAMESPACE, "", "bi"));
  }

  private KubeObject settings() {
    return plane.store.get(ObjectKey.of(Kinds.CONFIG_MAP, "bi", "settings"));
  }

  @Test
  void deletingANamespaceDeletesEverythingInIt() {
    plane.delete(bi());
    assertEquals("Terminating", bi().status().string("phase"));
    plane.after("30s");
    assertNull(bi());
    assertNull(settings());
  }

  @Test
  void whileItTerminatesNothingCanBeCreatedInIt() {
    plane.edit(
        settings(),
        tree ->
            tree.withAt(
                dev.kubarium.cluster.object.JsonArray.of("example.com/held"),
                "metadata",
                "finalizers"));
    plane.delete(bi());
    plane.after("5s");
    ApiException refused =
        assertThrows(
            ApiException.class,
            () ->
                plane.apply(
                    "{apiVersion: v1, kind: ConfigMap, metadata: {name: late, namespace: bi}}"));
    assertEquals(403, refused.code());
    assertTrue(
        refused.getMessage().contains("because it is being terminated"), refused.getMessage());
  }

  @Test
  void waitsForFinalizersAndSaysWhichContentRemains() {
    plane.edit(
        settings(),
        tree ->
            tree.withAt(
                dev.kubarium.cluster.object.JsonArray.of("example.com/held"),
                "metadata",
                "finalizers"));
    plane.delete(bi());
    plane.after("30s");
    assertEquals(
        "True", ControlPlane.condition(bi(), "NamespaceFinalizersRemaining").string("status"));
    assertTrue(
        ControlPlane.condition(bi(), "NamespaceFinalizersRemaining")
            .string("message")
            .contains("example.com/held in 1 resource instances"),
        bi().status().toString());
    plane.edit(
        settings(), tree -> tree.update("metadata", metadata -> metadata.without("finalizers")));
    plane.after("5m");
    assertNull(bi());
  }
}
