package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Ages;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Timestamps;
import java.util.List;

/**
 * What {@code kubectl get pods} prints in READY, STATUS and RESTARTS.
 *
 * <p>Models: pkg/printers/internalversion/printers.go, printPod
 *
 * @param ready containers that are ready, sidecars among them
 * @param total containers that count
 * @param reason {@code Running}, {@code Init:0/1}, {@code CrashLoopBackOff} …
 * @param restarts of the containers that are looked at in this phase
 * @param lastRestart virtual milliseconds of the last restart, 0 where there was none
 */
record PodStatusText(long ready, long total, String reason, long restarts, long lastRestart) {

  static PodStatusText of(KubeObject pod) {
    JsonObject spec = pod.spec();
    JsonObject status = pod.status();
    List<JsonObject> inits = spec.array("initContainers").objects();
    List<JsonObject> initStatuses = status.array("initContainerStatuses").objects();
    String reason =
        status.string("reason", "").isEmpty()
            ? status.string("phase", "")
            : status.string("reason");
    JsonObject scheduled = condition(status, "PodScheduled");
    if ("SchedulingGated".equals(scheduled.string("reason"))) {
      reason = "SchedulingGated";
    }
    long total = spec.array("containers").size();
    long ready = 0;
    for (JsonObject init : inits) {
      total += isSidecar(init) ? 1 : 0;
    }
    long restarts = 0;
    long sidecarRestarts = 0;
    long lastRestart = 0;
    long lastSidecarRestart = 0;
    boolean initializing = false;
    for (int i = 0; i < initStatuses.size(); i++) {
      JsonObject container = initStatuses.get(i);
      boolean sidecar = isSidecar(named(inits, container.string("name", "")));
      restarts += container.integer("restartCount", 0);
      lastRestart = Math.max(lastRestart, finishedBefore(container));
      if (sidecar) {
        sidecarRestarts += container.integer("restartCount", 0);
        lastSidecarRestart = Math.max(lastSidecarRestart, finishedBefore(container));
      }
      JsonObject state = container.object("state");
      JsonObject ended = state.object("terminated");
      JsonObject waiting = state.object("waiting");
      if (state.isSet("terminated") && ended.integer("exitCode", 0) == 0) {
        continue;
      }
      if (sidecar && container.bool("started")) {
        ready += container.bool("ready") ? 1 : 0;
        continue;
      }
      if (state.isSet("terminated")) {
        reason = "Init:" + endReason(ended);
      } else if (!waiting.string("reason", "").isEmpty()
          && !waiting.string("reason").equals("PodInitializing")) {
        reason = "Init:" + waiting.string("reason");
      } else {
        reason = "Init:" + i + "/" + inits.size();
      }
      initializing = true;
      break;
    }
    if (!initializing || "True".equals(condition(status, "Initialized").string("status"))) {
      restarts = sidecarRestarts;
      lastRestart = lastSidecarRestart;
      boolean running = false;
      List<JsonObject> statuses = status.array("containerStatuses").objects();
      for (int i = statuses.size() - 1; i >= 0; i--) {
        JsonObject container = statuses.get(i);
        restarts += container.integer("restartCount", 0);
        lastRestart = Math.max(lastRestart, finishedBefore(container));
        JsonObject state = container.object("state");
        String waiting = state.object("waiting").string("reason", "");
        if (!waiting.isEmpty()) {
          reason = waiting;
        } else if (state.isSet("terminated")) {
          reason = endReason(state.object("terminated"));
        } else if (container.bool("ready") && state.isSet("running")) {
          running = true;
          ready++;
        }
      }
      if (reason.equals("Completed") && running) {
        reason =
            "True".equals(condition(status, "Ready").string("status")) ? "Running" : "NotReady";
      }
    }
    String phase = status.string("phase", "");
    if (pod.isTerminating()) {
      if ("NodeLost".equals(status.string("reason"))) {
        reason = "Unknown";
      } else if (!phase.equals("Failed") && !phase.equals("Succeeded")) {
        reason = "Terminating";
      }
    }
    return new PodStatusText(ready, total, reason, restarts, lastRestart);
  }

  /** {@code 3 (10s ago)}. */
  String restartsText(long now) {
    return restarts == 0 || lastRestart == 0
        ? Long.toString(restarts)
        : restarts + " (" + Ages.of(now - lastRestart) + " ago)";
  }

  private static String endReason(JsonObject ended) {
    if (!ended.string("reason", "").isEmpty()) {
      return ended.string("reason");
    }
    return ended.integer("signal", 0) != 0
        ? "Signal:" + ended.integer("signal", 0)
        : "ExitCode:" + ended.integer("exitCode", 0);
  }

  private static long finishedBefore(JsonObject container) {
    return Timestamps.parse(
        container.object("lastState").object("terminated").string("finishedAt"));
  }

  private static JsonObject condition(JsonObject status, String type) {
    JsonObject found = status.array("conditions").find("type", type);
    return found == null ? JsonObject.EMPTY : found;
  }

  private static JsonObject named(List<JsonObject> containers, String name) {
    for (JsonObject container : containers) {
      if (name.equals(container.string("name"))) {
        return container;
      }
    }
    return JsonObject.EMPTY;
  }

  private static boolean isSidecar(JsonObject init) {
    return "Always".equals(init.string("restartPolicy"));
  }
}
