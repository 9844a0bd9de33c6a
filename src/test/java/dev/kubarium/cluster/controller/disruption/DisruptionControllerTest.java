package dev.kubarium.cluster.controller.disruption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.apiserver.Verb;
import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.controller.replicaset.ReplicaSetController;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisruptionControllerTest {

  private final ControlPlane plane =
      ControlPlane.with(DisruptionController::new, ReplicaSetController::new).nodes(2);

  private void replicas(int count) {
    plane.apply(
        "{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web}, spec: {replicas: "
            + count
            + ", selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: a}]}}}}");
    plane.after("10s");
  }

  private JsonObject budget(String limit) {
    plane.apply(
        "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: b}, spec: {"
            + limit
            + ", selector: {matchLabels: {app: web}}}}");
    plane.after("2s");
    return status();
  }

  private JsonObject status() {
    return plane.get(Kinds.POD_DISRUPTION_BUDGET, "b").status();
  }

  @ParameterizedTest
  @CsvSource({
    "minAvailable: 5, 5, 2",
    "minAvailable: 50%, 4, 3",
    "maxUnavailable: 1, 6, 1",
    "maxUnavailable: 30%, 4, 3",
    "minAvailable: 9, 9, 0",
    "maxUnavailable: 0, 7, 0",
  })
  void allowsAsManyDisruptionsAsTheBudgetLeavesOfSevenPods(
      String limit, long desired, long allowed) {
    replicas(7);
    JsonObject status = budget(limit);
    assertEquals(7, status.integer("currentHealthy"));
    assertEquals(7, status.integer("expectedPods"));
    assertEquals(desired, status.integer("desiredHealthy"));
    assertEquals(allowed, status.integer("disruptionsAllowed"));
    assertEquals(
        allowed > 0 ? "SufficientPods" : "InsufficientPods",
        status.array("conditions").find("type", "DisruptionAllowed").string("reason"));
  }

  @Test
  void countsOnlyReadyPodsAsHealthy() {
    replicas(3);
    budget("minAvailable: 2");
    plane.ready(plane.pods().get(0), false);
    plane.after("2s");
    assertEquals(2, status().integer("currentHealthy"));
    assertEquals(0, status().integer("disruptionsAllowed"));
  }

  @Test
  void allowsNoSecondEvictionUntilAnotherPodIsReady() {
    replicas(3);
    budget("minAvailable: 2");
    evict(plane.pods().get(0));
    KubeObject second =
        plane.pods().stream().filter(pod -> !pod.isTerminating()).findFirst().orElseThrow();
    ApiException refusal = assertThrows(ApiException.class, () -> evict(second));
    assertEquals(429, refusal.code());
    assertEquals(
        "Cannot evict pod as it would violate the pod's disruption budget.", refusal.getMessage());
    assertEquals(
        "The disruption budget b needs 2 healthy pods and has 3 currently",
        refusal.details().array("causes").object(0).string("message"));
    plane.after("10s");
    assertFalse(status().isSet("disruptedPods"));
    assertEquals(1, status().integer("disruptionsAllowed"));
    evict(second);
  }

  @Test
  void aBudgetOfPodsOfAJobKnowsNotHowManyThereShouldBe() {
    plane.apply(
        "{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: a}]}}}}");
    KubeObject job = plane.get(Kinds.JOB, "j");
    plane.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {app: web}, ownerReferences: [{apiVersion: batch/v1, kind: Job, name: j, controller: true, uid: "
            + job.uid()
            + "}]}, spec: {containers: [{name: c, image: a}]}}");
    plane.after("5s");
    budget("maxUnavailable: 1");
    JsonObject condition = status().array("conditions").find("type", "DisruptionAllowed");
    assertEquals("False", condition.string("status"));
    assertEquals("SyncFailed", condition.string("reason"));
    assertEquals(
        "jobs.batch does not implement the scale subresource", condition.string("message"));
    assertEquals(0, status().integer("disruptionsAllowed"));
    assertTrue(
        plane
            .said("CalculateExpectedPodCountFailed")
            .contains(
                "Failed to calculate the number of expected pods: jobs.batch does not implement the scale subresource"));
  }

  @Test
  void aWholeMinAvailableWorksForPodsWithoutAController() {
    plane.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {app: web}}, spec: {containers: [{name: c, image: a}]}}");
    plane.after("5s");
    assertEquals(1, budget("minAvailable: 0").integer("disruptionsAllowed"));
  }

  private void evict(KubeObject pod) {
    plane
        .client("you")
        .request(
            new ApiRequest(
                Verb.CREATE,
                Kinds.POD,
                pod.namespace(),
                pod.name(),
                "eviction",
                JsonObject.of(
                    "apiVersion",
                    "policy/v1",
                    "kind",
                    "Eviction",
                    "metadata",
                    JsonObject.of("name", pod.name())),
                ApiOptions.NONE,
                Caller.YOU));
  }
}
