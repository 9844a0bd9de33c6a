package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.image.ContainerProcess;
import dev.kubarium.cluster.image.ContainerProcess.Exit;
import dev.kubarium.cluster.image.Image;
import dev.kubarium.cluster.image.ImageReference;
import dev.kubarium.cluster.object.JsonObject;
import java.util.List;

/**
 * One container of one Pod: gets its image, starts it, probes it, sees it end, starts it again.
 *
 * <pre>
 *            image, config                     exit
 * waiting ─────────────────────▶ running ─────────────────▶ terminated
 *    ▲                              ▲                            │ restart policy
 *    └───────── CrashLoopBackOff ◀──┴──── first time at once ────┘
 * </pre>
 *
 * <p>Models: pkg/kubelet/kuberuntime, pkg/kubelet/prober
 */
final class ContainerWorker {

  /** Which list of the spec a container stands in, and whether an init container stays. */
  enum Role {
    INIT,
    SIDECAR,
    REGULAR,
    EPHEMERAL
  }

  static final long NEVER = Long.MAX_VALUE;

  private static final long CONFIG_RETRY = 12_000;
  private static final long SHOWN_AS_ENDED = 1_200;
  private static final long PULL_FIRST = 10_000;
  private static final long PULL_MOST = 300_000;

  private final PodWorker pod;
  private final Role role;
  private final String name;
  private final String fieldPath;
  private JsonObject spec;
  private ContainerState state;

  /** The run under way; made anew after a restore. */
  private ContainerProcess process;

  private Probes probes;

  /** The attempt under way to get the image: when it began, how it ends. */
  private long attemptAt;

  private int attempt;
  private ImagePuller.Outcome pull;
  private boolean imageReady;
  private long retryAt;
  private boolean ending;

  ContainerWorker(PodWorker pod, Role role, String name) {
    this.pod = pod;
    this.role = role;
    this.name = name;
    this.fieldPath =
        switch (role) {
          case REGULAR -> "spec.containers{" + name + "}";
          case EPHEMERAL -> "spec.ephemeralContainers{" + name + "}";
          default -> "spec.initContainers{" + name + "}";
        };
  }

  String name() {
    return name;
  }

  Role role() {
    return role;
  }

  JsonObject spec() {
    return spec;
  }

  ContainerState state() {
    return state;
  }

  void read(JsonObject freshSpec, JsonObject entry) {
    String before = spec == null ? null : spec.string("image");
    spec = freshSpec;
    state = new ContainerState(entry);
    if (before != null && !before.equals(spec.string("image")) && state.isWaiting()) {
      forgetAttempts();
      attemptAt = pod.now();
    }
  }

  private void forgetAttempts() {
    attemptAt = 0;
    attempt = 0;
    pull = null;
    imageReady = false;
    retryAt = 0;
  }

  /** The run under way, or {@code null} where it does not run. */
  ContainerProcess process() {
    if (!state.isRunning()) {
      return null;
    }
    if (process == null) {
      process = pod.processes().of(pod, this, state.startedAt());
    }
    return process;
  }

  // ── Starting ──

  /**
   * Looks at it while it may run; {@code turn} is when it may begin. Answers when to look again.
   */
  long look(long turn) {
    if (state.isRunning()) {
      long next = lookAtRun();
      if (!state.isTerminated()) {
        return next;
      }
    }
    if (state.isTerminated()) {
      return pod.restarts(this) ? again() : NEVER;
    }
    long due =
        state.waitingReason().equals("CrashLoopBackOff")
            ? Moments.of(state.last().string("finishedAt"))
                + RestartBackOff.of(state.waitingMessage())
            : Math.max(
                turn,
                state.last().isEmpty()
                    ? 0
                    : Moments.of(state.last().string("finishedAt")) + SHOWN_AS_ENDED);
    if (due == NEVER) {
      return NEVER;
    }
    return start(due);
  }

  /** It ended and is to run again: at once the first time, then after a back-off. */
  private long again() {
    JsonObject ended = state.terminated();
    long finished = Moments.of(ended.string("finishedAt"));
    long wait = RestartBackOff.after(ended, state.last(), state.restarts());
    long shownUntil = finished + SHOWN_AS_ENDED;
    if (wait == 0) {
      return start(shownUntil);
    }
    if (pod.now() < shownUntil) {
      return shownUntil;
    }
    state.waitFor(
        "CrashLoopBackOff",
        RestartBackOff.message(
            wait, name, pod.object().name(), pod.object().namespace(), pod.object().uid()));
    event(
        shownUntil,
        "Warning",
        "BackOff",
        "Back-off restarting failed container "
            + name
            + " in pod "
            + pod.object().name()
            + "_"
            + pod.object().namespace()
            + "("
            + pod.object().uid()
            + ")");
    return finished + wait;
  }

