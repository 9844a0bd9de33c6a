package dev.kubarium.cluster.scheduler;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a Pod goes, or why nowhere.
 *
 * @param node the chosen node, or {@code null}
 * @param against node → filter → its reasons, of the nodes that do not fit; as upstream the first
 *     filter that says no is the last that is asked
 * @param scores what the nodes that do fit were given
 * @param nodes how many nodes were looked at
 * @param refusal what kept the Pod from every node before any was looked at, or {@code null}
 * @param preemption what ending other Pods would do for one that fits nowhere; {@code null} where
 *     it was not considered
 */
public record SchedulingDecision(
    String node,
    Map<String, Map<String, List<String>>> against,
    Scores scores,
    int nodes,
    String refusal,
    Preemption preemption) {

  static SchedulingDecision on(
      String node, Map<String, Map<String, List<String>>> against, Scores scores, int nodes) {
    return new SchedulingDecision(node, against, scores, nodes, null, null);
  }

  static SchedulingDecision nowhere(
      Map<String, Map<String, List<String>>> against, int nodes, Preemption preemption) {
    return new SchedulingDecision(null, against, Scores.NONE, nodes, null, preemption);
  }

  /** No node was looked at: what the Pod needs is not there. */
  static SchedulingDecision refused(String refusal, int nodes) {
    return new SchedulingDecision(
        null, Map.of(), Scores.NONE, nodes, refusal, Preemption.notHelpful(nodes));
  }

  /**
   * The sentence of the FailedScheduling Event: {@code 0/3 nodes are available: 1 Insufficient cpu,
   * 2 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/3 nodes are
   * available: 3 Preemption is not helpful for scheduling.}
   */
  public String sentence() {
    if (nodes == 0) {
      return "no nodes available to schedule pods";
    }
    List<String> reasons = new ArrayList<>();
    against.values().forEach(ofNode -> ofNode.values().forEach(reasons::addAll));
    String filtered =
        refusal == null
            ? counted(nodes, reasons)
            : "0/" + nodes + " nodes are available: " + refusal + ".";
    return preemption == null || preemption.node() != null
        ? filtered
        : filtered + " no new claims to deallocate, preemption: " + preemption.refusal();
  }

  /**
   * {@code 0/3 nodes are available: 1 Insufficient cpu, 2 Insufficient memory.}: sorted as texts,
   * as upstream does.
   */
  static String counted(int nodes, List<String> reasons) {
    Map<String, Integer> counts = new TreeMap<>();
    reasons.forEach(reason -> counts.merge(reason, 1, Integer::sum));
    List<String> parts = new ArrayList<>();
    counts.forEach((reason, count) -> parts.add(count + " " + reason));
    Collections.sort(parts);
    return "0/" + nodes + " nodes are available: " + String.join(", ", parts) + ".";
  }
}
