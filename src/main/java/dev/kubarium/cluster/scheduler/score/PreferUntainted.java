package dev.kubarium.cluster.scheduler.score;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.ScorePlugin;
import java.util.List;

/**
 * Nodes with fewer untolerated PreferNoSchedule taints. Models:
 * pkg/scheduler/framework/plugins/tainttoleration
 */
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
  public long[] scores(List<NodeView> fitting, SchedulingContext context) {
    long[] against = new long[fitting.size()];
    for (int i = 0; i < against.length; i++) {
      for (JsonObject taint : fitting.get(i).node().spec().array("taints").objects()) {
        if ("PreferNoSchedule".equals(taint.string("effect"))
            && !context.tolerations().tolerate(taint)) {
          against[i]++;
        }
      }
    }
    return ScorePlugin.normalized(against, true);
  }
}