  private long start(long due) {
    long now = pod.now();
    if (now < retryAt) {
      return retryAt;
    }
    if (now < Math.max(due, attemptAt)) {
      if (state.waitingReason().equals("ErrImagePull") && pull == null && attemptAt > 0) {
        waitToPull();
      }
      return Math.max(due, attemptAt);
    }
    ImageReference reference = ImageReference.parse(spec.string("image", ""));
    if (reference == null) {
      return refuse("InvalidImageName", invalidName(), "InspectFailed", invalidName());
    }
    if (!imageReady) {
      if (attemptAt == 0) {
        resumeAttempts(due);
      }
      long waits = getImage(reference);
      if (!imageReady) {
        return waits;
      }
    }
    return create(reference);
  }

  private String invalidName() {
    String image = spec.string("image", "");
    return "Failed to apply default image tag \""
        + image
        + "\": couldn't parse image name \""
        + image
        + "\": invalid reference format";
  }

  private long refuse(String reason, String message, String eventReason, String eventMessage) {
    if (!state.waitingReason().equals(reason)) {
      event(pod.now(), "Warning", eventReason, eventMessage);
      event(pod.now(), "Warning", "Failed", "Error: " + reason);
      state.waitFor(reason, message);
    }
    return NEVER;
  }

  /**
   * Where the failed attempts of before a restore stand: their times follow from the first one's.
   */
  private void resumeAttempts(long due) {
    attemptAt = due;
    boolean failing =
        state.waitingReason().equals("ErrImagePull")
            || state.waitingReason().equals("ImagePullBackOff");
    while (failing && nextAttempt() <= pod.now()) {
      attemptAt = nextAttempt();
      attempt++;
    }
    if (failing && attemptAt + PULL_FIRST / 2 < pod.now()) {
      attemptAt = nextAttempt();
      attempt++;
    }
  }

  private long nextAttempt() {
    return attemptAt + 1_200 + Math.min(PULL_FIRST << Math.min(attempt, 10), PULL_MOST);
  }

  private long getImage(ImageReference reference) {
    long now = pod.now();
    if (now < attemptAt) {
      return attemptAt;
    }
    ImagePuller puller = pod.puller();
    String image = spec.string("image");
    if (pull == null) {
      String policy = spec.string("imagePullPolicy", "IfNotPresent");
      boolean present = !policy.equals("Always") && puller.isPresent(reference);
      if (present) {
        event(
            attemptAt,
            "Normal",
            "Pulled",
            "Container image \""
                + image
                + "\" already present on machine and can be accessed by the pod");
        imageReady = true;
        return now;
      }
      if (policy.equals("Never")) {
        String message =
            "Container image \"" + image + "\" is not present with pull policy of Never";
        return refuse("ErrImageNeverPull", message, "ErrImageNeverPull", message);
      }
      event(attemptAt, "Normal", "Pulling", "Pulling image \"" + image + "\"");
      pull =
          puller.pull(
              reference,
              attemptAt,
              pod.object().uid() + "/" + name + "/" + state.restarts() + "/" + attempt);
    }
    long ends = attemptAt + pull.millis();
    if (now < ends) {
      return ends;
    }
    if (pull.failure() == null) {
      String took = Moments.exact(pull.millis());
      puller.keep(reference);
      event(
          ends,
          "Normal",
          "Pulled",
          "Successfully pulled image \""
              + image
              + "\" in "
              + took
              + " ("
              + took
              + " including waiting). Image size: "
              + puller.size(reference)
              + " bytes.");
      imageReady = true;
      return ends;
    }
    event(ends, "Warning", "Failed", "Failed to pull image \"" + image + "\": " + pull.failure());
    event(ends, "Warning", "Failed", "Error: ErrImagePull");
    state.waitFor("ErrImagePull", pull.failure());
    pull = null;
    retryAt = ends + 1_500;
    attemptAt = nextAttempt();
    attempt++;
    return retryAt;
  }

  /** The failure was seen for a moment; from now on it shows that the next attempt waits. */
  private void waitToPull() {
    String cause = state.waitingMessage();
    String message = "Back-off pulling image \"" + spec.string("image") + "\"";
    event(pod.now(), "Normal", "BackOff", message);
    event(pod.now(), "Warning", "Failed", "Error: ImagePullBackOff");
    state.waitFor("ImagePullBackOff", message + ": ErrImagePull: " + cause);
  }

  private long create(ImageReference reference) {
    long now = pod.now();
    String fault = pod.processes().configFault(pod, spec);
    if (fault != null) {
      event(now, "Warning", "Failed", "Error: " + fault);
      state.waitFor("CreateContainerConfigError", fault);
      retryAt = now + CONFIG_RETRY;
      return retryAt;
    }
    Image image = pod.puller().image(reference);
    forgetAttempts();
    ending = false;
    String run =
        pod.object().uid()
            + "/"
            + name
            + "/"
            + (state.lastEnd().isEmpty() ? 0 : state.restarts() + 1);
    state.run(
        now,
        reference.toString(),
        imageId(reference),
        "containerd://" + hex(run),
        !spec.isSet("startupProbe"),
        false);
    process = null;
    probes = new Probes(pod, this, now);
    pod.volumes().pin(this);
    pod.kubelet().eviction().containerStarts();
    event(now, "Normal", "Created", "Container created");
    String failure = image == null ? null : pod.processes().startFailure(image, pod, this);
    if (failure != null) {
      event(now, "Warning", "Failed", "Error: " + failure);
      state.end(new Exit(now, 128, false), "StartError", failure);
      return now + SHOWN_AS_ENDED;
    }
    event(now, "Normal", "Started", "Container started");
    afterStart(now);
    long next = lookAtRun();
    if (state.isTerminated()) {
      return now + SHOWN_AS_ENDED;
    }
    if (!probes.hasReadiness() && state.isStarted()) {
      state.probed(true, true);
    }
    return next;
  }

