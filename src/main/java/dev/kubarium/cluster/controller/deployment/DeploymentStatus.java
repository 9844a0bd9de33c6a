package dev.kubarium.cluster.controller.deployment;

import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Timestamps;
import java.util.List;

/**
 * What a Deployment says of its rollout: counts, and the conditions Available, Progressing and
 * ReplicaFailure.
 *
 * <p>Models: pkg/controller/deployment/progress.go and sync.go (calculateStatus)
 */
final class DeploymentStatus {

  private static final String PROGRESSING = "Progressing";
  private static final String AVAILABLE = "Available";
  private static final String REPLICA_FAILURE = "ReplicaFailure";
  private static final String PAUSED = "DeploymentPaused";
  private static final String RESUMED = "DeploymentResumed";
  private static final String TIMED_OUT = "ProgressDeadlineExceeded";
  private static final String COMPLETE = "NewReplicaSetAvailable";

  /** A deadline of this many seconds means that there is none. */
  private static final long NO_DEADLINE = Integer.MAX_VALUE;

  private DeploymentStatus() {}

  static JsonObject progressing(JsonObject status) {
    return Conditions.find(status, PROGRESSING);
  }

  static boolean hasDeadline(KubeObject deployment) {
    return deployment.spec().integer("progressDeadlineSeconds", NO_DEADLINE) != NO_DEADLINE;
  }

  static JsonObject withProgress(
      JsonObject status, String truth, String reason, String message, long now) {
    return Conditions.put(status, condition(PROGRESSING, truth, reason, message, now));
  }

  private static JsonObject condition(
      String type, String truth, String reason, String message, long now) {
    return Conditions.of(type, truth, reason, message, now)
        .with("lastUpdateTime", Timestamps.format(now));
  }

  /**
   * Notes that the rollout was paused or goes on, so that the time in between does not count
   * against the deadline.
   */
  static JsonObject withPause(Rollout rollout, JsonObject status, long now) {
    JsonObject progressing = progressing(status);
    String reason = progressing == null ? "" : progressing.string("reason", "");
    if (!hasDeadline(rollout.deployment()) || reason.equals(TIMED_OUT)) {
      return status;
    }
    if (rollout.isPaused() && !reason.equals(PAUSED)) {
      return withProgress(status, "Unknown", PAUSED, "Deployment is paused", now);
    }
    if (!rollout.isPaused() && reason.equals(PAUSED)) {
      return withProgress(status, "Unknown", RESUMED, "Deployment is resumed", now);
    }
    return status;
  }

  /** Counts and availability; what a scaling or a pause may change. */
  static JsonObject counted(Rollout rollout, JsonObject before, long now) {
    List<KubeObject> all = rollout.all();
    long available = Rollout.sum(all, "availableReplicas");
    long updated =
        rollout.newReplicaSet() == null
            ? 0
            : rollout.newReplicaSet().status().integer("replicas", 0);
    JsonObject status =
        before
            .with("observedGeneration", rollout.deployment().generation())
            .withOrWithout("replicas", orNull(Rollout.sum(all, "replicas")))
            .withOrWithout("updatedReplicas", orNull(updated))
            .withOrWithout("readyReplicas", orNull(Rollout.sum(all, "readyReplicas")))
            .withOrWithout("availableReplicas", orNull(available))
            .withOrWithout(
                "unavailableReplicas", orNull(Math.max(0, Rollout.wished(all) - available)))
            .withOrWithout("terminatingReplicas", terminating(all));
    boolean enough = available >= rollout.replicas() - rollout.maxUnavailable();
    return Conditions.put(
        status,
        enough
            ? condition(
                AVAILABLE,
                "True",
                "MinimumReplicasAvailable",
                "Deployment has minimum availability.",
                now)
            : condition(
                AVAILABLE,
                "False",
                "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability.",
                now));
  }

  /** Unknown as long as one of the ReplicaSets has not counted its own. */
  private static Long terminating(List<KubeObject> all) {
    boolean known = all.stream().allMatch(each -> each.status().isSet("terminatingReplicas"));
    return known ? Rollout.sum(all, "terminatingReplicas") : null;
  }

