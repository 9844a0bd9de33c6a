package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.image.Answer;
import dev.kubarium.cluster.image.ContainerProcess;
import dev.kubarium.cluster.object.JsonObject;

/**
 * The startup, readiness and liveness probes of one run of one container.
 *
 * <p>A probe runs at fixed moments after the start. Those at which nothing can have changed since
 * the last success are not played: the next one is that after the next moment at which the
 * container can answer something else. A healthy server needs no timers.
 *
 * <p>Models: pkg/kubelet/prober
 */
final class Probes {

  /**
   * {@code failure} is {@code null} for a success. {@code steady}: it stays so until the container
   * changes.
   */
  record Outcome(String failure, boolean steady) {}

  private static final long NEVER = ContainerWorker.NEVER;
  private static final int EVENTS_AT_ONCE = 25;
  private static final long EVENT_THEN_EVERY = 300_000;

  private final PodWorker pod;
  private final ContainerWorker container;
  private final Probe startup;
  private final Probe readiness;
  private final Probe liveness;

  /**
   * {@code freshAt}: when the run began, where it begins now; {@code NEVER} for a run that is found
   * again.
   */
  Probes(PodWorker pod, ContainerWorker container, long freshAt) {
    this.pod = pod;
    this.container = container;
    JsonObject spec = container.spec();
    boolean started = container.state().isStarted();
    startup =
        spec.isSet("startupProbe")
            ? new Probe("Startup", spec.object("startupProbe"), started, freshAt)
            : null;
    readiness =
        spec.isSet("readinessProbe")
            ? new Probe(
                "Readiness", spec.object("readinessProbe"), container.state().isReady(), freshAt)
            : null;
    liveness =
        spec.isSet("livenessProbe")
            ? new Probe("Liveness", spec.object("livenessProbe"), true, freshAt)
            : null;
  }

  boolean hasReadiness() {
    return readiness != null;
  }

  void unsettle() {
    for (Probe probe : new Probe[] {startup, readiness, liveness}) {
      if (probe != null) {
        probe.unsettle();
      }
    }
  }

  /**
   * Runs the probes that are due, notes what they found in the container's state, and answers when
   * the next is.
   */
  long look() {
    ContainerState state = container.state();
    if (startup == null && readiness == null && liveness == null) {
      if (!state.isReady()) {
        state.probed(true, true);
      }
      return NEVER;
    }
    long next = NEVER;
    if (startup != null && !state.isStarted()) {
      next = startup.look();
      if (!startup.passed) {
        return next;
      }
      state.probed(true, false);
      if (readiness != null) {
        readiness.beginNotBefore(pod.now());
      }
      if (liveness != null) {
        liveness.beginNotBefore(pod.now());
      }
    }
    if (liveness != null) {
      next = liveness.look();
    }
    if (readiness != null) {
      next = Math.min(next, readiness.look());
    }
    boolean ready = readiness == null || readiness.passed;
    if (ready != state.isReady()) {
      state.probed(true, ready);
    }
    return startup != null && !state.isStarted() ? startup.due : next;
  }

  /** One probe: a grid of moments, and how often in a row it came out the same. */
  private final class Probe {
    final String kind;
    final JsonObject spec;
    final long period;
    final long first;
    boolean passed;
    long due;
    long successes;
    long failures;

    Probe(String kind, JsonObject spec, boolean passed, long freshAt) {
      this.kind = kind;
      this.spec = spec;
      this.passed = passed;
      this.period = Math.max(1, spec.integer("periodSeconds", 10)) * 1000;
      long base =
          freshAt == NEVER
              ? container.state().startedAt()
              : Moments.of(dev.kubarium.cluster.object.Timestamps.format(freshAt));
      long jitter =
          pod.draw("probe/" + kind + "/" + container.name() + "/" + container.state().restarts())
              .between(600, 1_400);
      this.first = base + jitter + spec.integer("initialDelaySeconds", 0) * 1000;
      this.due = freshAt == NEVER && pod.now() > first ? grid(pod.now() + 1) : first;
    }

    /** The first of the probe's moments at or after this one. */
    private long grid(long from) {
      return from == NEVER
          ? NEVER
          : from <= first ? first : first + (from - first + period - 1) / period * period;
    }

    void beginNotBefore(long time) {
      due = grid(Math.max(due, time + 1));
    }

    void unsettle() {
      due = Math.min(due, grid(pod.now() + 1));
    }

    long look() {
      while (due <= pod.now()) {
        run(due);
      }
      return due;
    }

    private void run(long at) {
      Outcome outcome = probe(spec, container, pod, at);
      boolean success = outcome.failure() == null;
      successes = success ? successes + 1 : 0;
      failures = success ? 0 : failures + 1;
      boolean before = passed;
      if (success && successes >= spec.integer("successThreshold", 1)) {
        passed = true;
      } else if (!success) {
        long tick = (at - first) / period;
        if (tick < EVENTS_AT_ONCE || tick * period % EVENT_THEN_EVERY < period) {
          container.event(at, "Warning", "Unhealthy", kind + " probe failed: " + outcome.failure());
        }
        if (failures >= spec.integer("failureThreshold", 3)) {
          failed(at);
        }
      }
      boolean settled =
          success == passed && before == passed && (success || kind.equals("Readiness"));
      long next = at + period;
      if (settled && outcome.steady()) {
        next = grid(Math.max(next, change(at)));
        if (!success) {
          long tick = (at - first) / period;
          long spoken =
              tick < EVENTS_AT_ONCE
                  ? at + period
                  : grid(first + ((at - first) / EVENT_THEN_EVERY + 1) * EVENT_THEN_EVERY);
          next = Math.min(next, spoken);
        }
      }
      due = next;
    }

