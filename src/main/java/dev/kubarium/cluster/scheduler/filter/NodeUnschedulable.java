package dev.kubarium.cluster.scheduler.filter;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Tolerations;
import dev.kubarium.cluster.scheduler.FilterPlugin;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import java.util.List;

/** A cordoned node takes no new Pods. Models: pkg/scheduler/framework/plugins/nodeunschedulable */
public final class NodeUnschedulable implements FilterPlugin {

  private static final JsonObject CORDON =
      JsonObject.of("key", "node.kubernetes.io/unschedulable", "effect", "NoSchedule");

  @Override
  public String name() {
    return "NodeUnschedulable";
  }

  @Override
  public List<String> reasonsAgainst(KubeObject pod, NodeView node, SchedulingContext context) {
    boolean cordoned = node.node().spec().bool("unschedulable");
    return cordoned && !Tolerations.of(pod).tolerate(CORDON) ? List.of("node(s) were unschedulable") : List.of();
  }
}
