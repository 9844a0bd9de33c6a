package dev.kubarium.cluster.scheduler.score;

import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.PodAffinityTerm;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.ScorePlugin;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Preferred affinity and anti-affinity to other Pods, of the Pod and of those that are there
 * already. What another Pod requires to be with counts as liked with weight 1. Models:
 * pkg/scheduler/framework/plugins/interpodaffinity, scoring.go
 */
public final class PreferredPodAffinity implements ScorePlugin {

  @Override
  public String name() {
    return "InterPodAffinity";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public long[] scores(List<NodeView> fitting, SchedulingContext context) {
    Map<String, Map<String, Long>> liked = liked(context);
    if (liked.isEmpty()) {
      return null;
    }
    long[] sums = new long[fitting.size()];
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (int i = 0; i < sums.length; i++) {
      for (Map.Entry<String, Map<String, Long>> ofKey : liked.entrySet()) {
        String place = fitting.get(i).node().label(ofKey.getKey());
        sums[i] += place == null ? 0 : ofKey.getValue().getOrDefault(place, 0L);
      }
      least = Math.min(least, sums[i]);
      most = Math.max(most, sums[i]);
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] = most == least ? 0 : 100 * (sums[i] - least) / (most - least);
    }
    return sums;
  }

  /** Topology key → value → how much it is liked. */
  private static Map<String, Map<String, Long>> liked(SchedulingContext context) {
    KubeObject pod = context.pod();
    boolean hasOwn = PodAffinityTerm.hasAny(pod);
    List<PodAffinityTerm> near = hasOwn ? PodAffinityTerm.preferred(pod, "podAffinity") : List.of();
    List<PodAffinityTerm> far =
        hasOwn ? PodAffinityTerm.preferred(pod, "podAntiAffinity") : List.of();
    boolean all = !near.isEmpty() || !far.isEmpty();
    Map<String, Map<String, Long>> liked = new TreeMap<>();
    for (NodeView node : context.nodes()) {
      Collection<KubeObject> others = all ? node.pods() : node.affine();
      for (KubeObject other : others) {
        note(liked, near, 1, other, node, context);
        note(liked, far, -1, other, node, context);
        if (PodAffinityTerm.hasAny(other)) {
          note(liked, PodAffinityTerm.required(other, "podAffinity"), 1, pod, node, context);
          note(liked, PodAffinityTerm.preferred(other, "podAffinity"), 1, pod, node, context);
          note(liked, PodAffinityTerm.preferred(other, "podAntiAffinity"), -1, pod, node, context);
        }
      }
    }
    return liked;
  }

  private static void note(
      Map<String, Map<String, Long>> liked,
      List<PodAffinityTerm> terms,
      int sign,
      KubeObject about,
      NodeView node,
      SchedulingContext context) {
    for (PodAffinityTerm term : terms) {
      String place = node.node().label(term.topologyKey());
      if (place != null && term.isAbout(about, context.client())) {
        liked
            .computeIfAbsent(term.topologyKey(), key -> new TreeMap<>())
            .merge(place, sign * Math.max(1, term.weight()), Long::sum);
      }
    }
  }
}
