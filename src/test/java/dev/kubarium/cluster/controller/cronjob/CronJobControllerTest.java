package dev.kubarium.cluster.controller.cronjob;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.controller.ControlPlane.Fate;
import dev.kubarium.cluster.controller.garbagecollector.GarbageCollector;
import dev.kubarium.cluster.controller.job.JobController;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Timestamps;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronJobControllerTest {

  private final ControlPlane plane =
      ControlPlane.with(CronJobController::new, JobController::new, GarbageCollector::new)
          .nodes(1)
          .fate(pod -> Fate.SUCCEEDS);

  private void cron(String fields) {
    plane.apply(
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: hello}
        spec:
          schedule: "* * * * *"
          jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: busybox}]}}}}
        """
            + fields.indent(2));
  }

  private KubeObject hello() {
    return plane.get(Kinds.CRON_JOB, "hello");
  }

  @Test
  void createsAJobEachTimeItsScheduleSaysSo() {
    cron("");
    plane.after("61s");
    KubeObject job = plane.list(Kinds.JOB).get(0);
    assertEquals("hello-" + (ControlPlane.START / 60_000 + 1), job.name());
    assertEquals(
        "2026-01-05T08:01:00Z", job.annotation("batch.kubernetes.io/cronjob-scheduled-timestamp"));
    assertEquals("2026-01-05T08:01:00Z", hello().status().string("lastScheduleTime"));
    assertEquals(
        List.of("Created job " + job.name()),
        plane.said("SuccessfulCreate").stream().filter(said -> said.contains("job")).toList());
    plane.after("20s");
    assertEquals(
        List.of("Saw completed job: " + job.name() + ", condition: Complete"),
        plane.said("SawCompletedJob"));
    assertTrue(hello().status().isSet("lastSuccessfulTime"));
  }

  @Test
  void keepsThreeSuccessfulAndOneFailedJob() {
    cron("");
    plane.after("10m");
    plane.after("30s");
    assertEquals(3, plane.list(Kinds.JOB).size());
    plane.fate(pod -> Fate.FAILS);
    cron("failedJobsHistoryLimit: 1");
    plane.after("1m");
    assertEquals(
        4, plane.list(Kinds.JOB).size(), "three that succeeded and one that goes on failing");
  }

  @Test
  void forbidDoesNotStartWhileTheLastJobRuns() {
    plane.fate(pod -> Fate.READY);
    cron("concurrencyPolicy: Forbid");
    plane.after("5m");
    assertEquals(1, plane.list(Kinds.JOB).size());
    assertTrue(
        plane
            .said("JobAlreadyActive")
            .contains(
                "Not starting job because prior execution is running and concurrency policy is Forbid"));
  }

  @Test
  void replaceEndsTheLastJobAndStartsAnother() {
    plane.fate(pod -> Fate.READY);
    cron("concurrencyPolicy: Replace");
    plane.after("65s");
    String first = plane.list(Kinds.JOB).get(0).uid();
    plane.after("1m");
    plane.after("5s");
    assertEquals(1, plane.list(Kinds.JOB).size());
    assertTrue(!plane.list(Kinds.JOB).get(0).uid().equals(first));
  }

  @Test
  void allowLetsJobsRunAtOnce() {
    plane.fate(pod -> Fate.READY);
    cron("");
    plane.after("125s");
    assertEquals(2, hello().status().array("active").size());
  }

  @Test
  void aJobOfItsOwnThatItDidNotStartIsUnexpected() {
    cron("suspend: true");
    KubeObject cron = hello();
    plane.fate(pod -> Fate.READY);
    plane.apply(
        "{apiVersion: batch/v1, kind: Job, metadata: {name: by-hand, ownerReferences: [{apiVersion: batch/v1, kind: CronJob, name: hello, controller: true, uid: "
            + cron.uid()
            + "}]}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: busybox}]}}}}");
    plane.after("5s");
    assertTrue(
        plane
            .said("UnexpectedJob")
            .contains("Saw a job that the controller did not create or forgot: by-hand"));
    assertFalse(hello().status().isSet("active"));
  }

  @Test
  void whereAnotherJobHasTheNameNothingIsStarted() {
    plane.apply(
        "{apiVersion: batch/v1, kind: Job, metadata: {name: hello-%d}, spec: {suspend: true, template: {spec: {restartPolicy: Never, containers: [{name: a, image: busybox}]}}}}"
            .formatted(ControlPlane.START / 60_000 + 1));
    cron("");
    plane.after("70s");
    assertEquals(1, plane.list(Kinds.JOB).size());
    assertEquals(List.of(), plane.said("FailedCreate"));
  }

  @Test
  void anActiveJobThatIsDeletedGoesMissing() {
    plane.fate(pod -> Fate.READY);
    cron("");
    plane.after("65s");
    KubeObject job = plane.list(Kinds.JOB).get(0);
    plane.delete(job);
    plane.after("5s");
    assertEquals(List.of("Active job went missing: " + job.name()), plane.said("MissingJob"));
  }

  @Test
  void theScheduledTimeIsWrittenInTheTimeZone() {
    cron("timeZone: Europe/Paris");
    plane.after("61s");
    assertEquals(
        "2026-01-05T09:01:00+01:00",
        plane.list(Kinds.JOB).get(0).annotation("batch.kubernetes.io/cronjob-scheduled-timestamp"));
  }

  @Test
  void suspendedItStartsNothingAndLaterMakesUpForTheLastTimeOnly() {
    cron("suspend: true");
    plane.after("10m");
    assertEquals(List.of(), plane.names(Kinds.JOB));
    cron("suspend: false");
    plane.after("5s");
    assertEquals(1, plane.list(Kinds.JOB).size());
  }

  @Test
  void moreThanAHundredMissedTimesAreWarnedOfAndTheLastIsStarted() {
    cron("suspend: true");
    plane.after("3h");
    cron("suspend: false");
    plane.after("5s");
    assertEquals(1, plane.list(Kinds.JOB).size());
    assertEquals(
        List.of(
            "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew"),
        plane.said("TooManyMissedTimes"));
  }

  @Test
  void aMissedTimeIsLetGoAfterTheStartingDeadline() {
    cron("suspend: true\nstartingDeadlineSeconds: 60");
    plane.after("1h");
    plane.apply(
        "{apiVersion: batch/v1, kind: CronJob, metadata: {name: hello}, spec: {schedule: \"0 * * * *\"}}");
    plane.after("5m");
    plane.apply(
        "{apiVersion: batch/v1, kind: CronJob, metadata: {name: hello}, spec: {suspend: false}}");
    plane.after("5s");
    assertEquals(List.of(), plane.names(Kinds.JOB), "nine o'clock is five minutes ago");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/15 * * * *     | UTC           | 2026-01-05T08:00:00Z | 2026-01-05T08:15:00Z",
        "0 3 * * *        | UTC           | 2026-01-05T08:00:00Z | 2026-01-06T03:00:00Z",
        "0 3 * * *        | Europe/Paris  | 2026-01-05T08:00:00Z | 2026-01-06T02:00:00Z",
        "0 0 * * 5        | UTC           | 2026-01-05T08:00:00Z | 2026-01-09T00:00:00Z",
        "0 0 * * fri      | UTC           | 2026-01-05T08:00:00Z | 2026-01-09T00:00:00Z",
        "0 0 13 * 5       | UTC           | 2026-01-05T08:00:00Z | 2026-01-09T00:00:00Z",
        "30 4 1,15 * *    | UTC           | 2026-01-05T08:00:00Z | 2026-01-15T04:30:00Z",
        "0 0 29 2 *       | UTC           | 2026-01-05T08:00:00Z | 2028-02-29T00:00:00Z",
        "0 22 * * 1-5     | UTC           | 2026-01-09T22:00:00Z | 2026-01-12T22:00:00Z",
        "5/20 8 * * *     | UTC           | 2026-01-05T08:05:00Z | 2026-01-05T08:25:00Z",
        "@hourly          | UTC           | 2026-01-05T08:00:00Z | 2026-01-05T09:00:00Z",
        "@every 90m       | UTC           | 2026-01-05T08:00:00Z | 2026-01-05T09:30:00Z",
        "30 2 * * *       | Europe/Paris  | 2026-03-28T12:00:00Z | 2026-03-30T00:30:00Z",
      })
  void readsSchedules(String schedule, String zone, String after, String next) {
    assertEquals(
        next,
        Timestamps.format(
            Schedule.of(schedule.strip(), ZoneId.of(zone.strip()))
                .next(Timestamps.parse(after.strip()))));
  }
}
