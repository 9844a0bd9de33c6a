package dev.kubarium.cluster.controller.endpointslice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointSliceControllerTest {

  private final ControlPlane plane =
      ControlPlane.with(EndpointSliceController::new, EndpointsController::new).nodes(1);

  @BeforeEach
  void aServiceWithTwoPods() {
    plane.apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
        """);
    pod("one");
    pod("two");
    plane.after("5s");
  }

  private void pod(String name) {
    plane.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, labels: {app: web}}
        spec: {containers: [{name: main, image: nginx}]}
        """
            .formatted(name));
  }

  private List<JsonObject> endpoints() {
    return plane.list(Kinds.ENDPOINT_SLICE).stream()
        .filter(slice -> "web".equals(slice.labels().string("kubernetes.io/service-name")))
        .flatMap(slice -> slice.tree().array("endpoints").objects().stream())
        .toList();
  }

  private JsonObject endpoint(String pod) {
    return endpoints().stream()
        .filter(each -> each.object("targetRef").string("name").equals(pod))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void listsThePodsThatTheSelectorMatchesWithTheTargetPort() {
    assertEquals(2, endpoints().size());
    KubeObject slice = plane.list(Kinds.ENDPOINT_SLICE).getFirst();
    assertTrue(slice.name().startsWith("web-"), slice.name());
    assertEquals(8080, slice.tree().array("ports").object(0).integer("port"));
    assertEquals("IPv4", slice.tree().string("addressType"));
    assertEquals("node-1", endpoint("one").string("nodeName"));
  }

  @Test
  void aPodThatIsNotReadyIsListedAsNotReady() {
    plane.ready(plane.get(Kinds.POD, "one"), false);
    plane.after("3s");
    assertFalse(endpoint("one").object("conditions").bool("ready"));
    assertTrue(endpoint("two").object("conditions").bool("ready"));
  }

  @Test
  void aTerminatingPodServesButIsNotReady() {
    plane.delete(plane.get(Kinds.POD, "one"));
    plane.after("0.9s");
    if (plane.get(Kinds.POD, "one") != null) {
      JsonObject conditions = endpoint("one").object("conditions");
      assertFalse(conditions.bool("ready"));
      assertTrue(conditions.bool("serving"));
      assertTrue(conditions.bool("terminating"));
    }
    plane.after("5s");
    assertEquals(1, endpoints().size());
  }

  @Test
  void aServiceWithoutSelectorGetsNone() {
    plane.apply(
        "{apiVersion: v1, kind: Service, metadata: {name: outside}, spec: {ports: [{port: 80}]}}");
    plane.after("5s");
    assertTrue(
        plane.list(Kinds.ENDPOINT_SLICE).stream()
            .noneMatch(
                slice -> "outside".equals(slice.labels().string("kubernetes.io/service-name"))));
  }

  @Test
  void theOlderEndpointsSayTheSame() {
    KubeObject endpoints = plane.get(Kinds.ENDPOINTS, "web");
    assertEquals(2, endpoints.tree().array("subsets").object(0).array("addresses").size());
    plane.ready(plane.get(Kinds.POD, "one"), false);
    plane.after("3s");
    JsonObject subset = plane.get(Kinds.ENDPOINTS, "web").tree().array("subsets").object(0);
    assertEquals(1, subset.array("notReadyAddresses").size());
  }
}
