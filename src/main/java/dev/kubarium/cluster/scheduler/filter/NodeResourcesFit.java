package dev.kubarium.cluster.scheduler.filter;

import dev.kubarium.cluster.scheduler.FilterPlugin;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.Resources;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * What the Pod asks for must be free. Models: pkg/scheduler/framework/plugins/noderesources,
 * fit.go. Left out: extended resources such as GPUs.
 */
public final class NodeResourcesFit implements FilterPlugin {

  @Override
  public String name() {
    return "NodeResourcesFit";
  }

  @Override
  public Verdict verdict(NodeView node, SchedulingContext context) {
    Resources asked = context.asked();
    Resources all = node.allocatable();
    Resources used = node.requested();
    if (used.pods() + 1 <= all.pods()
        && asked.cpuMilli() <= all.cpuMilli() - used.cpuMilli()
        && asked.memory() <= all.memory() - used.memory()
        && asked.ephemeralStorage() <= all.ephemeralStorage() - used.ephemeralStorage()) {
      return Verdict.FITS;
    }
    List<String> reasons = new ArrayList<>();
    boolean resolvable = true;
    if (used.pods() + 1 > all.pods()) {
      reasons.add("Too many pods");
    }
    if (isShort(asked.cpuMilli(), all.cpuMilli() - used.cpuMilli())) {
      reasons.add("Insufficient cpu");
      resolvable &= asked.cpuMilli() <= all.cpuMilli();
    }
    if (isShort(asked.memory(), all.memory() - used.memory())) {
      reasons.add("Insufficient memory");
      resolvable &= asked.memory() <= all.memory();
    }
    if (isShort(asked.ephemeralStorage(), all.ephemeralStorage() - used.ephemeralStorage())) {
      reasons.add("Insufficient ephemeral-storage");
      resolvable &= asked.ephemeralStorage() <= all.ephemeralStorage();
    }
    return reasons.isEmpty() ? Verdict.FITS : new Verdict(List.copyOf(reasons), resolvable);
  }

  private static boolean isShort(long asked, long free) {
    return asked > 0 && asked > free;
  }
}
