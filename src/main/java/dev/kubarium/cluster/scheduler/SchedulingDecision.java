package dev.kubarium.cluster.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a Pod goes, or why nowhere.
 *
 * @param node the chosen node, or {@code null}
 * @param against node → filter → its reasons, of the nodes that do not fit
 * @param scores node → score plugin → weighted score, of those that do
 * @param nodes how many nodes were looked at
 * @param refusal what kept the Pod from every node before any was looked at, or {@code null}
 */
public record SchedulingDecision(
    String node,
    Map<String, Map<String, List<String>>> against,
    Map<String, Map<String, Long>> scores,
    int nodes,
    String refusal) {

  /** Filters whose no may become a yes when a Pod of lower priority goes. */
  private static final List<String> RESOLVABLE =
      List.of("InterPodAffinity", "NodePorts", "NodeResourcesFit", "PodTopologySpread");

  /** No node was looked at: what the Pod needs is not there. */
  static SchedulingDecision refused(String refusal, int nodes) {
    return new SchedulingDecision(null, Map.of(), Map.of(), nodes, refusal);
  }

  /**
   * The sentence of the FailedScheduling Event: {@code 0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had
   * untolerated taint(s). no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful
   * for scheduling.}
   */
  public String sentence() {
    if (nodes == 0) {
      return "no nodes available to schedule pods";
    }
    if (refusal != null) {
      return "0/" + nodes + " nodes are available: " + refusal + ". no new claims to deallocate, " + preemption();
    }
    Map<String, Integer> counts = new TreeMap<>();
    against.values().forEach(
        ofNode -> ofNode.values().forEach(reasons -> reasons.forEach(reason -> counts.merge(reason, 1, Integer::sum))));
    List<String> parts = new ArrayList<>();
    counts.forEach((reason, count) -> parts.add(count + " " + reason));
    java.util.Collections.sort(parts);
    return "0/" + nodes + " nodes are available: " + String.join(", ", parts) + ". no new claims to deallocate, "
        + preemption();
  }

  /** Where room is short, ending a Pod of lower priority might have helped; a selector or a taint stays as it is. */
  private String preemption() {
    List<String> parts = new ArrayList<>();
    long roomIsShort = against.values().stream().filter(SchedulingDecision::isResolvable).count();
    if (roomIsShort > 0) {
      parts.add(roomIsShort + " No preemption victims found for incoming pod");
    }
    if (nodes > roomIsShort) {
      parts.add((nodes - roomIsShort) + " Preemption is not helpful for scheduling");
    }
    return "preemption: 0/" + nodes + " nodes are available: " + String.join(", ", parts) + ".";
  }

  private static boolean isResolvable(Map<String, List<String>> verdicts) {
    return verdicts.keySet().stream().anyMatch(RESOLVABLE::contains);
  }
}
