package dev.kubarium.cluster.scheduler.score;

import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.Resources;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.ScorePlugin;
import java.util.List;

/**
 * The freer node is liked more. Models:
 * pkg/scheduler/framework/plugins/noderesources/least_allocated.go
 *
 * <p>A container that asks for nothing counts as 100m and 200 MiB, so that such Pods spread too.
 */
public final class LeastAllocated implements ScorePlugin {

  @Override
  public String name() {
    return "NodeResourcesFit";
  }

  @Override
  public int weight() {
    return 1;
  }

  @Override
  public long[] scores(List<NodeView> fitting, SchedulingContext context) {
    Resources asked = context.assumed();
    long[] scores = new long[fitting.size()];
    for (int i = 0; i < scores.length; i++) {
      Resources all = fitting.get(i).allocatable();
      Resources used = fitting.get(i).assumed();
      scores[i] =
          (free(used.cpuMilli() + asked.cpuMilli(), all.cpuMilli())
                  + free(used.memory() + asked.memory(), all.memory()))
              / 2;
    }
    return scores;
  }

  private static long free(long requested, long capacity) {
    return capacity == 0 || requested > capacity ? 0 : (capacity - requested) * 100 / capacity;
  }
}
