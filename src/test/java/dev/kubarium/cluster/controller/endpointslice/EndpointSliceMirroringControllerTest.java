package dev.kubarium.cluster.controller.endpointslice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.ClusterTestKit;
import dev.kubarium.cluster.network.TrafficClient;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EndpointSliceMirroringControllerTest {

  private static final String SERVICE =
      "{apiVersion: v1, kind: Service, metadata: {name: db}, spec: {ports: [{port: 80, targetPort: 8000}]}}";
  private static final String ENDPOINTS =
      "{apiVersion: v1, kind: Endpoints, metadata: {name: db, labels: {team: data}}, subsets: [{addresses: [{ip: %s}], ports: [{port: 8000}]}]}";

  private final ClusterTestKit kit = ClusterTestKit.given(2);

  private List<KubeObject> slices() {
    return kit.list(Kinds.ENDPOINT_SLICE).stream()
        .filter(slice -> "db".equals(slice.label("kubernetes.io/service-name")))
        .toList();
  }

  @Test
  void customEndpointsOfAServiceWithoutSelectorAreMirrored() {
    kit.apply(SERVICE);
    kit.apply(ENDPOINTS.formatted("192.0.2.42"));
    kit.after("2s");
    KubeObject slice = slices().get(0);
    assertEquals(
        "endpointslicemirroring-controller.k8s.io",
        slice.label("endpointslice.kubernetes.io/managed-by"));
    assertEquals("data", slice.label("team"));
    JsonObject endpoint = slice.tree().array("endpoints").object(0);
    assertEquals(List.of("192.0.2.42"), endpoint.array("addresses").strings());
    assertTrue(endpoint.object("conditions").bool("ready"));
    kit.apply(ENDPOINTS.formatted("192.0.2.43"));
    kit.after("2s");
    assertEquals(1, slices().size());
    assertEquals(
        List.of("192.0.2.43"),
        slices().get(0).tree().array("endpoints").object(0).array("addresses").strings());
  }

  @Test
  void nothingIsMirroredWhereTheServiceHasASelectorOrTheEndpointsSaySo() {
    kit.apply(SERVICE);
    kit.apply(ENDPOINTS.formatted("192.0.2.42"));
    kit.after("2s");
    kit.patch(
        Kinds.ENDPOINTS,
        "db",
        "metadata: {labels: {endpointslice.kubernetes.io/skip-mirror: \"true\"}}");
    kit.after("2s");
    assertEquals(List.of(), slices());
  }

  @Test
  void slicesGoWithTheirEndpoints() {
    kit.apply(SERVICE);
    kit.apply(ENDPOINTS.formatted("192.0.2.42"));
    kit.after("2s");
    kit.delete(Kinds.ENDPOINTS, "db", null, null);
    kit.after("5s");
    assertEquals(List.of(), slices());
  }

  @Test
  void trafficFollowsThem() {
    kit.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: api}, spec: {containers: [{name: api, image: \"fastapi-demo:v1\"}]}}");
    kit.after("30s");
    kit.apply(SERVICE);
    kit.apply(ENDPOINTS.formatted(kit.get(Kinds.POD, "api").status().string("podIP")));
    kit.after("5s");
    var flow =
        kit.cluster()
            .traffic()
            .start(new TrafficClient("1", "http://db", 10, "default", kit.cluster().loop().now()));
    kit.after("2s");
    assertEquals(Set.of("200"), flow.counts().outcomes().keySet());
    assertEquals(Set.of("api"), flow.counts().pods().keySet());
  }
}
