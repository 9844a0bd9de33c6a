package dev.kubarium.cluster.scheduler;

import java.util.List;

/** Says how much it likes each node for a Pod. Named as the upstream plugin. */
public interface ScorePlugin {

  String name();

  /** Upstream's default weight. */
  int weight();

  /**
   * From 0 to 100 for each of the nodes that fit, in their order; {@code null} where it has nothing
   * to say of this Pod.
   */
  long[] scores(List<NodeView> fitting, SchedulingContext context);

  /** Upstream's default normalisation: the most is 100, or, reversed, the least. */
  static long[] normalized(long[] counts, boolean reversed) {
    long most = 0;
    for (long count : counts) {
      most = Math.max(most, count);
    }
    long[] scores = new long[counts.length];
    for (int i = 0; i < counts.length; i++) {
      long share = most == 0 ? 0 : 100 * counts[i] / most;
      scores[i] = reversed ? 100 - share : share;
    }
    return scores;
  }
}
