package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.image.ContainerProcess;
import dev.kubarium.cluster.object.JsonObject;

/** Lifecycle hooks: what runs in a container right after its start and right before its end. */
final class Hooks {

  private Hooks() {}

  /** Runs the hook; answers what went wrong, or {@code null}. */
  static String run(JsonObject hook, ContainerWorker container, PodWorker pod, long at) {
    if (hook.isSet("exec")) {
      ContainerProcess.Result result =
          container.process().exec(hook.object("exec").array("command").strings(), "", at);
      return result.exitCode() == 0 ? null : "command exited with " + result.exitCode() + ": " + result.out() + result.err();
    }
    if (hook.isSet("httpGet")) {
      Probes.Outcome outcome = Probes.httpGet(hook.object("httpGet"), container, pod, at);
      return outcome.failure();
    }
    return null;
  }

  /** Runs the hook; answers how long it takes. */
  static long millis(JsonObject hook, ContainerWorker container, PodWorker pod, long at) {
    if (hook.isSet("exec")) {
      return container.process().exec(hook.object("exec").array("command").strings(), "", at).millis();
    }
    if (hook.isSet("sleep")) {
      return hook.object("sleep").integer("seconds", 0) * 1000;
    }
    run(hook, container, pod, at);
    return 20;
  }
}
