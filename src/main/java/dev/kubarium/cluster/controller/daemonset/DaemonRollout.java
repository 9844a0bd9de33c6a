package dev.kubarium.cluster.controller.daemonset;

import dev.kubarium.cluster.controller.IntOrPercent;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which old Pods go now and where a new one may come beside an old one, so that no more nodes than
 * allowed are without a working daemon.
 *
 * <p>Of 10 nodes with maxUnavailable 10%, one old Pod goes at a time; with maxSurge 10%, one new
 * Pod comes at a time.
 *
 * <p>Models: pkg/controller/daemon/update.go (rollingUpdate)
 */
final class DaemonRollout {

  /** The Pods to delete and the nodes to create on. */
  record Step(List<KubeObject> going, List<String> surging) {}

  private final KubeObject daemonSet;
  private final String hash;
  private final long now;

  DaemonRollout(KubeObject daemonSet, String hash, long now) {
    this.daemonSet = daemonSet;
    this.hash = hash;
    this.now = now;
  }

  /** {@code byNode}: node that wants a daemon → its Pods, oldest first. */
  Step next(Map<String, List<KubeObject>> byNode) {
    JsonObject rolling = daemonSet.spec().objectAt("updateStrategy", "rollingUpdate");
    long surge = IntOrPercent.of(rolling.get("maxSurge"), byNode.size(), true);
    long unavailable = IntOrPercent.of(rolling.get("maxUnavailable"), byNode.size(), true);
    return surge > 0 ? surging(byNode, surge) : replacing(byNode, Math.max(1, unavailable));
  }

  private Step replacing(Map<String, List<KubeObject>> byNode, long mostUnavailable) {
    long missing = 0;
    List<KubeObject> broken = new ArrayList<>();
    List<KubeObject> working = new ArrayList<>();
    for (List<KubeObject> pods : byNode.values()) {
      KubeObject fresh = live(pods, true);
      KubeObject old = live(pods, false);
      if (fresh == null && old != null) {
        boolean works = isAvailable(old);
        (works ? working : broken).add(old);
        missing += works ? 0 : 1;
      } else if (fresh == null || old != null || !isAvailable(fresh)) {
        missing++;
      }
    }
    long room = Math.max(0, Math.min(working.size(), mostUnavailable - missing));
    broken.addAll(working.subList(0, (int) room));
    return new Step(broken, List.of());
  }

  private Step surging(Map<String, List<KubeObject>> byNode, long mostSurging) {
    long surging = 0;
    List<KubeObject> going = new ArrayList<>();
    List<String> first = new ArrayList<>();
    List<String> then = new ArrayList<>();
    for (Map.Entry<String, List<KubeObject>> node : byNode.entrySet()) {
      KubeObject fresh = live(node.getValue(), true);
      KubeObject old = live(node.getValue(), false);
      if (old == null) {
        continue;
      }
      if (fresh == null) {
        (isAvailable(old) ? then : first).add(node.getKey());
      } else if (isAvailable(fresh)) {
        going.add(old);
      } else {
        surging++;
      }
    }
    long room = Math.max(0, Math.min(then.size(), mostSurging - surging));
    first.addAll(then.subList(0, (int) room));
    return new Step(going, first);
  }

  /**
   * The oldest Pod that is not ending, of the new or of an old template; {@code null} where there
   * is none.
   */
  private KubeObject live(List<KubeObject> pods, boolean fresh) {
    for (KubeObject pod : pods) {
      if (!pod.isTerminating() && DaemonPods.isOf(pod, hash) == fresh) {
        return pod;
      }
    }
    return null;
  }

  private boolean isAvailable(KubeObject pod) {
    return Pods.isAvailable(pod, daemonSet.spec().integer("minReadySeconds", 0), now);
  }
}
