package dev.kubarium.cluster.scheduler.filter;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.scheduler.FilterPlugin;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.Verdict;

/** A cordoned node takes no new Pods. Models: pkg/scheduler/framework/plugins/nodeunschedulable */
public final class NodeUnschedulable implements FilterPlugin {

  private static final JsonObject CORDON =
      JsonObject.of("key", "node.kubernetes.io/unschedulable", "effect", "NoSchedule");

  @Override
  public String name() {
    return "NodeUnschedulable";
  }

  @Override
  public Verdict verdict(NodeView node, SchedulingContext context) {
    boolean cordoned = node.node().spec().bool("unschedulable");
    return cordoned && !context.tolerations().tolerate(CORDON)
        ? Verdict.never("node(s) were unschedulable")
        : Verdict.FITS;
  }
}
