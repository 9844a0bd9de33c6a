package dev.kubarium.cluster.object;

/** What control loops ask of a Pod, read straight from its tree. */
public final class Pods {

  private Pods() {}

  /** {@code Pending} until the kubelet says otherwise. */
  public static String phase(KubeObject pod) {
    return pod.status().string("phase", "Pending");
  }

  /** Whether it ended for good: {@code Succeeded} or {@code Failed}. */
  public static boolean isFinished(KubeObject pod) {
    String phase = phase(pod);
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /** Neither finished nor being deleted. */
  public static boolean isActive(KubeObject pod) {
    return !isFinished(pod) && !pod.isTerminating();
  }

  /** The node it is bound to, or the empty string. */
  public static String nodeName(KubeObject pod) {
    return pod.spec().string("nodeName", "");
  }

  public static boolean isReady(KubeObject pod) {
    return Conditions.isTrue(pod.status(), "Ready");
  }

  /** Since when it has been ready, in virtual milliseconds; 0 where it is not. */
  public static long readySince(KubeObject pod) {
    JsonObject ready = Conditions.find(pod.status(), "Ready");
    return ready != null && "True".equals(ready.string("status"))
        ? Timestamps.parse(ready.string("lastTransitionTime"))
        : 0;
  }

  /** Ready, and without a break for so many seconds. */
  public static boolean isAvailable(KubeObject pod, long minReadySeconds, long now) {
    return availableAt(pod, minReadySeconds) <= now;
  }

  /**
   * When it is, or was, available if it stays ready; {@code Long.MAX_VALUE} where it is not ready.
   */
  public static long availableAt(KubeObject pod, long minReadySeconds) {
    if (!isReady(pod)) {
      return Long.MAX_VALUE;
    }
    return minReadySeconds == 0 ? 0 : readySince(pod) + minReadySeconds * 1000;
  }

  /** The restarts of the container that restarted most. */
  public static long mostRestarts(KubeObject pod) {
    long most = 0;
    for (Object container : pod.status().array("containerStatuses")) {
      if (container instanceof JsonObject status) {
        most = Math.max(most, status.integer("restartCount", 0));
      }
    }
    return most;
  }

  /**
   * Whether a change of a Pod can matter to whoever counts Pods: it came or went, began to end,
   * changed its labels, its owners, its phase or its readiness.
   */
  public static boolean countsDifferently(Change change) {
    KubeObject before = change.before();
    KubeObject after = change.after();
    if (before == null || after == null) {
      return true;
    }
    if (before.isTerminating() != after.isTerminating()
        || !before.labels().equals(after.labels())
        || !before
            .metadata()
            .array("ownerReferences")
            .equals(after.metadata().array("ownerReferences"))) {
      return true;
    }
    return before.status() != after.status()
        && (!phase(before).equals(phase(after))
            || isReady(before) != isReady(after)
            || readySince(before) != readySince(after));
  }
}
