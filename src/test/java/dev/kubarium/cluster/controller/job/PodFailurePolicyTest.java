package dev.kubarium.cluster.controller.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.controller.ControlPlane.Fate;
import dev.kubarium.cluster.controller.garbagecollector.GarbageCollector;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.Pods;
import org.junit.jupiter.api.Test;

/** The actions of a Job's podFailurePolicy; each Pod of these Jobs fails with exit code 1. */
class PodFailurePolicyTest {

  private final ControlPlane plane =
      ControlPlane.with(JobController::new, GarbageCollector::new).nodes(1).fate(pod -> Fate.FAILS);

  private void job(String fields) {
    plane.apply(
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: pi}
        spec:
          template: {spec: {restartPolicy: Never, containers: [{name: pi, image: perl}]}}
        """
            + fields.indent(2));
  }

  private static String rule(String action, String operator, int exitCode) {
    return "podFailurePolicy: {rules: [{action: %s, onExitCodes: {operator: %s, values: [%d]}}]}\n"
        .formatted(action, operator, exitCode);
  }

  private JsonObject status() {
    return plane.get(Kinds.JOB, "pi").status();
  }

  private JsonObject condition(String type) {
    return ControlPlane.condition(plane.get(Kinds.JOB, "pi"), type);
  }

  @Test
  void ignoreDoesNotCountTheFailureTowardsTheBackoffLimit() {
    job("backoffLimit: 0\n" + rule("Ignore", "In", 1));
    plane.after("2m");
    assertNull(condition("Failed"));
    assertNull(status().integer("failed"));
    assertTrue(plane.pods().size() > 1, "a replacement Pod is created");
  }

  @Test
  void countHandlesTheFailureInTheDefaultWay() {
    job("backoffLimit: 0\n" + rule("Count", "In", 1));
    plane.after("10s");
    assertEquals("BackoffLimitExceeded", condition("Failed").string("reason"));
    assertEquals(1L, status().integer("failed"));
  }

  @Test
  void aFailureThatNoRuleMatchesIsCounted() {
    job("backoffLimit: 0\n" + rule("Ignore", "In", 42));
    plane.after("10s");
    assertEquals("BackoffLimitExceeded", condition("Failed").string("reason"));
  }

  @Test
  void notInMatchesEveryOtherExitCode() {
    job(rule("FailJob", "NotIn", 42));
    plane.after("10s");
    assertEquals("PodFailurePolicy", condition("Failed").string("reason"));
  }

  @Test
  void theFirstRuleThatMatchesDecides() {
    job(
        """
        podFailurePolicy:
          rules:
          - {action: FailJob, onExitCodes: {operator: In, values: [42]}}
          - {action: FailJob, onExitCodes: {operator: In, values: [1, 2]}}
          - {action: Ignore, onExitCodes: {operator: In, values: [1]}}
        """);
    plane.after("10s");
    assertTrue(
        condition("Failed")
            .string("message")
            .endsWith("failed with exit code 1 matching FailJob rule at index 1"));
  }

  @Test
  void failIndexAvoidsUnnecessaryRetriesWithinTheIndex() {
    plane.fate(pod -> "1".equals(pod.label(JobPods.INDEX)) ? Fate.FAILS : Fate.SUCCEEDS);
    job(
        "completions: 3\nparallelism: 3\ncompletionMode: Indexed\nbackoffLimitPerIndex: 5\n"
            + rule("FailIndex", "In", 1));
    plane.after("1m");
    assertEquals("1", status().string("failedIndexes"));
    assertEquals("0,2", status().string("completedIndexes"));
    assertEquals(1L, status().integer("failed"));
    assertEquals("FailedIndexes", condition("Failed").string("reason"));
  }

  @Test
  void moreFailedIndexesThanTheMaximumEndTheWholeJob() {
    plane.fate(pod -> "1".equals(pod.label(JobPods.INDEX)) ? Fate.FAILS : Fate.READY);
    job(
        "completions: 3\nparallelism: 3\ncompletionMode: Indexed\nbackoffLimitPerIndex: 0\n"
            + "maxFailedIndexes: 0");
    plane.after("1m");
    assertEquals("MaxFailedIndexesExceeded", condition("Failed").string("reason"));
    assertEquals(
        "Job has exceeded the specified maximal number of failed indexes",
        condition("Failed").string("message"));
    assertTrue(plane.pods().stream().noneMatch(Pods::isActive));
  }
}
