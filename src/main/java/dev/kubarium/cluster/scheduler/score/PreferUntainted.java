package dev.kubarium.cluster.scheduler.score;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Tolerations;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.ScorePlugin;

/** Nodes with fewer untolerated PreferNoSchedule taints. Models: pkg/scheduler/framework/plugins/tainttoleration */
public final class PreferUntainted implements ScorePlugin {

  @Override
  public String name() {
    return "TaintToleration";
  }

  @Override
  public int weight() {
    return 3;
  }

  @Override
  public long score(KubeObject pod, NodeView node, SchedulingContext context) {
    long against = 0;
    for (JsonObject taint : node.node().spec().array("taints").objects()) {
      if ("PreferNoSchedule".equals(taint.string("effect")) && !Tolerations.of(pod).tolerate(taint)) {
        against++;
      }
    }
    return Math.max(0, 100 - 50 * against);
  }
}
