package dev.kubarium.cluster.scheduler.score;

import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.Resources;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.ScorePlugin;

/**
 * The freer node is liked more. Models: pkg/scheduler/framework/plugins/noderesources/least_allocated.go
 *
 * <p>A Pod that asks for nothing counts as 100m and 200 MB, so that such Pods spread too.
 */
public final class LeastAllocated implements ScorePlugin {

  private static final long DEFAULT_CPU = 100;
  private static final long DEFAULT_MEMORY = 200L * 1024 * 1024;

  @Override
  public String name() {
    return "NodeResourcesFit";
  }

  @Override
  public int weight() {
    return 1;
  }

  @Override
  public long score(KubeObject pod, NodeView node, SchedulingContext context) {
    Resources asked = Resources.requestedBy(pod.spec());
    long unasked = node.unasking();
    long cpu =
        node.requested().cpuMilli() + unasked * DEFAULT_CPU + (asked.cpuMilli() == 0 ? DEFAULT_CPU : asked.cpuMilli());
    long memory =
        node.requested().memory() + unasked * DEFAULT_MEMORY + (asked.memory() == 0 ? DEFAULT_MEMORY : asked.memory());
    return (free(cpu, node.allocatable().cpuMilli()) + free(memory, node.allocatable().memory())) / 2;
  }

  private static long free(long requested, long capacity) {
    return capacity == 0 || requested > capacity ? 0 : (capacity - requested) * 100 / capacity;
  }
}
