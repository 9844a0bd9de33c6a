package dev.kubarium.cluster.scheduler.score;

import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.Resources;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.ScorePlugin;
import java.util.List;

/**
 * The node is liked on which cpu and memory are used in like shares once the Pod is there. Models:
 * pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go
 */
public final class BalancedAllocation implements ScorePlugin {

  @Override
  public String name() {
    return "NodeResourcesBalancedAllocation";
  }

  @Override
  public int weight() {
    return 1;
  }

  @Override
  public long[] scores(List<NodeView> fitting, SchedulingContext context) {
    Resources asked = context.asked();
    if (asked.cpuMilli() == 0 && asked.memory() == 0) {
      return null;
    }
    long[] scores = new long[fitting.size()];
    for (int i = 0; i < scores.length; i++) {
      NodeView node = fitting.get(i);
      long without = balance(node.requested(), node.allocatable());
      long with = balance(node.requested().plus(asked), node.allocatable());
      // Neither better nor worse than before is 75.
      scores[i] = 50 + (50 + with - without) / 2;
    }
    return scores;
  }

  /** 40% of cpu and 60% of memory: a deviation of 0.1 from their mean, 90. */
  private static long balance(Resources used, Resources all) {
    if (all.cpuMilli() == 0 || all.memory() == 0) {
      return 100;
    }
    double cpu = Math.min(1, (double) used.cpuMilli() / all.cpuMilli());
    double memory = Math.min(1, (double) used.memory() / all.memory());
    return (long) ((1 - Math.abs(cpu - memory) / 2) * 100);
  }
}
