package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.image.ContainerProcess;
import dev.kubarium.cluster.image.Surroundings;
import dev.kubarium.cluster.kubelet.ContainerWorker.Role;
import dev.kubarium.cluster.object.Cause;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Timestamps;
import dev.kubarium.cluster.sim.Chance;
import dev.kubarium.cluster.sim.EventLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs one Pod: from the sandbox over the init containers, one after the other, to the containers,
 * and to its end.
 *
 * <p>Documentation: concepts/workloads/pods/pod-lifecycle. Models: pkg/kubelet/pod_workers.go,
 * kubelet.go, kubelet_pods.go. Left out: static Pods, resizing in place, checkpoints.
 */
final class PodWorker {

  private static final long NEVER = ContainerWorker.NEVER;
  private static final String DEADLINE =
      "Pod was active on the node longer than the specified deadline";

  private final Kubelet kubelet;
  private final String uid;
  private final Map<String, ContainerWorker> containers = new LinkedHashMap<>();

  /** container → its run before, for the log of it. */
  private final Map<String, ContainerProcess> previous = new LinkedHashMap<>(2);

  private final PodVolumes volumes;
  private KubeObject object;
  private EventLoop.Timer timer;
  private Cause cause = Cause.NONE;
  private long sandboxAt;

  PodWorker(Kubelet kubelet, KubeObject object) {
    this.kubelet = kubelet;
    this.object = object;
    this.uid = object.uid();
    this.volumes = new PodVolumes(kubelet.client(), this);
  }

  // ── What its parts ask of it ──

  KubeObject object() {
    return object;
  }

  String uid() {
    return uid;
  }

  long now() {
    return kubelet.now();
  }

  Collection<ContainerWorker> containers() {
    return containers.values();
  }

  ContainerWorker container(String name) {
    return containers.get(name);
  }

  ContainerProcess previous(String container) {
    return previous.get(container);
  }

  void previous(String container, ContainerProcess ended) {
    previous.put(container, ended);
  }

  /**
   * When the kubelet last looked at the whole of this Pod: about every minute, and when it starts a
   * container.
   */
  long lastSync() {
    long begun = Moments.of(object.status().string("startTime", Timestamps.format(now())));
    long period = draw("sync").between(60_000, 90_000);
    long last = begun + Math.max(0, now() - begun) / period * period;
    for (ContainerWorker container : containers.values()) {
      if (container.state().isRunning()) {
        last = Math.max(last, container.state().startedAt());
      }
    }
    return last;
  }

  PodVolumes volumes() {
    return volumes;
  }

  ImagePuller puller() {
    return kubelet.puller();
  }

  Processes processes() {
    return kubelet.processes();
  }

  Surroundings surroundings(ContainerWorker container) {
    return kubelet.processes().surroundings(this, container);
  }

  String ip() {
    return kubelet.addresses().of(this);
  }

  String node() {
    return kubelet.node();
  }

  Kubelet kubelet() {
    return kubelet;
  }

  Client client() {
    return kubelet.client();
  }

  long gracePeriod() {
    return object.spec().integer("terminationGracePeriodSeconds", 30) * 1000;
  }

  Chance.Draw draw(String about) {
    return kubelet.client().chance().of(kubelet.client().actor(), uid + "/" + about);
  }

  /** Records an Event of this moment, unless it was recorded before a restore. */
  void event(long at, String fieldPath, String type, String reason, String message) {
    if (at >= kubelet.resumedAt()) {
      kubelet.client().event(object, fieldPath, type, reason, message);
    }
  }

  // ── Waking ──

  /** Looks at the Pod then, or before if that is planned already. */
  void wakeBy(long time, Cause because) {
    cause = because;
    if (timer == null || timer.isCancelled() || timer.due() > time) {
      plan(time);
    }
  }

  private void plan(long time) {
    if (timer != null) {
      timer.cancel();
    }
    timer = time == NEVER ? null : kubelet.loop().at(time, this::run);
  }

  void stop() {
    plan(NEVER);
  }

  private void run() {
    timer = null;
    if (kubelet.isStopped()) {
      return;
    }
    KubeObject current = kubelet.client().current(object);
    if (current == null) {
      kubelet.forget(this);
      return;
    }
    object = current;
    kubelet.client().because(cause);
    long next = look();
    if (next != NEVER) {
      plan(Math.max(next, now() + 1));
    }
  }

  // ── Looking ──

