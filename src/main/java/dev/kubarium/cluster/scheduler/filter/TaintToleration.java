package dev.kubarium.cluster.scheduler.filter;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Tolerations;
import dev.kubarium.cluster.scheduler.FilterPlugin;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.Verdict;

/**
 * NoSchedule and NoExecute taints must be tolerated. Models:
 * pkg/scheduler/framework/plugins/tainttoleration
 */
public final class TaintToleration implements FilterPlugin {

  private static final Verdict UNTOLERATED = Verdict.never("node(s) had untolerated taint(s)");

  @Override
  public String name() {
    return "TaintToleration";
  }

  @Override
  public Verdict verdict(NodeView node, SchedulingContext context) {
    return isTolerated(node, context.tolerations()) ? Verdict.FITS : UNTOLERATED;
  }

  static boolean isTolerated(NodeView node, Tolerations tolerations) {
    for (JsonObject taint : node.node().spec().array("taints").objects()) {
      if (!"PreferNoSchedule".equals(taint.string("effect")) && !tolerations.tolerate(taint)) {
        return false;
      }
    }
    return true;
  }
}
