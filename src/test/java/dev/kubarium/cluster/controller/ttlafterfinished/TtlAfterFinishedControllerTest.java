package dev.kubarium.cluster.controller.ttlafterfinished;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.controller.ControlPlane.Fate;
import dev.kubarium.cluster.controller.garbagecollector.GarbageCollector;
import dev.kubarium.cluster.controller.job.JobController;
import dev.kubarium.cluster.object.Kinds;
import java.util.List;
import org.junit.jupiter.api.Test;

class TtlAfterFinishedControllerTest {

  private final ControlPlane plane =
      ControlPlane.with(JobController::new, TtlAfterFinishedController::new, GarbageCollector::new)
          .nodes(1)
          .fate(pod -> Fate.SUCCEEDS);

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

  @Test
  void isEligibleToBeDeletedSoManySecondsAfterItFinishes() {
    job("ttlSecondsAfterFinished: 100");
    plane.after("90s");
    assertEquals(List.of("pi"), plane.names(Kinds.JOB));
    plane.after("30s");
    assertEquals(List.of(), plane.names(Kinds.JOB));
    assertEquals(List.of(), plane.pods(), "its Pods are deleted together with the Job");
  }

  @Test
  void setToZeroItIsDeletedImmediatelyAfterItFinishes() {
    job("ttlSecondsAfterFinished: 0");
    plane.after("10s");
    assertEquals(List.of(), plane.names(Kinds.JOB));
  }

  @Test
  void unsetItIsNotCleanedUpUntilTheFieldIsSet() {
    job("");
    plane.after("24h");
    assertEquals(List.of("pi"), plane.names(Kinds.JOB));
    job("ttlSecondsAfterFinished: 60");
    plane.after("10s");
    assertEquals(List.of(), plane.names(Kinds.JOB));
  }

  @Test
  void aJobThatFailedIsFinishedToo() {
    plane.fate(pod -> Fate.FAILS);
    job("backoffLimit: 0\nttlSecondsAfterFinished: 60");
    plane.after("40s");
    assertEquals(List.of("pi"), plane.names(Kinds.JOB));
    plane.after("40s");
    assertEquals(List.of(), plane.names(Kinds.JOB));
  }

  @Test
  void aJobThatRunsIsLeftAlone() {
    plane.fate(pod -> Fate.READY);
    job("ttlSecondsAfterFinished: 0");
    plane.after("1h");
    assertEquals(List.of("pi"), plane.names(Kinds.JOB));
  }
}