    private long change(long at) {
      ContainerProcess process = container.process();
      return process == null ? NEVER : process.nextChange(at);
    }

    private void failed(long at) {
      passed = kind.equals("Liveness");
      if (kind.equals("Readiness")) {
        return;
      }
      failures = 0;
      long grace =
          spec.isSet("terminationGracePeriodSeconds")
              ? spec.integer("terminationGracePeriodSeconds", 30) * 1000
              : pod.gracePeriod();
      container.kill(
          at,
          "Container "
              + container.name()
              + " failed "
              + kind.toLowerCase(java.util.Locale.ROOT)
              + " probe, will be restarted",
          grace);
    }
  }

  // ── The ways to probe ──

  private static Outcome probe(JsonObject spec, ContainerWorker container, PodWorker pod, long at) {
    if (spec.isSet("httpGet")) {
      return httpGet(spec.object("httpGet"), container, pod, at);
    }
    if (spec.isSet("tcpSocket")) {
      int port = port(spec.object("tcpSocket").get("port"), container.spec());
      return open(pod, port, at)
          ? new Outcome(null, true)
          : new Outcome(
              "dial tcp " + pod.ip() + ":" + port + ": connect: connection refused", true);
    }
    if (spec.isSet("grpc")) {
      int port = (int) spec.object("grpc").integer("port", 0);
      return open(pod, port, at)
          ? new Outcome(null, true)
          : new Outcome(
              "timeout: failed to connect service \""
                  + pod.ip()
                  + ":"
                  + port
                  + "\" within "
                  + spec.integer("timeoutSeconds", 1)
                  + "s: context deadline exceeded",
              true);
    }
    return exec(spec, container, at);
  }

  private static Outcome exec(JsonObject spec, ContainerWorker container, long at) {
    ContainerProcess process = container.process();
    if (process == null) {
      return new Outcome("container is not running", true);
    }
    var command = spec.object("exec").array("command").strings();
    ContainerProcess.Result result = process.exec(command, "", at);
    long timeout = spec.integer("timeoutSeconds", 1);
    if (result.millis() > timeout * 1000) {
      return new Outcome(
          "command timed out: \""
              + String.join(" ", command)
              + "\" timed out after "
              + timeout
              + "s",
          !result.worldly());
    }
    return new Outcome(
        result.exitCode() == 0 ? null : result.out() + result.err(), !result.worldly());
  }

  static Outcome httpGet(JsonObject action, ContainerWorker container, PodWorker pod, long at) {
    int port = port(action.get("port"), container.spec());
    String host = action.string("host", "");
    String path = action.string("path", "/");
    String scheme = action.string("scheme", "HTTP").toLowerCase(java.util.Locale.ROOT);
    String url =
        scheme
            + "://"
            + (host.isEmpty() ? pod.ip() : host)
            + ":"
            + port
            + (path.startsWith("/") ? path : "/" + path);
    if (!host.isEmpty() && !host.equals(pod.ip())) {
      var reply = pod.surroundings(container).http("GET", host, port, path, host);
      return new Outcome(
          reply.answer() != null
              ? ofStatus(reply.answer().status())
              : "Get \"" + url + "\": dial tcp: " + reply.failure(),
          false);
    }
    Answer answer = null;
    for (ContainerWorker each : pod.containers()) {
      ContainerProcess process = each.process();
      answer =
          answer != null || process == null ? answer : process.answer(port, "GET", path, at, 0);
    }
    return answer == null
        ? new Outcome(
            "Get \""
                + url
                + "\": dial tcp "
                + pod.ip()
                + ":"
                + port
                + ": connect: connection refused",
            true)
        : new Outcome(ofStatus(answer.status()), true);
  }

  private static String ofStatus(int status) {
    return status >= 200 && status < 400 ? null : "HTTP probe failed with statuscode: " + status;
  }

  private static boolean open(PodWorker pod, int port, long at) {
    for (ContainerWorker each : pod.containers()) {
      ContainerProcess process = each.process();
      if (process != null && process.listens(port, at)) {
        return true;
      }
    }
    return false;
  }

  /** A port is a number, or the name of one of the container's. */
  private static int port(Object port, JsonObject container) {
    if (port instanceof Long number) {
      return number.intValue();
    }
    String name = String.valueOf(port);
    JsonObject named = container.array("ports").find("name", name);
    if (named != null) {
      return (int) named.integer("containerPort", 0);
    }
    return name.matches("[0-9]{1,5}") ? Integer.parseInt(name) : 0;
  }
}