  private static String imageId(ImageReference reference) {
    return reference.name() + "@" + ImagePuller.digest(reference);
  }

  private String hex(String run) {
    var draw = pod.draw("id/" + run);
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      hex.append(String.format(java.util.Locale.ROOT, "%016x", draw.nextLong()));
    }
    return hex.toString();
  }

  /** The postStart hook. Left out: that a slow one keeps the container waiting. */
  private void afterStart(long now) {
    JsonObject hook = spec.object("lifecycle").object("postStart");
    if (hook.isEmpty()) {
      return;
    }
    if (Hooks.run(hook, this, pod, now).failure() != null) {
      event(now, "Warning", "FailedPostStartHook", "PostStartHook failed");
      kill(now, "FailedPostStartHook", pod.gracePeriod());
    }
  }

  // ── Running ──

  private long lookAtRun() {
    long now = pod.now();
    ContainerProcess run = process();
    run.advance(now);
    Exit exit = run.exit();
    if (exit != null && exit.at() <= now) {
      ended(exit);
      return NEVER;
    }
    if (changedImage() && !ending) {
      kill(now, "Container " + name + " definition changed, will be restarted", pod.gracePeriod());
    }
    if (probes == null) {
      probes = new Probes(pod, this, NEVER);
    }
    long next = ending ? NEVER : probes.look();
    exit = run.exit();
    if (exit != null && exit.at() <= now) {
      ended(exit);
      return NEVER;
    }
    return Math.min(next, run.wake());
  }

  private boolean changedImage() {
    ImageReference wished = ImageReference.parse(spec.string("image", ""));
    return wished != null && role != Role.INIT && !wished.toString().equals(state.image());
  }

  private void ended(Exit exit) {
    String reason = exit.reason();
    String message = terminationMessage(exit);
    state.end(exit, reason, message);
    process.log().close(exit.at());
    pod.previous(name, process);
    process = null;
    probes = null;
    ending = false;
  }

  private String terminationMessage(Exit exit) {
    String path = spec.string("terminationMessagePath", "/dev/termination-log");
    String written = process.files().read(path, exit.at());
    if (written != null && !written.isEmpty()) {
      return written;
    }
    if (exit.code() == 0
        || !"FallbackToLogsOnError".equals(spec.string("terminationMessagePolicy"))) {
      return null;
    }
    List<String> lines =
        process.log().until(exit.at()).stream().map(line -> line.text() + "\n").toList();
    return String.join("", lines.subList(Math.max(0, lines.size() - 80), lines.size()));
  }

  // ── Ending ──

  /** Ends the run under way: hook, SIGTERM, and SIGKILL when the grace period is over. */
  void kill(long at, String message, long graceMillis) {
    if (ending || !state.isRunning()) {
      return;
    }
    ending = true;
    event(at, "Normal", "Killing", message);
    ContainerProcess run = process();
    long latest = at + graceMillis;
    run.advance(Math.min(at, pod.now()));
    JsonObject hook = spec.object("lifecycle").object("preStop");
    long asked =
        at + (hook.isEmpty() || graceMillis == 0 ? 0 : Math.min(graceMillis, beforeStop(hook, at)));
    Exit before = run.exit();
    if (before != null && before.at() <= asked) {
      return;
    }
    Exit byItself = run.terminate(asked);
    if (byItself == null || byItself.at() > latest) {
      run.end(new Exit(latest, 137, false));
    }
  }

  /** The preStop hook; answers how long it takes. That it fails is said, and hinders nothing. */
  private long beforeStop(JsonObject hook, long at) {
    Hooks.Outcome outcome = Hooks.run(hook, this, pod, at);
    if (outcome.failure() != null) {
      event(at, "Warning", "FailedPreStopHook", "PreStopHook failed");
    }
    return outcome.millis();
  }

  /**
   * Lets the run under way come to the end that {@link #kill} gave it. Answers when that will be;
   * {@code now} or before if it has.
   */
  long awaitEnd() {
    if (!state.isRunning()) {
      return 0;
    }
    ContainerProcess run = process();
    run.advance(pod.now());
    Exit exit = run.exit();
    if (exit != null && exit.at() <= pod.now()) {
      ended(exit);
      return 0;
    }
    return exit == null ? run.wake() : exit.at();
  }

  /** Somebody changed something in it that probes may see. */
  void unsettle() {
    if (probes != null) {
      probes.unsettle();
    }
  }

  void event(long at, String type, String reason, String message) {
    pod.event(at, fieldPath, type, reason, message);
  }
}
