package dev.kubarium.cluster.scheduler.score;

import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.OwnerReferences;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.ScorePlugin;

/**
 * Pods of the same controller spread over nodes: upstream's default constraint for Pods that name none. Models:
 * pkg/scheduler/framework/plugins/podtopologyspread. Left out: zones in the default constraint.
 */
public final class PodTopologySpread implements ScorePlugin {

  @Override
  public String name() {
    return "PodTopologySpread";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public long score(KubeObject pod, NodeView node, SchedulingContext context) {
    String owner = OwnerReferences.controllerUid(pod);
    if (owner.isEmpty()) {
      return 100;
    }
    long most = context.nodes().stream().mapToLong(each -> each.siblings(owner)).max().orElse(0);
    return most == 0 ? 100 : 100 * (most - node.siblings(owner)) / most;
  }
}
