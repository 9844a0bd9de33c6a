package dev.kubarium.cluster.controller.resourcequota;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import org.junit.jupiter.api.Test;

class ResourceQuotaControllerTest {

  private final ControlPlane plane = ControlPlane.with(ResourceQuotaController::new).nodes(1);

  private JsonObject status() {
    return plane.get(Kinds.RESOURCE_QUOTA, "q").status();
  }

  private static String pod(String name) {
    return "{apiVersion: v1, kind: Pod, metadata: {name: "
        + name
        + "}, spec: {containers: [{name: c, image: a, resources:"
        + " {requests: {cpu: 300m, memory: 64Mi}}}]}}";
  }

  @Test
  void statesItsLimitsAndWhatIsUsedOfThem() {
    plane.apply(
        "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q}, spec: {hard: {pods: '3', requests.cpu: '1', memory: 1Gi, count/configmaps: '9'}}}");
    plane.after("1s");
    assertEquals("3", status().object("hard").string("pods"));
    assertEquals("0", status().object("used").string("pods"));
    plane.apply(pod("a"));
    plane.apply(pod("b"));
    plane.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}");
    plane.after("1s");
    assertEquals(
        JsonObject.of(
            "pods", "2", "requests.cpu", "600m", "memory", "128Mi", "count/configmaps", "1"),
        status().object("used"));
  }

  @Test
  void countsAPodNoMoreWhenItHasEnded() {
    plane.fate(
        pod -> pod.name().equals("a") ? ControlPlane.Fate.SUCCEEDS : ControlPlane.Fate.READY);
    plane.apply(
        "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q}, spec: {hard: {pods: '2', count/pods: '9'}}}");
    plane.after("1s");
    plane.apply(pod("a"));
    plane.apply(pod("b"));
    plane.after("5s");
    assertEquals(JsonObject.of("pods", "1", "count/pods", "2"), status().object("used"));
  }
}
