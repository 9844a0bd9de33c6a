package dev.kubarium.cluster.scheduler;

import dev.kubarium.cluster.object.KubeObject;
import java.util.List;

/** May say no to a node for a Pod. Named as the upstream plugin. */
public interface FilterPlugin {

  String name();

  /** Why not, in upstream's words, e.g. {@code Insufficient cpu}; empty where the node fits. */
  List<String> reasonsAgainst(KubeObject pod, NodeView node, SchedulingContext context);
}
