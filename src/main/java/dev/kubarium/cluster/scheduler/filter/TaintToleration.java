package dev.kubarium.cluster.scheduler.filter;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Tolerations;
import dev.kubarium.cluster.scheduler.FilterPlugin;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import java.util.List;

/** NoSchedule and NoExecute taints must be tolerated. Models: pkg/scheduler/framework/plugins/tainttoleration */
public final class TaintToleration implements FilterPlugin {

  @Override
  public String name() {
    return "TaintToleration";
  }

  @Override
  public List<String> reasonsAgainst(KubeObject pod, NodeView node, SchedulingContext context) {
    for (JsonObject taint : node.node().spec().array("taints").objects()) {
      if (!"PreferNoSchedule".equals(taint.string("effect")) && !Tolerations.of(pod).tolerate(taint)) {
        return List.of("node(s) had untolerated taint(s)");
      }
    }
    return List.of();
  }
}
