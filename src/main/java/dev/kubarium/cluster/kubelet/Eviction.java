package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.image.ContainerProcess;
import dev.kubarium.cluster.object.Annotations;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Quantities;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends Pods when the memory of the node runs out: says so in the Node's conditions, then evicts one
 * Pod after the other, first those that use more than they asked for, then by priority, until there
 * is enough.
 *
 * <p>It looks every ten seconds, but only as long as what runs on the node could ever take too
 * much.
 *
 * <p>Documentation: concepts/scheduling-eviction/node-pressure-eviction. Models:
 * pkg/kubelet/eviction. Left out: disk and process ids, soft thresholds, reclaiming images.
 */
final class Eviction {

  private static final String TAKEN = Annotations.MEMORY_TAKEN;

  private static final long NEVER = ContainerWorker.NEVER;
  private static final long INTERVAL = 10_000;
  private static final long TRANSITION = 300_000;
  private static final long CRITICAL = 2_000_000_000L;
  private static final String THRESHOLD = "100Mi";
  private static final long THRESHOLD_BYTES = 100L << 20;

  private final Kubelet kubelet;
  private boolean planned;
  private long lastPressure;

  Eviction(Kubelet kubelet) {
    this.kubelet = kubelet;
    this.lastPressure = kubelet.now();
  }

  /** A container starts: from now on more memory may be taken. */
  void containerStarts() {
    plan(INTERVAL);
  }

  /** Something about the node changed. */
  void look() {
    plan(mayRunOut() || pressed() ? 1 : NEVER);
  }

  private void plan(long wait) {
    if (wait != NEVER && !planned) {
      planned = true;
      kubelet.loop().at(kubelet.now() + wait, this::run);
    }
  }

  private boolean pressed() {
    KubeObject self = kubelet.self();
    return self != null && Conditions.isTrue(self.status(), "MemoryPressure");
  }

  private boolean mayRunOut() {
    KubeObject self = kubelet.self();
    if (self == null) {
      return false;
    }
    long most = taken(self);
    for (PodWorker worker : kubelet.workers()) {
      for (ContainerWorker container : worker.containers()) {
        ContainerProcess process = container.process();
        most += process == null ? 0 : process.memoryMost();
      }
    }
    return capacity(self) - most < THRESHOLD_BYTES;
  }

  private static long taken(KubeObject node) {
    String taken = node.annotations().string(TAKEN, "");
    return taken.isEmpty() ? 0 : Quantities.value(taken);
  }

  private static long capacity(KubeObject node) {
    return Quantities.value(node.status().object("capacity").string("memory", "0"));
  }

  private void run() {
    planned = false;
    KubeObject self = kubelet.self();
    if (self == null || kubelet.isStopped()) {
      return;
    }
    long available = capacity(self) - taken(self);
    for (PodWorker worker : kubelet.workers()) {
      available -= usage(worker);
    }
    if (available < THRESHOLD_BYTES) {
      lastPressure = kubelet.now();
      if (!pressed()) {
        kubelet
            .client()
            .event(
                self,
                "Normal",
                "NodeHasInsufficientMemory",
                "Node " + self.name() + " status is now: NodeHasInsufficientMemory");
        post(self, true);
      }
      kubelet
          .client()
          .event(self, "Warning", "EvictionThresholdMet", "Attempting to reclaim memory");
      evictOne(available);
    } else if (pressed() && kubelet.now() >= lastPressure + TRANSITION) {
      kubelet
          .client()
          .event(
              self,
              "Normal",
              "NodeHasSufficientMemory",
              "Node " + self.name() + " status is now: NodeHasSufficientMemory");
      post(self, false);
    }
    plan(mayRunOut() || pressed() ? INTERVAL : NEVER);
  }

  private void post(KubeObject self, boolean pressure) {
    kubelet
        .client()
        .patchStatus(
            self, status -> NodeRegistration.memoryPressure(status, pressure, kubelet.now()));
  }

  private long usage(PodWorker worker) {
    long usage = 0;
    for (ContainerWorker container : worker.containers()) {
      ContainerProcess process = container.process();
      usage += process == null ? 0 : process.memory(kubelet.now());
    }
    return usage;
  }

  private static long requested(JsonObject container) {
    Object asked = container.object("resources").object("requests").get("memory");
    return asked == null ? 0 : Quantities.value(asked);
  }

  // ── Whom ──

  private record Candidate(PodWorker worker, long priority, long surplus) {}

  private void evictOne(long available) {
    List<Candidate> candidates = new ArrayList<>();
    for (PodWorker worker : kubelet.workers()) {
      long priority = worker.object().spec().integer("priority", 0);
      long usage = usage(worker);
      if (usage > 0 && priority < CRITICAL && !worker.object().isTerminating()) {
        long asked = 0;
        for (ContainerWorker container : worker.containers()) {
          asked += requested(container.spec());
        }
        candidates.add(new Candidate(worker, priority, usage - asked));
      }
    }
    candidates.sort(
        (a, b) -> {
          if (a.surplus() > 0 != b.surplus() > 0) {
            return a.surplus() > 0 ? -1 : 1;
          }
          return a.priority() != b.priority()
              ? Long.compare(a.priority(), b.priority())
              : Long.compare(b.surplus(), a.surplus());
        });
    if (!candidates.isEmpty()) {
      PodWorker worker = candidates.get(0).worker();
      String message = message(worker, available);
      worker.evict(message);
    }
  }

  private String message(PodWorker worker, long available) {
    StringBuilder message =
        new StringBuilder("The node was low on resource: memory. Threshold quantity: ")
            .append(THRESHOLD)
            .append(", available: ")
            .append(available <= 0 ? "0" : available / 1024 + "Ki")
            .append(". ");
    for (ContainerWorker container : worker.containers()) {
      ContainerProcess process = container.process();
      long usage = process == null ? 0 : process.memory(kubelet.now());
      if (usage > requested(container.spec())) {
        Object asked = container.spec().object("resources").object("requests").get("memory");
        message
            .append("Container ")
            .append(container.name())
            .append(" was using ")
            .append(usage / 1024)
            .append("Ki, request is ")
            .append(asked == null ? "0" : asked)
            .append(", has larger consumption of memory. ");
      }
    }
    return message.toString();
  }
}
