package dev.kubarium.cluster.scheduler;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each score plugin gave each node that fits, weighted. */
public final class Scores {

  static final Scores NONE = new Scores(List.of(), List.of(), new int[0][]);

  private final List<String> nodes;
  private final List<String> plugins;
  private final int[][] weighted;

  /** {@code weighted}: for each plugin, one score for each node, in the order of the nodes. */
  Scores(List<String> nodes, List<String> plugins, int[][] weighted) {
    this.nodes = List.copyOf(nodes);
    this.plugins = List.copyOf(plugins);
    this.weighted = weighted;
  }

  /** The nodes that fit, in the order in which they were looked at. */
  public List<String> nodes() {
    return nodes;
  }

  /** Score plugin → weighted score of a node; empty for one that did not fit. */
  public Map<String, Integer> of(String node) {
    Map<String, Integer> scores = new LinkedHashMap<>();
    int column = nodes.indexOf(node);
    for (int row = 0; row < plugins.size() && column >= 0; row++) {
      scores.put(plugins.get(row), weighted[row][column]);
    }
    return scores;
  }
}
