package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.image.ContainerProcess;
import dev.kubarium.cluster.object.JsonObject;

/**
 * Lifecycle hooks: what runs in a container right after its start and right before its end.
 *
 * <p>Documentation: concepts/containers/container-lifecycle-hooks. Models:
 * pkg/kubelet/lifecycle/handlers.go
 */
final class Hooks {

  private static final long HTTP_MILLIS = 20;

  /** How a hook ended: what went wrong ({@code null} for nothing), and how long it took. */
  record Outcome(String failure, long millis) {}

  private Hooks() {}

  static Outcome run(JsonObject hook, ContainerWorker container, PodWorker pod, long at) {
    if (hook.isSet("exec")) {
      ContainerProcess.Result result =
          container.process().exec(hook.object("exec").array("command").strings(), "", at);
      return new Outcome(
          result.exitCode() == 0
              ? null
              : "command exited with " + result.exitCode() + ": " + result.out() + result.err(),
          result.millis());
    }
    if (hook.isSet("sleep")) {
      return new Outcome(null, hook.object("sleep").integer("seconds", 0) * 1000);
    }
    if (hook.isSet("httpGet")) {
      return new Outcome(
          Probes.httpGet(hook.object("httpGet"), container, pod, at).failure(), HTTP_MILLIS);
    }
    return new Outcome(null, 0);
  }
}
