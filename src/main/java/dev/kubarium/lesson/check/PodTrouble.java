package dev.kubarium.lesson.check;

import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;

/** Why a Pod is not ready. */
final class PodTrouble {

  private PodTrouble() {}

  static Sentence of(KubeObject pod) {
    String name = pod.name();
    if (pod.isTerminating()) {
      return Sentence.of("pod.leaving", name);
    }
    if (Pods.isFinished(pod)) {
      return Sentence.of(
          Pods.phase(pod).equals("Succeeded") ? "pod.succeeded" : "pod.failed", name);
    }
    JsonObject scheduled = Conditions.find(pod.status(), "PodScheduled");
    if (scheduled != null && "Unschedulable".equals(scheduled.string("reason"))) {
      return Sentence.of("pod.unschedulable", name, scheduled.string("message", ""));
    }
    if (Pods.nodeName(pod).isEmpty()) {
      return Sentence.of("pod.unscheduled", name);
    }
    for (String list : new String[] {"initContainerStatuses", "containerStatuses"}) {
      for (JsonObject status : pod.status().array(list).objects()) {
        Sentence trouble = container(name, status, pod);
        if (trouble != null) {
          return trouble;
        }
      }
    }
    boolean runs = Pods.phase(pod).equals("Running");
    return Sentence.of(runs ? "pod.notReady" : "pod.starting", name);
  }

  private static Sentence container(String pod, JsonObject status, KubeObject object) {
    String container = status.string("name", "");
    JsonObject waiting = status.object("state").object("waiting");
    JsonObject ended = status.object("state").object("terminated");
    return switch (waiting.string("reason", "")) {
      case "ErrImagePull", "ImagePullBackOff", "InvalidImageName" -> {
        JsonObject spec = object.spec().array("containers").find("name", container);
        yield Sentence.of(
            "pod.image", pod, spec == null ? status.string("image", "") : spec.string("image", ""));
      }
      case "CrashLoopBackOff" -> {
        long code = status.object("lastState").object("terminated").integer("exitCode", 0);
        yield Sentence.of("pod.crashes", pod, container, code);
      }
      case "CreateContainerConfigError", "CreateContainerError", "RunContainerError" ->
          Sentence.of("pod.config", pod, waiting.string("message", ""));
      default ->
          !ended.isEmpty() && ended.integer("exitCode", 0) != 0
              ? Sentence.of("pod.crashes", pod, container, ended.integer("exitCode", 0))
              : null;
    };
  }
}
