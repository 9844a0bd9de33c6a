package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.kubelet.ContainerWorker.Role;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Timestamps;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of a Pod that was deleted: hooks and SIGTERM to its containers, then to its sidecars in
 * the reverse order of their start, SIGKILL when the grace period is over; then its last status,
 * and its removal.
 *
 * <p>Documentation: concepts/workloads/pods/pod-lifecycle, Termination of Pods
 */
final class PodTermination {

  private static final long NEVER = ContainerWorker.NEVER;

  private final PodWorker pod;

  PodTermination(PodWorker pod) {
    this.pod = pod;
  }

  long look(boolean finished) {
    KubeObject object = pod.object();
    long grace = object.metadata().integer("deletionGracePeriodSeconds", 0) * 1000;
    if (finished) {
      return remove(grace);
    }
    if (!object.status().isSet("startTime")) {
      return remove(Math.max(grace, 1));
    }
    pod.readContainers();
    // deletionTimestamp is when the grace period ends: 08:00:30 for one of 30 s that began at
    // 08:00:00.
    long begin = Moments.of(object.metadata().string("deletionTimestamp")) - grace;
    long next = end(begin, grace);
    if (next > 0) {
      return next;
    }
    long last = Math.max(begin, lastEnd()) + pod.draw("gone").between(900, 1_500);
    if (last > pod.now()) {
      return last;
    }
    writeLast();
    return remove(Math.max(grace, 1));
  }

  /** Answers when to look again, 0 where nothing runs any more. */
  private long end(long begin, long grace) {
    long next = 0;
    for (ContainerWorker container : pod.containers()) {
      if (container.role() != Role.SIDECAR) {
        container.kill(begin, "Stopping container " + container.name(), grace);
        long ends = container.awaitEnd();
        next = ends == 0 ? next : next == 0 ? ends : Math.min(next, ends);
      }
    }
    if (next > 0) {
      return next;
    }
    List<ContainerWorker> all = new ArrayList<>(pod.containers());
    for (int i = all.size() - 1; i >= 0; i--) {
      ContainerWorker sidecar = all.get(i);
      if (sidecar.role() == Role.SIDECAR && sidecar.state().isRunning()) {
        long since = Math.max(begin, lastEnd());
        sidecar.kill(
            since, "Stopping container " + sidecar.name(), Math.max(0, begin + grace - since));
        long ends = sidecar.awaitEnd();
        if (ends > 0) {
          return ends;
        }
      }
    }
    return 0;
  }

  private long lastEnd() {
    long last = 0;
    for (ContainerWorker container : pod.containers()) {
      if (container.state().isTerminated()) {
        last =
            Math.max(last, Timestamps.parse(container.state().terminated().string("finishedAt")));
      }
    }
    return last;
  }

  /** A Pod that ends is given a last phase: whether all its containers ended well. */
  private void writeLast() {
    boolean well = true;
    boolean any = false;
    for (ContainerWorker container : pod.containers()) {
      if (container.role() == Role.REGULAR) {
        JsonObject end = container.state().lastEnd();
        any |= !end.isEmpty();
        well &= !end.isEmpty() && end.integer("exitCode", 0) == 0;
      }
    }
    String phase = any && well ? "Succeeded" : "Failed";
    JsonObject status = PodStatus.of(pod, pod.object().status(), false).with("phase", phase);
    JsonObject last = PodStatus.ended(pod, status, well ? "PodCompleted" : "PodFailed");
    pod.client().patchStatus(pod.object(), before -> last);
  }

  private long remove(long grace) {
    KubeObject current = pod.client().current(pod.object());
    if (current != null && (grace > 0 || current.finalizers().isEmpty())) {
      pod.client().delete(current, 0L, null);
    }
    if (pod.client().current(pod.object()) == null) {
      pod.kubelet().forget(pod);
    }
    return NEVER;
  }
}
