package dev.kubarium.cluster.controller.podautoscaler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.ClusterTestKit;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import org.junit.jupiter.api.Test;

/** On a whole cluster: its Pods use what their images use. */
class HorizontalControllerTest {

  private static final String BUSY = "polinux/stress:1.0.4";

  private final ClusterTestKit kit = ClusterTestKit.given(3);

  private void deployment(String image, int replicas, String request) {
    kit.apply(
        ClusterTestKit.deployment("web", replicas, image)
            .replace(
                "image: \"" + image + "\"",
                "image: \"" + image + "\", resources: {requests: {cpu: " + request + "}}"));
  }

  private void autoscaler(String spec) {
    kit.apply(
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: web}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
          metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]
        """
            + spec.indent(2));
  }

  private JsonObject status() {
    return kit.get(Kinds.HORIZONTAL_POD_AUTOSCALER, "web").status();
  }

  private String reason(String condition) {
    return Conditions.find(status(), condition).string("reason");
  }

  private long replicas() {
    return kit.get(Kinds.DEPLOYMENT, "web").spec().integer("replicas", 0);
  }

  @Test
  void scalesOutWhenThePodsUseMoreThanAimedAtAndNoFurtherThanTheMaximum() {
    deployment(BUSY, 1, "1");
    kit.after("30s");
    autoscaler("minReplicas: 1\nmaxReplicas: 4");
    kit.after("3m");
    assertEquals(4, replicas());
    assertEquals(4, kit.readyPodsOf("web"));
    assertTrue(
        kit.reasonsAbout(kit.get(Kinds.HORIZONTAL_POD_AUTOSCALER, "web"))
            .contains("SuccessfulRescale"));
    assertEquals("TooManyReplicas", reason("ScalingLimited"));
    assertEquals("ValidMetricFound", reason("ScalingActive"));
  }

  @Test
  void withoutABehaviorItGoesToFourAtOnceAndDoublesAfterwards() {
    deployment(BUSY, 1, "100m");
    kit.after("30s");
    autoscaler("minReplicas: 1\nmaxReplicas: 20");
    kit.after("10s");
    assertEquals(4, replicas());
    assertEquals("ScaleUpLimit", reason("ScalingLimited"));
    kit.after("15s");
    assertEquals(8, replicas());
  }

  @Test
  void scalesInOnlyAfterTheStabilizationWindow() {
    deployment("nginx:1.27", 5, "500m");
    kit.after("30s");
    autoscaler("minReplicas: 2\nmaxReplicas: 10");
    kit.after("4m");
    assertEquals(5, replicas(), "recommendations of the last five minutes count");
    assertEquals("ScaleDownStabilized", reason("AbleToScale"));
    kit.after("3m");
    assertEquals(2, replicas());
    assertEquals("TooFewReplicas", reason("ScalingLimited"));
  }

  @Test
  void scalesInNoFasterThanItsPolicyAllows() {
    deployment("nginx:1.27", 6, "500m");
    kit.after("30s");
    autoscaler(
        """
        minReplicas: 1
        maxReplicas: 10
        behavior:
          scaleDown:
            stabilizationWindowSeconds: 0
            policies: [{type: Pods, value: 1, periodSeconds: 60}]
        """);
    kit.after("50s");
    assertEquals(5, replicas());
    assertEquals("ScaleDownLimit", reason("ScalingLimited"));
    kit.after("60s");
    assertEquals(4, replicas());
  }

  @Test
  void theTargetMayNotBeThere() {
    autoscaler("maxReplicas: 3");
    kit.after("20s");
    assertEquals("FailedGetScale", reason("AbleToScale"));
    assertEquals(
        "the HPA controller was unable to get the target's current scale: deployments.apps \"web\" not found",
        Conditions.find(status(), "AbleToScale").string("message"));
  }

  @Test
  void podsThatAskForNothingCannotBeScaledByPercent() {
    kit.apply(ClusterTestKit.deployment("web", 1, "nginx:1.27")).after("30s");
    autoscaler("maxReplicas: 3");
    kit.after("30s");
    assertEquals("FailedGetResourceMetric", reason("ScalingActive"));
    assertTrue(
        Conditions.find(status(), "ScalingActive")
            .string("message")
            .contains("missing request for cpu in container main of Pod web-"));
    assertEquals(1, replicas());
  }

  @Test
  void anAutoscalerIsSwitchedOffByScalingToZero() {
    deployment(BUSY, 0, "1");
    autoscaler("maxReplicas: 3");
    kit.after("1m");
    assertEquals(0, replicas());
    assertEquals("ScalingDisabled", reason("ScalingActive"));
  }

  @Test
  void outsideOfItsBoundsItScalesWithoutLookingAtMetrics() {
    kit.apply(ClusterTestKit.deployment("web", 7, "nginx:1.27")).after("30s");
    autoscaler("minReplicas: 2\nmaxReplicas: 4");
    kit.after("5s");
    assertEquals(4, replicas());
    assertFalse(kit.reasonsAbout(kit.get(Kinds.HORIZONTAL_POD_AUTOSCALER, "web")).isEmpty());
  }
}