  /** Counts, availability, and how the rollout gets on. */
  static JsonObject rolledOut(Rollout rollout, JsonObject before, long now) {
    JsonObject status = counted(rollout, before, now);
    if (!hasDeadline(rollout.deployment())) {
      status = Conditions.remove(status, PROGRESSING);
    } else if (!wasComplete(status)) {
      status = progressed(rollout, before, status, now);
    }
    JsonObject failure = failure(rollout);
    return failure == null
        ? Conditions.remove(status, REPLICA_FAILURE)
        : Conditions.put(status, failure);
  }

  private static boolean wasComplete(JsonObject status) {
    JsonObject progressing = progressing(status);
    return status.integer("replicas", 0) == status.integer("updatedReplicas", 0)
        && progressing != null
        && COMPLETE.equals(progressing.string("reason"));
  }

  private static JsonObject progressed(
      Rollout rollout, JsonObject before, JsonObject status, long now) {
    String who =
        rollout.newReplicaSet() == null
            ? "Deployment \"" + rollout.deployment().name() + "\""
            : "ReplicaSet \"" + rollout.newReplicaSet().name() + "\"";
    if (rollout.isComplete(status)) {
      return withProgress(status, "True", COMPLETE, who + " has successfully progressed.", now);
    }
    if (gotOn(before, status)) {
      JsonObject known = progressing(status);
      JsonObject condition =
          condition(PROGRESSING, "True", "ReplicaSetUpdated", who + " is progressing.", now);
      if (known != null && "True".equals(known.string("status"))) {
        condition = condition.withOrWithout("lastTransitionTime", known.get("lastTransitionTime"));
      }
      return Conditions.put(Conditions.remove(status, PROGRESSING), condition);
    }
    if (isTimedOut(rollout, status, now)) {
      return withProgress(status, "False", TIMED_OUT, who + " has timed out progressing.", now);
    }
    return status;
  }

  private static boolean gotOn(JsonObject before, JsonObject status) {
    return grew(before, status, "updatedReplicas")
        || grew(before, status, "readyReplicas")
        || grew(before, status, "availableReplicas")
        || old(status) < old(before);
  }

  private static boolean grew(JsonObject before, JsonObject status, String count) {
    return status.integer(count, 0) > before.integer(count, 0);
  }

  private static long old(JsonObject status) {
    return status.integer("replicas", 0) - status.integer("updatedReplicas", 0);
  }

  private static boolean isTimedOut(Rollout rollout, JsonObject status, long now) {
    JsonObject progressing = progressing(status);
    if (progressing == null || COMPLETE.equals(progressing.string("reason"))) {
      return false;
    }
    return TIMED_OUT.equals(progressing.string("reason")) || deadline(rollout, progressing) < now;
  }

  private static long deadline(Rollout rollout, JsonObject progressing) {
    return Timestamps.parse(progressing.string("lastUpdateTime"))
        + rollout.deployment().spec().integer("progressDeadlineSeconds", NO_DEADLINE) * 1000;
  }

  /** When to look again whether the deadline has passed. */
  static Recheck atDeadline(Rollout rollout, JsonObject status) {
    JsonObject progressing = progressing(status);
    if (!hasDeadline(rollout.deployment())
        || rollout.isPaused()
        || progressing == null
        || rollout.isComplete(status)
        || TIMED_OUT.equals(progressing.string("reason"))) {
      return Recheck.NEVER;
    }
    return Recheck.at(deadline(rollout, progressing) + 1000);
  }

  private static JsonObject failure(Rollout rollout) {
    JsonObject failure =
        rollout.newReplicaSet() == null
            ? null
            : Conditions.find(rollout.newReplicaSet().status(), REPLICA_FAILURE);
    for (KubeObject each : rollout.old()) {
      failure = failure != null ? failure : Conditions.find(each.status(), REPLICA_FAILURE);
    }
    return failure == null
        ? null
        : failure.withOrWithout("lastUpdateTime", failure.get("lastTransitionTime"));
  }

  private static Long orNull(long count) {
    return count == 0 ? null : count;
  }
}
