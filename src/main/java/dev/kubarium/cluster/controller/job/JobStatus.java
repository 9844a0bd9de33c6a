package dev.kubarium.cluster.controller.job;

import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;
import dev.kubarium.cluster.object.Timestamps;
import java.util.List;

/** What a Job says of itself. Models: pkg/controller/job/job_controller.go */
final class JobStatus {

  private JobStatus() {}

  /**
   * {@code now} are its Pods after the step; {@code isOver} says that none of them is left to end.
   */
  static JsonObject of(
      Tally tally,
      JsonObject before,
      List<KubeObject> now,
      Outcome outcome,
      boolean isOver,
      long time) {
    long active = now.stream().filter(Pods::isActive).count();
    long ready = now.stream().filter(Pods::isActive).filter(Pods::isReady).count();
    long terminating =
        now.stream().filter(pod -> pod.isTerminating() && !Pods.isFinished(pod)).count();
    JsonObject status =
        withSuspension(tally.job, before, time)
            .withOrWithout("active", orNull(active))
            .with("ready", ready)
            .with("terminating", terminating)
            .withOrWithout("succeeded", orNull(tally.succeeded))
            .withOrWithout("failed", orNull(tally.failed))
            .with("uncountedTerminatedPods", JsonObject.EMPTY);
    if (JobPods.isIndexed(tally.job)) {
      status =
          status.withOrWithout("completedIndexes", orNull(Indexes.print(tally.completedIndexes)));
      if (tally.job.spec().isSet("backoffLimitPerIndex")) {
        status = status.with("failedIndexes", Indexes.print(tally.failedIndexes));
      }
    }
    return outcome == null ? status : decided(status, outcome, isOver, time);
  }

  /** The time that it takes counts anew from when it is resumed. */
  private static JsonObject withSuspension(KubeObject job, JsonObject status, long time) {
    if (job.spec().bool("suspend")) {
      return Conditions.replace(
          status, Conditions.of("Suspended", "True", "JobSuspended", "Job suspended", time));
    }
    if (Conditions.isTrue(status, "Suspended")) {
      return Conditions.replace(
              status, Conditions.of("Suspended", "False", "JobResumed", "Job resumed", time))
          .with("startTime", Timestamps.format(time));
    }
    return status.withDefault("startTime", Timestamps.format(time));
  }

  private static JsonObject decided(JsonObject status, Outcome outcome, boolean isOver, long time) {
    JsonObject decided = Conditions.put(status, condition(outcome.decision(), outcome, time));
    if (!isOver) {
      return decided;
    }
    JsonObject last = Conditions.put(decided, condition(outcome.lastWord(), outcome, time));
    return outcome.success() ? last.with("completionTime", Timestamps.format(time)) : last;
  }

  private static JsonObject condition(String type, Outcome outcome, long time) {
    return Conditions.of(type, "True", outcome.reason(), outcome.message(), time)
        .with("lastProbeTime", Timestamps.format(time));
  }

  private static Long orNull(long count) {
    return count == 0 ? null : count;
  }

  private static String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
