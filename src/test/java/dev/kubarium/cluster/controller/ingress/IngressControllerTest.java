package dev.kubarium.cluster.controller.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.object.Kinds;
import java.util.List;
import org.junit.jupiter.api.Test;

class IngressControllerTest {

  private final ControlPlane plane = ControlPlane.with(IngressController::new);

  private void ingress(String name, String className) {
    plane.apply(
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: %s}
        spec:
          ingressClassName: %s
          defaultBackend: {service: {name: web, port: {number: 80}}}
        """
            .formatted(name, className));
    plane.after("5s");
  }

  private void ingressClass(String name, String controller) {
    plane.apply(
        """
        apiVersion: networking.k8s.io/v1
        kind: IngressClass
        metadata: {name: %s}
        spec: {controller: %s}
        """
            .formatted(name, controller));
    plane.after("5s");
  }

  private String address(String name) {
    return plane
        .get(Kinds.INGRESS, name)
        .status()
        .object("loadBalancer")
        .array("ingress")
        .object(0)
        .string("ip", "");
  }

  @Test
  void anIngressOfItsClassGetsTheAddressOfTheController() {
    ingressClass("nginx", IngressController.CONTROLLER);
    ingress("front", "nginx");
    assertEquals(IngressController.ADDRESS, address("front"));
    assertEquals(List.of("Scheduled for sync"), plane.said("Sync"));
  }

  @Test
  void onlyCreatingAnIngressResourceHasNoEffectWithoutAController() {
    ingressClass("other", "example.com/other");
    ingress("front", "other");
    ingress("lost", "nowhere");
    assertEquals("", address("front"));
    assertEquals("", address("lost"));
  }

  @Test
  void aClassThatComesLaterIsServedThen() {
    ingress("front", "nginx");
    assertEquals("", address("front"));
    ingressClass("nginx", IngressController.CONTROLLER);
    assertEquals(IngressController.ADDRESS, address("front"));
  }

  @Test
  void anIngressThatChangesItsClassIsLetGo() {
    ingressClass("nginx", IngressController.CONTROLLER);
    ingress("front", "nginx");
    ingress("front", "nowhere");
    assertEquals("", address("front"));
  }
}
