package dev.kubarium.cluster.controller.nodelifecycle;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Timestamps;
import java.util.List;

/**
 * The taints that a node has because of its conditions, among those that others put on it.
 *
 * <p>See reference/labels-annotations-taints: {@code not-ready} and {@code unreachable} keep Pods
 * away (NoSchedule) and drive them out (NoExecute); pressures and the cordon only keep them away.
 */
final class NodeTaints {

  private static final String PREFIX = "node.kubernetes.io/";

  /** A condition, what it must say, and the taint it makes. */
  private record Rule(String condition, String status, String taint) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule("Ready", "False", "not-ready"),
          new Rule("Ready", "Unknown", "unreachable"),
          new Rule("MemoryPressure", "True", "memory-pressure"),
          new Rule("DiskPressure", "True", "disk-pressure"),
          new Rule("PIDPressure", "True", "pid-pressure"),
          new Rule("NetworkUnavailable", "True", "network-unavailable"));

  private NodeTaints() {}

  /** All taints that the node must have now; the very same array where it has them. */
  static JsonArray of(KubeObject node, long now) {
    JsonArray taints = node.spec().array("taints");
    for (Rule rule : RULES) {
      boolean holds = NodeLifecycleController.said(node, rule.condition).equals(rule.status);
      taints = put(taints, rule.taint, "NoSchedule", holds, null);
      if (rule.condition.equals("Ready")) {
        taints = put(taints, rule.taint, "NoExecute", holds, Timestamps.format(now));
      }
    }
    return put(
        taints,
        "unschedulable",
        "NoSchedule",
        node.spec().bool("unschedulable"),
        Timestamps.format(now));
  }

  private static JsonArray put(
      JsonArray taints, String name, String effect, boolean wanted, String since) {
    boolean there = taints.objects().stream().anyMatch(taint -> is(taint, name, effect));
    if (there == wanted) {
      return taints;
    }
    return wanted
        ? taints.plus(JsonObject.of("key", PREFIX + name, "effect", effect, "timeAdded", since))
        : taints.without(each -> each instanceof JsonObject taint && is(taint, name, effect));
  }

  private static boolean is(JsonObject taint, String name, String effect) {
    return taint.string("key", "").equals(PREFIX + name) && effect.equals(taint.string("effect"));
  }
}
