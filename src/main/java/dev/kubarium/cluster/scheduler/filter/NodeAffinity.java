package dev.kubarium.cluster.scheduler.filter;

import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.NodeSelection;
import dev.kubarium.cluster.scheduler.FilterPlugin;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import java.util.List;

/** nodeSelector and required node affinity. Models: pkg/scheduler/framework/plugins/nodeaffinity */
public final class NodeAffinity implements FilterPlugin {

  @Override
  public String name() {
    return "NodeAffinity";
  }

  @Override
  public List<String> reasonsAgainst(KubeObject pod, NodeView node, SchedulingContext context) {
    return NodeSelection.fits(pod.spec(), node.node()) ? List.of() : List.of("node(s) didn't match Pod's node affinity/selector");
  }
}
