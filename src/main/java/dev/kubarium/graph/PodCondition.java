package dev.kubarium.graph;

import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;
import dev.kubarium.cluster.object.Timestamps;
import java.util.ArrayList;
import java.util.List;

/** How a Pod is: what it waits for, what failed, or that it serves. */
final class PodCondition {

  private PodCondition() {}

  static Condition of(KubeObject pod) {
    if (pod.isTerminating()) {
      return new Condition(
          "terminating",
          Sentence.of("pod.terminating"),
          Timestamps.parse(pod.metadata().string("deletionTimestamp")));
    }
    String phase = Pods.phase(pod);
    if (phase.equals("Succeeded")) {
      return Condition.of("done", Sentence.of("pod.succeeded"));
    }
    if (phase.equals("Failed")) {
      String reason = pod.status().string("reason", "");
      return Condition.of(
          "failed",
          reason.isEmpty() ? Sentence.of("pod.failed") : Sentence.of("pod.failed.because", reason));
    }
    if (Pods.nodeName(pod).isEmpty()) {
      JsonObject scheduled = Conditions.find(pod.status(), "PodScheduled");
      boolean refused = scheduled != null && "Unschedulable".equals(scheduled.string("reason"));
      return Condition.of(
          "pending", Sentence.of(refused ? "pod.unschedulable" : "pod.unscheduled"));
    }
    Condition troubled = troubled(pod);
    if (troubled != null) {
      return troubled;
    }
    if (Pods.isReady(pod)) {
      return Condition.of("ready", Sentence.of("pod.ready"));
    }
    return Condition.of("starting", starting(pod));
  }

  private static Condition troubled(KubeObject pod) {
    for (JsonObject container : containers(pod)) {
      String reason = container.object("state").object("waiting").string("reason", "");
      String name = container.string("name", "");
      switch (reason) {
        case "CrashLoopBackOff" -> {
          return Condition.of(
              "failed", Sentence.of("pod.crashes", name, container.integer("restartCount", 0)));
        }
        case "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull" -> {
          return Condition.of("failed", Sentence.of("pod.image", reason));
        }
        case "CreateContainerConfigError", "CreateContainerError", "RunContainerError" -> {
          return Condition.of("failed", Sentence.of("pod.waits", reason));
        }
        default -> {}
      }
      JsonObject ended = container.object("state").object("terminated");
      if (!ended.isEmpty() && !ended.string("reason", "").equals("Completed")) {
        return Condition.of("failed", Sentence.of("pod.ended", name, ended.integer("exitCode", 0)));
      }
    }
    return null;
  }

  private static Sentence starting(KubeObject pod) {
    List<JsonObject> all = containers(pod);
    long running = all.stream().filter(each -> each.object("state").has("running")).count();
    if (all.isEmpty() || running == 0) {
      return Sentence.of("pod.starting");
    }
    long ready =
        pod.status().array("containerStatuses").objects().stream()
            .filter(each -> each.bool("ready"))
            .count();
    return Sentence.of("pod.notready", ready, pod.spec().array("containers").size());
  }

  private static List<JsonObject> containers(KubeObject pod) {
    List<JsonObject> all = new ArrayList<>(pod.status().array("initContainerStatuses").objects());
    all.addAll(pod.status().array("containerStatuses").objects());
    return all;
  }

  /** The containers for the inspector: name, image, state, readiness, restarts. */
  static List<JsonObject> shown(KubeObject pod) {
    List<JsonObject> shown = new ArrayList<>();
    for (JsonObject container : pod.spec().array("containers").objects()) {
      JsonObject status =
          pod.status().array("containerStatuses").find("name", container.string("name"));
      JsonObject known = status == null ? JsonObject.EMPTY : status;
      JsonObject state = known.object("state");
      String word =
          state.has("running")
              ? "running"
              : state.has("terminated")
                  ? state.object("terminated").string("reason", "terminated")
                  : state.object("waiting").string("reason", "waiting");
      shown.add(
          JsonObject.of(
              "name", container.string("name"),
              "image", container.string("image"),
              "state", word,
              "ready", known.bool("ready"),
              "restarts", known.integer("restartCount", 0)));
    }
    return shown;
  }
}
