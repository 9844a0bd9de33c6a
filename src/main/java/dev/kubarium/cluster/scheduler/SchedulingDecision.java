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
 */
public record SchedulingDecision(
    String node, Map<String, Map<String, List<String>>> against, Map<String, Map<String, Long>> scores, int nodes) {

  /**
   * The sentence of the FailedScheduling Event: {@code 0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had
   * untolerated taint(s).}
   */
  public String sentence() {
    if (nodes == 0) {
      return "no nodes available to schedule pods";
    }
    Map<String, Integer> counts = new TreeMap<>();
    against.values().forEach(
        ofNode -> ofNode.values().forEach(reasons -> reasons.forEach(reason -> counts.merge(reason, 1, Integer::sum))));
    List<String> parts = new ArrayList<>();
    counts.forEach((reason, count) -> parts.add(count + " " + reason));
    java.util.Collections.sort(parts);
    return "0/" + nodes + " nodes are available: " + String.join(", ", parts) + ".";
  }
}
