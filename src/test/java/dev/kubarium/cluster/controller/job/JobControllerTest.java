package dev.kubarium.cluster.controller.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.controller.ControlPlane.Fate;
import dev.kubarium.cluster.controller.garbagecollector.GarbageCollector;
import dev.kubarium.cluster.controller.ttlafterfinished.TtlAfterFinishedController;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobControllerTest {

  private final ControlPlane plane =
      ControlPlane.with(JobController::new, TtlAfterFinishedController::new, GarbageCollector::new)
          .nodes(1)
          .fate(pod -> Fate.SUCCEEDS);

  private KubeObject job(String fields) {
    return plane.apply(
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: pi}
        spec:
          template: {spec: {restartPolicy: Never, containers: [{name: pi, image: perl}]}}
        """
            + fields.indent(2));
  }

  private JsonObject status() {
    return plane.get(Kinds.JOB, "pi").status();
  }

  private JsonObject condition(String type) {
    return ControlPlane.condition(plane.get(Kinds.JOB, "pi"), type);
  }

  @Test
  void runsSoManyPodsAtOnceAsItsParallelismUntilItIsComplete() {
    job("completions: 3\nparallelism: 2");
    plane.watching(
        "20s", now -> assertTrue(now.pods().stream().filter(Pods::isActive).count() <= 2));
    assertEquals(3L, status().integer("succeeded"));
    assertNull(status().integer("active"));
    assertTrue(status().isSet("startTime") && status().isSet("completionTime"));
    assertEquals("CompletionsReached", condition("SuccessCriteriaMet").string("reason"));
    assertEquals(
        "Reached expected number of succeeded pods", condition("Complete").string("message"));
    assertEquals(List.of("Job completed"), plane.said("Completed"));
    assertEquals(3, plane.pods().size(), "completed Pods stay");
    assertTrue(plane.pods().stream().noneMatch(JobPods::isTracked));
  }

  @Test
  void eachPodOfAnIndexedJobHasItsIndex() {
    job("completions: 3\nparallelism: 3\ncompletionMode: Indexed");
    plane.after("20s");
    assertEquals("0-2", status().string("completedIndexes"));
    assertEquals(
        List.of("pi-0", "pi-1", "pi-2"),
        plane.pods().stream().map(pod -> pod.spec().string("hostname")).sorted().toList());
    KubeObject first = plane.pods().get(0);
    assertEquals(first.label(JobPods.INDEX), first.annotation(JobPods.INDEX));
    assertTrue(first.name().startsWith("pi-" + first.label(JobPods.INDEX) + "-"));
    assertEquals(
        "JOB_COMPLETION_INDEX",
        first.spec().array("containers").object(0).array("env").object(0).string("name"));
  }

  @Test
  void retriesWithAGrowingBackOffAndGivesUpAtTheBackoffLimit() {
    plane.fate(pod -> Fate.FAILS);
    job("backoffLimit: 2");
    plane.after("9s");
    assertEquals(1, plane.pods().size());
    plane.after("4s");
    assertEquals(2, plane.pods().size(), "10 s after the first failure");
    plane.after("15s");
    assertEquals(2, plane.pods().size());
    plane.after("10s");
    assertEquals(3, plane.pods().size(), "20 s after the second");
    assertEquals("BackoffLimitExceeded", condition("FailureTarget").string("reason"));
    assertEquals(
        "Job has reached the specified backoff limit", condition("Failed").string("message"));
    assertEquals(3L, status().integer("failed"));
    assertEquals(
        List.of("Job has reached the specified backoff limit"), plane.said("BackoffLimitExceeded"));
    plane.after("10m");
    assertEquals(3, plane.pods().size());
  }

  @Test
  void anActiveDeadlineEndsItsPods() {
    plane.fate(pod -> Fate.READY);
    job("activeDeadlineSeconds: 30\nparallelism: 2");
    plane.after("25s");
    assertEquals(2, plane.pods().size());
    plane.after("10s");
    assertEquals("DeadlineExceeded", condition("Failed").string("reason"));
    assertEquals(
        "Job was active longer than specified deadline", condition("Failed").string("message"));
    assertEquals(List.of(), plane.pods());
    assertEquals(2L, status().integer("failed"));
  }

  @Test
  void aSuspendedJobHasNoPodsAndRunsAfterItIsResumed() {
    plane.fate(pod -> Fate.READY);
    job("suspend: true");
    plane.after("5s");
    assertEquals(List.of(), plane.pods());
    assertEquals("True", condition("Suspended").string("status"));
    assertNull(status().get("startTime"));
    job("suspend: false");
    plane.after("5s");
    assertEquals(1, plane.pods().size());
    job("suspend: true");
    plane.after("5s");
    assertEquals(List.of(), plane.pods());
    assertNull(status().integer("failed"), "Pods that suspension ends do not count");
    String started = status().string("startTime");
    assertNotNull(started, "a suspended Job still says when it ran");
    plane.fate(pod -> Fate.SUCCEEDS);
    job("suspend: false");
    plane.after("10s");
    assertEquals("True", condition("Complete").string("status"));
    assertNotEquals(started, status().string("startTime"), "its time counts anew");
    assertEquals(
        List.of("Job suspended", "Job resumed"),
        List.of(plane.said("Suspended").get(0), plane.said("Resumed").get(0)));
  }

  @Test
  void anElasticIndexedJobThatShrinksKeepsItsLowestIndexes() {
    plane.fate(pod -> Fate.READY);
    job("completions: 4\nparallelism: 4\ncompletionMode: Indexed");
    plane.after("5s");
    job("completions: 2\nparallelism: 2\ncompletionMode: Indexed");
    plane.after("5s");
    assertEquals(
        List.of("0", "1"),
        plane.pods().stream()
            .filter(pod -> !pod.isTerminating())
            .map(pod -> pod.label(JobPods.INDEX))
            .sorted()
            .toList());
  }

  @Test
  void eachIndexHasItsOwnBackoffLimit() {
    plane.fate(pod -> "1".equals(pod.label(JobPods.INDEX)) ? Fate.FAILS : Fate.SUCCEEDS);
    job("completions: 3\nparallelism: 3\ncompletionMode: Indexed\nbackoffLimitPerIndex: 1");
    plane.after("2m");
    assertEquals("0,2", status().string("completedIndexes"));
    assertEquals("1", status().string("failedIndexes"));
    assertEquals("FailedIndexes", condition("Failed").string("reason"));
    assertEquals(2L, status().integer("failed"), "once, and once again");
  }

  @Test
  void thePodFailurePolicyFailsTheWholeJob() {
    plane.fate(pod -> Fate.FAILS);
    job("podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: [1]}}]}");
    plane.after("10s");
    assertEquals("PodFailurePolicy", condition("Failed").string("reason"));
    assertEquals(
        "Container pi for pod default/"
            + plane.pods().get(0).name()
            + " failed with exit code 1 matching FailJob rule at index 0",
        condition("Failed").string("message"));
  }

  @Test
  void theSuccessPolicyDeclaresItCompleteEarly() {
    plane.fate(pod -> "0".equals(pod.label(JobPods.INDEX)) ? Fate.SUCCEEDS : Fate.READY);
    job(
        "completions: 3\nparallelism: 3\ncompletionMode: Indexed\nsuccessPolicy: {rules: [{succeededIndexes: \"0\"}]}");
    plane.after("20s");
    assertEquals("SuccessPolicy", condition("SuccessCriteriaMet").string("reason"));
    assertEquals("True", condition("Complete").string("status"));
    assertEquals(1, plane.pods().size());
  }

  @Test
  void aTimeToLiveDeletesItWithItsPods() {
    job("ttlSecondsAfterFinished: 60");
    plane.after("30s");
    assertEquals("True", condition("Complete").string("status"));
    plane.after("60s");
    assertEquals(List.of(), plane.names(Kinds.JOB));
    assertEquals(List.of(), plane.pods());
  }

  @Test
  void itsPodsGoWithIt() {
    plane.fate(pod -> Fate.READY);
    job("parallelism: 2");
    plane.after("5s");
    plane.delete(plane.get(Kinds.JOB, "pi"), "Background");
    plane.after("10s");
    assertEquals(List.of(), plane.pods());
  }

  @Test
  void indexesAreWrittenAsRanges() {
    assertEquals("1,3-5,7", Indexes.print(Indexes.parse("1,3-5,7", 100)));
    assertEquals("0,1", Indexes.print(Indexes.parse("0-1", 100)));
    assertEquals("", Indexes.print(Indexes.parse("", 100)));
  }
}
