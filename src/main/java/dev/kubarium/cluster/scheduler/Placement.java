package dev.kubarium.cluster.scheduler;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.scheduler.filter.InterPodAffinity;
import dev.kubarium.cluster.scheduler.filter.NodeAffinity;
import dev.kubarium.cluster.scheduler.filter.NodePorts;
import dev.kubarium.cluster.scheduler.filter.NodeResourcesFit;
import dev.kubarium.cluster.scheduler.filter.NodeUnschedulable;
import dev.kubarium.cluster.scheduler.filter.TaintToleration;
import dev.kubarium.cluster.scheduler.filter.TopologySpread;
import dev.kubarium.cluster.scheduler.filter.VolumeBinding;
import dev.kubarium.cluster.scheduler.filter.VolumeRestrictions;
import dev.kubarium.cluster.scheduler.score.BalancedAllocation;
import dev.kubarium.cluster.scheduler.score.ImageLocality;
import dev.kubarium.cluster.scheduler.score.LeastAllocated;
import dev.kubarium.cluster.scheduler.score.PodTopologySpread;
import dev.kubarium.cluster.scheduler.score.PreferUntainted;
import dev.kubarium.cluster.scheduler.score.PreferredAffinity;
import dev.kubarium.cluster.scheduler.score.PreferredPodAffinity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which node is best for a Pod: first the nodes are filtered, then those that are left are scored.
 * Changes nothing.
 *
 * <p>Documentation: concepts/scheduling-eviction/scheduling-framework. Models:
 * pkg/scheduler/schedule_one.go. Left out: scoring a part of the nodes only where there are more
 * than a hundred.
 */
final class Placement {

  private static final List<FilterPlugin> FILTERS =
      List.of(
          new NodeUnschedulable(),
          new TaintToleration(),
          new NodeAffinity(),
          new NodePorts(),
          new NodeResourcesFit(),
          new VolumeRestrictions(),
          new VolumeBinding(),
          new TopologySpread(),
          new InterPodAffinity());
  private static final List<ScorePlugin> SCORES =
      List.of(
          new PreferUntainted(),
          new PreferredAffinity(),
          new LeastAllocated(),
          new PodTopologySpread(),
          new PreferredPodAffinity(),
          new BalancedAllocation(),
          new ImageLocality());

  /** A filter's no. */
  private record Rejection(String filter, Verdict verdict) {}

  private static final Rejection NONE = new Rejection("", Verdict.FITS);
  private static final Rejection NOT_NAMED = new Rejection("NodeAffinity", NodeAffinity.NOT_NAMED);

  private final List<NodeView> nodes;

  /** Node → the Pods that wait for their victims to leave it. */
  private final Map<String, List<KubeObject>> nominated;

  private final Client client;

  Placement(List<NodeView> nodes, Map<String, List<KubeObject>> nominated, Client client) {
    this.nodes = nodes;
    this.nominated = nominated;
    this.client = client;
  }

  SchedulingDecision decide(KubeObject pod) {
    String refusal = VolumeBinding.refusal(pod, client);
    if (refusal != null) {
      return SchedulingDecision.refused(refusal, nodes.size());
    }
    SchedulingContext context = new SchedulingContext(pod, nodes, client);
    Map<String, Map<String, List<String>>> against = new LinkedHashMap<>();
    List<Verdict> verdicts = new ArrayList<>();
    List<NodeView> fitting = new ArrayList<>();
    Set<String> named = NodeAffinity.named(pod);
    for (NodeView node : nodes) {
      Rejection rejection =
          named == null || named.contains(node.name()) ? whole(node, context) : NOT_NAMED;
      verdicts.add(rejection.verdict());
      if (rejection.verdict().fits()) {
        fitting.add(node);
      } else {
        against.put(node.name(), Map.of(rejection.filter(), rejection.verdict().reasons()));
      }
    }
    if (fitting.isEmpty()) {
      Preemptor preemptor = new Preemptor((node, world) -> whole(node, world).verdict(), client);
      return SchedulingDecision.nowhere(
          against, nodes.size(), preemptor.consider(context, verdicts));
    }
    return choose(keptFor(pod, fitting), against, context);
  }

  /**
   * The node that was made free for the Pod is taken where it fits, without a look at the others.
   */
  private static List<NodeView> keptFor(KubeObject pod, List<NodeView> fitting) {
    String nominated = pod.status().string("nominatedNodeName", "");
    return nominated.isEmpty()
        ? fitting
        : fitting.stream()
            .filter(node -> node.name().equals(nominated))
            .findFirst()
            .map(List::of)
            .orElse(fitting);
  }

  /**
   * A node must fit with the Pods that wait for room on it, if they are as important, and without
   * them.
   */
  private Rejection whole(NodeView node, SchedulingContext context) {
    List<KubeObject> waiting = new ArrayList<>();
    for (KubeObject other : nominated.getOrDefault(node.name(), List.of())) {
      if (!other.uid().equals(context.pod().uid())
          && Preemptor.priority(other) >= Preemptor.priority(context.pod())) {
        waiting.add(other);
      }
    }
    if (!waiting.isEmpty()) {
      NodeView with = node.changed(List.of(), waiting);
      Rejection rejection = rejection(with, context.with(with));
      if (rejection != NONE) {
        return rejection;
      }
    }
    return rejection(node, context);
  }

  /** As upstream the first filter that says no ends the questions to a node. */
  private static Rejection rejection(NodeView node, SchedulingContext context) {
    for (FilterPlugin filter : FILTERS) {
      Verdict verdict = filter.verdict(node, context);
      if (!verdict.fits()) {
        return new Rejection(filter.name(), verdict);
      }
    }
    return NONE;
  }

  private SchedulingDecision choose(
      List<NodeView> fitting,
      Map<String, Map<String, List<String>>> against,
      SchedulingContext context) {
    long[] totals = new long[fitting.size()];
    List<String> plugins = new ArrayList<>();
    List<int[]> weighted = new ArrayList<>();
    for (ScorePlugin plugin : SCORES) {
      long[] scores = plugin.scores(fitting, context);
      if (scores == null) {
        continue;
      }
      int[] row = new int[totals.length];
      for (int i = 0; i < row.length; i++) {
        row[i] = (int) (plugin.weight() * scores[i]);
        totals[i] += row[i];
      }
      plugins.add(plugin.name());
      weighted.add(row);
    }
    var draw = client.chance().of("scheduler/tie", context.pod().uid());
    int best = 0;
    int equals = 1;
    for (int i = 1; i < totals.length; i++) {
      if (totals[i] > totals[best]) {
        best = i;
        equals = 1;
      } else if (totals[i] == totals[best] && draw.nextInt(++equals) == 0) {
        best = i;
      }
    }
    Scores scores =
        new Scores(
            fitting.stream().map(NodeView::name).toList(), plugins, weighted.toArray(int[][]::new));
    return SchedulingDecision.on(fitting.get(best).name(), against, scores, nodes.size());
  }
}
