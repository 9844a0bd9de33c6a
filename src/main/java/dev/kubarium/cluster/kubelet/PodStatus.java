package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.kubelet.ContainerWorker.Role;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Timestamps;
import java.util.ArrayList;
import java.util.List;

/**
 * From the states of the containers to the status of the Pod: phase, conditions, addresses.
 *
 * <p>Models: pkg/kubelet/kubelet_pods.go (getPhase, generateAPIPodStatus),
 * pkg/kubelet/status/generate.go
 */
final class PodStatus {

  private PodStatus() {}

  static JsonObject of(PodWorker pod, JsonObject before, boolean sandbox) {
    JsonObject status = before;
    List<Object> inits = new ArrayList<>();
    List<Object> regular = new ArrayList<>();
    List<Object> ephemeral = new ArrayList<>();
    for (ContainerWorker container : pod.containers()) {
      ContainerState state = container.state();
      if (container.role() == Role.INIT
          && state.isTerminated()
          && state.terminated().integer("exitCode", 0) == 0) {
        state.countAsReady();
      }
      switch (container.role()) {
        case REGULAR -> regular.add(state.entry());
        case EPHEMERAL -> ephemeral.add(state.entry());
        default -> inits.add(state.entry());
      }
    }
    String phase = phase(pod);
    status = status.with("containerStatuses", JsonArray.copyOf(regular)).with("phase", phase);
    status =
        inits.isEmpty() ? status : status.with("initContainerStatuses", JsonArray.copyOf(inits));
    status =
        ephemeral.isEmpty()
            ? status
            : status.with("ephemeralContainerStatuses", JsonArray.copyOf(ephemeral));
    String hostIp = pod.kubelet().addresses().host();
    status =
        status
            .with("hostIP", hostIp)
            .with("hostIPs", JsonArray.of(JsonObject.of("ip", hostIp)))
            .with("observedGeneration", pod.object().generation());
    if (sandbox && !status.isSet("podIP")) {
      String ip = pod.ip();
      status = status.with("podIP", ip).with("podIPs", JsonArray.of(JsonObject.of("ip", ip)));
    }
    if (phase.equals("Succeeded") || phase.equals("Failed")) {
      return ended(pod, status, phase.equals("Succeeded") ? "PodCompleted" : "PodFailed");
    }
    return withConditions(pod, status, sandbox || status.isSet("podIP"));
  }

  // ── Phase ──

  private static String phase(PodWorker pod) {
    String policy = pod.object().spec().string("restartPolicy", "Always");
    boolean initializing = false;
    boolean initFailed = false;
    for (ContainerWorker container : pod.containers()) {
      ContainerState state = container.state();
      if (container.role() == Role.INIT) {
        boolean failed = state.isTerminated() && state.terminated().integer("exitCode", 0) != 0;
        initFailed |= failed && policy.equals("Never");
        initializing |= !state.isTerminated() || failed;
      } else if (container.role() == Role.SIDECAR) {
        initializing |= !state.isStarted() && state.lastEnd().isEmpty();
      }
    }
    if (initFailed) {
      return "Failed";
    }
    if (initializing) {
      return "Pending";
    }
    int waiting = 0;
    int running = 0;
    int failed = 0;
    int ended = 0;
    int sidecars = 0;
    for (ContainerWorker container : pod.containers()) {
      ContainerState state = container.state();
      if (container.role() == Role.SIDECAR) {
        sidecars += state.isRunning() ? 1 : 0;
      } else if (container.role() == Role.REGULAR) {
        JsonObject end = state.lastEnd();
        if (state.isRunning()) {
          running++;
        } else if (end.isEmpty()) {
          waiting++;
        } else {
          ended++;
          failed += end.integer("exitCode", 0) != 0 ? 1 : 0;
        }
      }
    }
    if (waiting > 0) {
      return "Pending";
    }
    if (running > 0 || ended == 0 || policy.equals("Always")) {
      return "Running";
    }
    if (sidecars > 0) {
      return "Running";
    }
    if (failed == 0) {
      return "Succeeded";
    }
    return policy.equals("Never") ? "Failed" : "Running";
  }

  // ── Conditions ──