  private long look() {
    JsonObject status = object.status();
    String phase = status.string("phase", "");
    boolean finished = phase.equals("Succeeded") || phase.equals("Failed");
    if (object.isTerminating()) {
      return new PodTermination(this).look(finished);
    }
    if (finished) {
      return NEVER;
    }
    if (!status.isSet("startTime")) {
      return begin();
    }
    readContainers();
    long deadline = deadline();
    if (deadline <= now()) {
      event(now(), "", "Normal", "DeadlineExceeded", DEADLINE);
      return fail("DeadlineExceeded", DEADLINE, JsonObject.EMPTY);
    }
    long base = ready();
    long next = base > now() ? base : Math.min(advance(base), deadline);
    write();
    return next;
  }

  /** The Pod is new here: is there room for it? */
  private long begin() {
    Admission.Refusal refusal = Admission.check(object, kubelet);
    if (refusal != null) {
      event(now(), "", "Warning", refusal.reason(), refusal.message());
      object =
          client()
              .patchStatus(
                  object,
                  status ->
                      status
                          .with("phase", "Failed")
                          .with("reason", refusal.reason())
                          .with("message", "Pod was rejected: " + refusal.message())
                          .with("startTime", Timestamps.format(now())));
      return NEVER;
    }
    readContainers();
    JsonObject begun = object.status().with("startTime", Timestamps.format(now()));
    object = client().patchStatus(object, status -> PodStatus.of(this, begun, false));
    return object == null ? NEVER : sandboxAt();
  }

  private long sandboxAt() {
    if (sandboxAt == 0) {
      sandboxAt =
          Moments.of(object.status().string("startTime")) + draw("sandbox").between(600, 1_500);
    }
    return sandboxAt;
  }

  /** When the volumes are mounted and the sandbox is there: in the past, if it is. */
  private long ready() {
    if (now() < sandboxAt()) {
      return sandboxAt();
    }
    return object.status().isSet("podIP") ? sandboxAt() : volumes.mount(sandboxAt());
  }

  boolean hasSandbox() {
    return now() >= sandboxAt() && (object.status().isSet("podIP") || volumes.areMounted());
  }

  /** Takes specs and statuses as they are now. */
  void readContainers() {
    JsonObject status = object.status();
    read(object.spec().array("initContainers").objects(), "initContainerStatuses", status);
    read(object.spec().array("containers").objects(), "containerStatuses", status);
    read(
        object.spec().array("ephemeralContainers").objects(), "ephemeralContainerStatuses", status);
  }

  private void read(List<JsonObject> specs, String list, JsonObject status) {
    for (JsonObject spec : specs) {
      String name = spec.string("name", "");
      ContainerWorker worker = containers.get(name);
      if (worker == null) {
        Role role =
            switch (list) {
              case "containerStatuses" -> Role.REGULAR;
              case "ephemeralContainerStatuses" -> Role.EPHEMERAL;
              default -> "Always".equals(spec.string("restartPolicy")) ? Role.SIDECAR : Role.INIT;
            };
        worker = new ContainerWorker(this, role, name);
        containers.put(name, worker);
      }
      JsonObject known = status.array(list).find("name", name);
      worker.read(
          spec,
          known != null
              ? known
              : ContainerState.fresh(name, spec.string("image", ""), initialReason(worker.role()))
                  .entry());
    }
  }

  private String initialReason(Role role) {
    boolean waitsForOthers =
        role == Role.REGULAR && !object.spec().array("initContainers").isEmpty();
    return waitsForOthers || role == Role.INIT || role == Role.SIDECAR
        ? "PodInitializing"
        : "ContainerCreating";
  }

  // ── Advancing ──

  /**
   * Init containers one after the other, then the others; {@code base} is when the first may begin.
   */
  private long advance(long base) {
    long next = NEVER;
    long turn = base;
    for (ContainerWorker container : of(Role.INIT, Role.SIDECAR)) {
      if (turn == NEVER && container.state().isWaiting() && container.state().lastEnd().isEmpty()) {
        continue;
      }
      next = Math.min(next, container.look(turn));
      turn = turn == NEVER ? NEVER : turnAfterInit(container, turn);
    }
    if (initFailed()) {
      return next;
    }
    for (ContainerWorker container : of(Role.REGULAR, Role.EPHEMERAL)) {
      boolean mayBegin =
          turn != NEVER || !container.state().lastEnd().isEmpty() || container.state().isRunning();
      if (mayBegin) {
        next = Math.min(next, container.look(turn));
        turn = turn == NEVER ? NEVER : turnAfter(container, turn);
      }
    }
    return Math.min(next, endSidecars());
  }

  private List<ContainerWorker> of(Role one, Role other) {
    List<ContainerWorker> chosen = new ArrayList<>(containers.size());
    for (ContainerWorker container : containers.values()) {
      if (container.role() == one || container.role() == other) {
        chosen.add(container);
      }
    }
    return chosen;
  }

