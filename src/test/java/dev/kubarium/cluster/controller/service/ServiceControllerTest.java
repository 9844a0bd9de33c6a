package dev.kubarium.cluster.controller.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceControllerTest {

  private final ControlPlane plane = ControlPlane.with(ServiceController::new);

  private void service(String name, String type) {
    plane.apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %s}
        spec: {type: %s, selector: {app: web}, ports: [{port: 80}]}
        """
            .formatted(name, type));
  }

  private String address(String name) {
    KubeObject service = plane.get(Kinds.SERVICE, name);
    return service.status().object("loadBalancer").array("ingress").object(0).string("ip", "");
  }

  @Test
  void theCreationOfTheLoadBalancerHappensAsynchronously() {
    service("web", "LoadBalancer");
    plane.after("1s");
    assertEquals("", address("web"), "pending");
    plane.after("10s");
    assertEquals("203.0.113.1", address("web"));
    assertEquals(List.of("Ensuring load balancer"), plane.said("EnsuringLoadBalancer"));
    assertEquals(List.of("Ensured load balancer"), plane.said("EnsuredLoadBalancer"));
  }

  @Test
  void eachLoadBalancerHasAnAddressOfItsOwn() {
    service("one", "LoadBalancer");
    plane.after("10s");
    service("two", "LoadBalancer");
    plane.after("10s");
    assertEquals("203.0.113.2", address("two"));
    plane.delete(plane.get(Kinds.SERVICE, "one"));
    plane.after("1s");
    service("three", "LoadBalancer");
    plane.after("10s");
    assertEquals("203.0.113.1", address("three"), "what was given back is given again");
  }

  @Test
  void theFinalizerKeepsTheServiceUntilItsLoadBalancerIsGone() {
    service("web", "LoadBalancer");
    plane.after("10s");
    assertEquals(
        List.of("service.kubernetes.io/load-balancer-cleanup"),
        plane.get(Kinds.SERVICE, "web").finalizers());
    plane.delete(plane.get(Kinds.SERVICE, "web"));
    plane.after("1s");
    assertNull(plane.get(Kinds.SERVICE, "web"));
    assertEquals(List.of("Deleted load balancer"), plane.said("DeletedLoadBalancer"));
  }

  @Test
  void anotherTypeGivesTheLoadBalancerBack() {
    service("web", "LoadBalancer");
    plane.after("10s");
    service("web", "ClusterIP");
    plane.after("1s");
    assertEquals("", address("web"));
    assertTrue(plane.get(Kinds.SERVICE, "web").finalizers().isEmpty());
  }

  @Test
  void aServiceOfAnotherLoadBalancerClassIsLeftAlone() {
    plane.apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {type: LoadBalancer, loadBalancerClass: example.com/other, ports: [{port: 80}]}
        """);
    plane.after("1m");
    assertEquals("", address("web"));
  }
}
