package dev.kubarium.cluster.scheduler;

import dev.kubarium.cluster.object.KubeObject;

/** Says how much it likes a node for a Pod. Named as the upstream plugin. */
public interface ScorePlugin {

  String name();

  /** Upstream's default weight. */
  int weight();

  /** From 0 to 100. */
  long score(KubeObject pod, NodeView node, SchedulingContext context);
}
