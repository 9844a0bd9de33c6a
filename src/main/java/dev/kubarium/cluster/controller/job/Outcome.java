package dev.kubarium.cluster.controller.job;

import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Timestamps;
import java.util.List;
import java.util.TreeSet;

/**
 * Whether a Job is decided, and how. The decision ({@code FailureTarget}, {@code
 * SuccessCriteriaMet}) comes first; the last word ({@code Failed}, {@code Complete}) when no Pod is
 * left.
 *
 * <p>Models: pkg/controller/job/job_controller.go (syncJob), success_policy.go
 */
record Outcome(boolean success, String reason, String message) {

  String decision() {
    return success ? "SuccessCriteriaMet" : "FailureTarget";
  }

  String lastWord() {
    return success ? "Complete" : "Failed";
  }

  static boolean isFinished(KubeObject job) {
    return Conditions.isTrue(job.status(), "Complete") || Conditions.isTrue(job.status(), "Failed");
  }

  /** {@code null} while the Job goes on. */
  static Outcome of(Tally tally, long now) {
    Outcome before = before(tally.job);
    if (before != null) {
      return before;
    }
    JsonObject spec = tally.job.spec();
    if (tally.failsJob != null) {
      return new Outcome(false, "PodFailurePolicy", tally.failsJob);
    }
    if (tally.failed > spec.integer("backoffLimit", 6) || restartsExceed(tally)) {
      return new Outcome(
          false, "BackoffLimitExceeded", "Job has reached the specified backoff limit");
    }
    if (deadline(tally.job) <= now) {
      return new Outcome(
          false, "DeadlineExceeded", "Job was active longer than specified deadline");
    }
    Outcome byIndexes = byIndexes(tally);
    if (byIndexes != null) {
      return byIndexes;
    }
    Outcome bySuccess = bySuccessPolicy(tally);
    return bySuccess != null ? bySuccess : byCompletions(tally);
  }

  private static Outcome before(KubeObject job) {
    for (String type : List.of("FailureTarget", "SuccessCriteriaMet")) {
      JsonObject decided = Conditions.find(job.status(), type);
      if (decided != null && "True".equals(decided.string("status"))) {
        return new Outcome(
            type.equals("SuccessCriteriaMet"),
            decided.string("reason", ""),
            decided.string("message", ""));
      }
    }
    return null;
  }

  /** When it must have ended; {@code Long.MAX_VALUE} where it has no limit or does not run. */
  static long deadline(KubeObject job) {
    Long seconds = job.spec().integer("activeDeadlineSeconds");
    String start = job.status().string("startTime", "");
    return seconds == null || start.isEmpty() || job.spec().bool("suspend")
        ? Long.MAX_VALUE
        : Timestamps.parse(start) + seconds * 1000;
  }

  /** Containers that restart in place count against the same limit. */
  private static boolean restartsExceed(Tally tally) {
    if (!"OnFailure"
        .equals(tally.job.spec().object("template").object("spec").string("restartPolicy"))) {
      return false;
    }
    long restarts = tally.active.stream().mapToLong(JobPods::restarts).sum();
    long limit = tally.job.spec().integer("backoffLimit", 6);
    return limit == 0 ? restarts > 0 : restarts >= limit;
  }

  private static Outcome byIndexes(Tally tally) {
    JsonObject spec = tally.job.spec();
    if (!spec.isSet("backoffLimitPerIndex")) {
      return null;
    }
    if (tally.failedIndexes.size() > spec.integer("maxFailedIndexes", Long.MAX_VALUE)) {
      return new Outcome(
          false,
          "MaxFailedIndexesExceeded",
          "Job has exceeded the specified maximal number of failed indexes");
    }
    boolean done =
        tally.failedIndexes.size() + tally.completedIndexes.size()
            >= spec.integer("completions", 0);
    return done && !tally.failedIndexes.isEmpty()
        ? new Outcome(false, "FailedIndexes", "Job has failed indexes")
        : null;
  }

  private static Outcome bySuccessPolicy(Tally tally) {
    List<JsonObject> rules = tally.job.spec().object("successPolicy").array("rules").objects();
    for (int i = 0; i < rules.size(); i++) {
      JsonObject rule = rules.get(i);
      TreeSet<Long> matched = new TreeSet<>(tally.completedIndexes);
      long wanted = rule.integer("succeededCount", 0);
      if (rule.isSet("succeededIndexes")) {
        TreeSet<Long> of =
            Indexes.parse(
                rule.string("succeededIndexes", ""), tally.job.spec().integer("completions", 0));
        matched.retainAll(of);
        wanted = rule.isSet("succeededCount") ? wanted : of.size();
      }
      if (wanted > 0 && matched.size() >= wanted) {
        return new Outcome(true, "SuccessPolicy", "Matched rules at index " + i);
      }
    }
    return null;
  }

  private static Outcome byCompletions(Tally tally) {
    Long completions = tally.job.spec().integer("completions");
    boolean done = completions == null ? tally.succeeded > 0 : tally.succeeded >= completions;
    return done && tally.active.isEmpty()
        ? new Outcome(true, "CompletionsReached", "Reached expected number of succeeded pods")
        : null;
  }
}