  private static JsonObject withConditions(PodWorker pod, JsonObject status, boolean sandbox) {
    List<String> incomplete = new ArrayList<>();
    List<String> unready = new ArrayList<>();
    for (ContainerWorker container : pod.containers()) {
      ContainerState state = container.state();
      switch (container.role()) {
        case INIT -> {
          if (!state.isTerminated() || state.terminated().integer("exitCode", 0) != 0) {
            incomplete.add(container.name());
          }
        }
        case SIDECAR -> {
          if (!state.isStarted()) {
            incomplete.add(container.name());
          }
          if (!state.isReady()) {
            unready.add(container.name());
          }
        }
        case REGULAR -> {
          if (!state.isReady()) {
            unready.add(container.name());
          }
        }
        case EPHEMERAL -> {}
      }
    }
    String notReady =
        unready.isEmpty()
            ? null
            : "containers with unready status: [" + String.join(" ", unready) + "]";
    String gates = notReady == null ? missingGates(pod, status) : null;
    List<JsonObject> conditions = new ArrayList<>();
    conditions.add(condition("PodReadyToStartContainers", sandbox, null, null));
    conditions.add(
        incomplete.isEmpty()
            ? condition("Initialized", true, null, null)
            : condition(
                "Initialized",
                false,
                "ContainersNotInitialized",
                "containers with incomplete status: [" + String.join(" ", incomplete) + "]"));
    conditions.add(
        notReady != null
            ? condition("Ready", false, "ContainersNotReady", notReady)
            : gates != null
                ? condition("Ready", false, "ReadinessGatesNotReady", gates)
                : condition("Ready", true, null, null));
    conditions.add(
        notReady != null
            ? condition("ContainersReady", false, "ContainersNotReady", notReady)
            : condition("ContainersReady", true, null, null));
    return merged(pod, status, conditions);
  }

  private static String missingGates(PodWorker pod, JsonObject status) {
    List<String> missing = new ArrayList<>();
    for (JsonObject gate : pod.object().spec().array("readinessGates").objects()) {
      String type = gate.string("conditionType", "");
      JsonObject found = status.array("conditions").find("type", type);
      if (found == null) {
        missing.add(
            "corresponding condition of pod readiness gate \"" + type + "\" does not exist.");
      } else if (!"True".equals(found.string("status"))) {
        missing.add(
            "the status of pod readiness gate \""
                + type
                + "\" is not \"True\", but "
                + found.string("status", ""));
      }
    }
    return missing.isEmpty() ? null : String.join(", ", missing);
  }

  /** What a Pod that ended says of itself. */
  static JsonObject ended(PodWorker pod, JsonObject status, String reason) {
    List<JsonObject> conditions = new ArrayList<>();
    conditions.add(condition("PodReadyToStartContainers", false, null, null));
    boolean initialized = true;
    for (ContainerWorker container : pod.containers()) {
      initialized &= container.role() != Role.INIT || container.state().isTerminated();
    }
    conditions.add(
        condition(
            "Initialized",
            initialized,
            initialized && reason.equals("PodCompleted") ? reason : null,
            null));
    conditions.add(condition("Ready", false, reason, null));
    conditions.add(condition("ContainersReady", false, reason, null));
    return merged(pod, status, conditions);
  }

  /** The status with one more condition; the empty one adds nothing. */
  static JsonObject with(PodWorker pod, JsonObject status, JsonObject condition) {
    if (condition.isEmpty()) {
      return status;
    }
    JsonArray others =
        status
            .array("conditions")
            .without(
                each ->
                    each instanceof JsonObject one
                        && condition.string("type").equals(one.string("type")));
    String now = Timestamps.format(pod.now());
    return status.with(
        "conditions",
        others.plus(
            condition
                .with("status", "True")
                .with("lastProbeTime", dev.kubarium.cluster.object.JsonNull.NULL)
                .with("lastTransitionTime", now)
                .with("observedGeneration", pod.object().generation())));
  }

  private static JsonObject condition(String type, boolean is, String reason, String message) {
    return JsonObject.of(
        "type", type, "status", is ? "True" : "False", "reason", reason, "message", message);
  }

  /**
   * The kubelet's own conditions first, then all others; a condition whose status stays keeps its
   * time.
   */
  private static JsonObject merged(PodWorker pod, JsonObject status, List<JsonObject> own) {
    JsonArray before = status.array("conditions");
    List<Object> all = new ArrayList<>();
    String now = Timestamps.format(pod.now());
    for (JsonObject condition : own) {
      JsonObject known = before.find("type", condition.string("type"));
      boolean same = known != null && known.string("status", "").equals(condition.string("status"));
      all.add(
          condition
              .with("lastProbeTime", dev.kubarium.cluster.object.JsonNull.NULL)
              .with("lastTransitionTime", same ? known.string("lastTransitionTime", now) : now)
              .with("observedGeneration", pod.object().generation()));
    }
    for (JsonObject known : before.objects()) {
      boolean ours = false;
      for (JsonObject condition : own) {
        ours |= condition.string("type").equals(known.string("type"));
      }
      if (!ours) {
        all.add(known);
      }
    }
    return status.with("conditions", JsonArray.copyOf(all));
  }
}
