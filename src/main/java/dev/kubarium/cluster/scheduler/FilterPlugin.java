package dev.kubarium.cluster.scheduler;

/** May say no to a node for a Pod. Named as the upstream plugin. */
public interface FilterPlugin {

  String name();

  Verdict verdict(NodeView node, SchedulingContext context);
}
