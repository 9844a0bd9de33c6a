package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.image.ContainerProcess;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Timestamps;

/** One container's entry in the Pod's status: read, changed, written back. */
final class ContainerState {

  private static final String WAITING = "waiting";
  private static final String RUNNING = "running";
  private static final String TERMINATED = "terminated";

  private JsonObject entry;

  ContainerState(JsonObject entry) {
    this.entry = entry;
  }

  /** A container that nobody has looked at yet. */
  static ContainerState fresh(String name, String image, String reason) {
    return new ContainerState(
        JsonObject.of(
            "name",
            name,
            "image",
            image,
            "imageID",
            "",
            "lastState",
            JsonObject.EMPTY,
            "ready",
            false,
            "restartCount",
            0L,
            "started",
            false,
            "state",
            JsonObject.of(WAITING, JsonObject.of("reason", reason))));
  }

  JsonObject entry() {
    return entry;
  }

  private JsonObject state() {
    return entry.object("state");
  }

  boolean isWaiting() {
    return state().isSet(WAITING);
  }

  boolean isRunning() {
    return state().isSet(RUNNING);
  }

  boolean isTerminated() {
    return state().isSet(TERMINATED);
  }

  String waitingReason() {
    return state().object(WAITING).string("reason", "");
  }

  String waitingMessage() {
    return state().object(WAITING).string("message", "");
  }

  /** The moment the run under way began. */
  long startedAt() {
    return Moments.of(state().object(RUNNING).string("startedAt"));
  }

  JsonObject terminated() {
    return state().object(TERMINATED);
  }

  /** How the run before ended; empty where there was none. */
  JsonObject last() {
    return entry.object("lastState").object(TERMINATED);
  }

  /** How it last ended, whether that shows as its state or as the one before. */
  JsonObject lastEnd() {
    return isTerminated() ? terminated() : last();
  }

  long restarts() {
    return entry.integer("restartCount", 0);
  }

  boolean isReady() {
    return entry.bool("ready");
  }

  boolean isStarted() {
    return entry.bool("started");
  }

  String containerId() {
    return entry.string("containerID", "");
  }

  String image() {
    return entry.string("image", "");
  }

  void waitFor(String reason, String message) {
    JsonObject waiting =
        JsonObject.of(
            "reason", reason, "message", message == null || message.isEmpty() ? null : message);
    if (isTerminated()) {
      entry = entry.with("lastState", state());
    }
    entry =
        entry
            .with("state", JsonObject.of(WAITING, waiting))
            .with("ready", false)
            .with("started", false);
  }

  void run(
      long at, String image, String imageId, String containerId, boolean started, boolean ready) {
    boolean again = !lastEnd().isEmpty();
    if (isTerminated()) {
      entry = entry.with("lastState", state());
    }
    entry =
        entry
            .with(
                "state", JsonObject.of(RUNNING, JsonObject.of("startedAt", Timestamps.format(at))))
            .with("restartCount", again ? restarts() + 1 : restarts())
            .with("containerID", containerId)
            .with("image", image)
            .with("imageID", imageId)
            .with("started", started)
            .with("ready", ready);
  }

  void probed(boolean started, boolean ready) {
    entry = entry.with("started", started).with("ready", ready);
  }

  void end(ContainerProcess.Exit exit, String reason, String message) {
    JsonObject terminated =
        JsonObject.of(
            "containerID",
            containerId(),
            "exitCode",
            (long) exit.code(),
            "finishedAt",
            Timestamps.format(exit.at()),
            "message",
            message == null || message.isEmpty() ? null : message,
            "reason",
            reason,
            "startedAt",
            state().object(RUNNING).string("startedAt"));
    entry =
        entry
            .with("state", JsonObject.of(TERMINATED, terminated))
            .with("ready", false)
            .with("started", false);
  }

  /** It succeeded and needs not be ready any more: how an init container counts. */
  void countAsReady() {
    entry = entry.with("ready", true);
  }
}