  private long turnAfterInit(ContainerWorker container, long turn) {
    ContainerState state = container.state();
    if (container.role() == Role.SIDECAR) {
      return state.isRunning() && state.isStarted() ? Math.max(turn, state.startedAt()) : NEVER;
    }
    if (!state.isTerminated() || state.terminated().integer("exitCode", 0) != 0) {
      return NEVER;
    }
    long pause = draw("after/" + container.name()).between(600, 1_200);
    return Math.max(turn, Moments.of(state.terminated().string("finishedAt")) + pause);
  }

  /** The next container waits until this one was started, or could not be. */
  private static long turnAfter(ContainerWorker container, long turn) {
    ContainerState state = container.state();
    if (!state.isWaiting() || !state.last().isEmpty()) {
      return turn;
    }
    String reason = state.waitingReason();
    return reason.equals("ContainerCreating") || reason.equals("PodInitializing") ? NEVER : turn;
  }

  /** Whether a container that ended so is to run again. */
  boolean restarts(ContainerWorker container) {
    ContainerState state = container.state();
    boolean failed = state.isTerminated() && state.terminated().integer("exitCode", 0) != 0;
    String policy =
        container.spec().string("restartPolicy", object.spec().string("restartPolicy", "Always"));
    return switch (container.role()) {
      case EPHEMERAL -> false;
      case SIDECAR -> !allRegularEnded();
      case INIT -> failed && !policy.equals("Never");
      case REGULAR -> policy.equals("Always") || policy.equals("OnFailure") && failed;
    };
  }

  private boolean initFailed() {
    for (ContainerWorker container : of(Role.INIT, Role.INIT)) {
      if (container.state().isTerminated()
          && container.state().terminated().integer("exitCode", 0) != 0
          && !restarts(container)) {
        return true;
      }
    }
    return false;
  }

  /** Whether every regular container ended and none is to run again. */
  boolean allRegularEnded() {
    for (ContainerWorker container : of(Role.REGULAR, Role.REGULAR)) {
      if (!container.state().isTerminated() || restarts(container)) {
        return false;
      }
    }
    return true;
  }

  /** Once all else has ended: in the reverse order of their start, one after the other. */
  private long endSidecars() {
    if (allRegularEnded() || initFailed()) {
      List<ContainerWorker> sidecars = of(Role.SIDECAR, Role.SIDECAR);
      for (int i = sidecars.size() - 1; i >= 0; i--) {
        ContainerWorker sidecar = sidecars.get(i);
        if (sidecar.state().isRunning()) {
          sidecar.kill(now(), "Stopping container " + sidecar.name(), gracePeriod());
          long ends = sidecar.awaitEnd();
          if (ends > 0) {
            return ends;
          }
        }
      }
    }
    return NEVER;
  }

  private long deadline() {
    Long seconds = object.spec().integer("activeDeadlineSeconds");
    return seconds == null
        ? NEVER
        : Moments.of(object.status().string("startTime")) + seconds * 1000;
  }

  /**
   * The kubelet ends the Pod at once, for a reason of its own; {@code because}: a condition that
   * says so too.
   */
  long fail(String reason, String message, JsonObject because) {
    for (ContainerWorker container : containers.values()) {
      container.kill(now(), "Stopping container " + container.name(), 0);
      container.awaitEnd();
    }
    JsonObject failed = PodStatus.of(this, object.status(), false);
    object =
        client()
            .patchStatus(
                object,
                status ->
                    PodStatus.ended(
                            this,
                            PodStatus.with(this, failed, because).with("phase", "Failed"),
                            "PodFailed")
                        .with("reason", reason)
                        .with("message", message));
    return NEVER;
  }

  /** The node has too little memory for this Pod too. */
  void evict(String message) {
    event(now(), "", "Warning", "Evicted", message);
    fail(
        "Evicted",
        message,
        JsonObject.of(
            "type", "DisruptionTarget", "reason", "TerminationByKubelet", "message", message));
    plan(NEVER);
  }

  // ── Writing ──

  /** Writes the status if it changed. */
  private void write() {
    JsonObject before = object.status();
    // That there is a sandbox is said together with the first news of a container.
    boolean news =
        before.isSet("podIP") || hasSandbox() && PodStatus.of(this, before, false) != before;
    JsonObject after = PodStatus.of(this, before, news && hasSandbox());
    if (after != before) {
      KubeObject written = client().patchStatus(object, status -> after);
      object = written == null ? object : written;
    }
  }

  /** Something was changed in one of its containers by hand. */
  void unsettle() {
    containers.values().forEach(ContainerWorker::unsettle);
    wakeBy(now() + 1, Cause.NONE);
  }
}
