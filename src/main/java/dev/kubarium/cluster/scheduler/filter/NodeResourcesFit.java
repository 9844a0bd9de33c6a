package dev.kubarium.cluster.scheduler.filter;

import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.scheduler.FilterPlugin;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.Resources;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import java.util.ArrayList;
import java.util.List;

/** What the Pod asks for must be free. Models: pkg/scheduler/framework/plugins/noderesources */
public final class NodeResourcesFit implements FilterPlugin {

  @Override
  public String name() {
    return "NodeResourcesFit";
  }

  @Override
  public List<String> reasonsAgainst(KubeObject pod, NodeView node, SchedulingContext context) {
    Resources asked = Resources.requestedBy(pod.spec());
    Resources free = node.allocatable().minus(node.requested());
    if (free.pods() >= 1
        && asked.cpuMilli() <= free.cpuMilli()
        && asked.memory() <= free.memory()
        && asked.ephemeralStorage() <= free.ephemeralStorage()) {
      return List.of();
    }
    List<String> reasons = new ArrayList<>();
    if (free.pods() < 1) {
      reasons.add("Too many pods");
    }
    if (asked.cpuMilli() > 0 && asked.cpuMilli() > free.cpuMilli()) {
      reasons.add("Insufficient cpu");
    }
    if (asked.memory() > 0 && asked.memory() > free.memory()) {
      reasons.add("Insufficient memory");
    }
    if (asked.ephemeralStorage() > 0 && asked.ephemeralStorage() > free.ephemeralStorage()) {
      reasons.add("Insufficient ephemeral-storage");
    }
    return reasons;
  }
}
