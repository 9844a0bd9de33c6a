package dev.kubarium.cluster.scheduler.score;

import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.PodAffinityTerm;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.ScorePlugin;
import java.util.List;
import java.util.TreeMap;

/**
 * Preferred affinity and anti-affinity to other Pods. Models: pkg/scheduler/framework/plugins/interpodaffinity, scoring.go.
 * Left out: what the Pods that are there prefer.
 */
public final class PreferredPodAffinity implements ScorePlugin {

  private SchedulingContext lastContext;
  private KubeObject lastPod;

  /** Place, as {@code key=value} → how much it is liked. */
  private final TreeMap<String, Long> liked = new TreeMap<>();

  private long least;
  private long most;

  @Override
  public String name() {
    return "InterPodAffinity";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public long score(KubeObject pod, NodeView node, SchedulingContext context) {
    if (!pod.spec().isSet("affinity")) {
      return 0;
    }
    if (context != lastContext || pod != lastPod) {
      lastContext = context;
      lastPod = pod;
      look(pod, context);
    }
    return most == least ? 0 : 100 * (of(node) - least) / (most - least);
  }

  private void look(KubeObject pod, SchedulingContext context) {
    liked.clear();
    note(PodAffinityTerm.preferred(pod, "podAffinity"), 1, context);
    note(PodAffinityTerm.preferred(pod, "podAntiAffinity"), -1, context);
    least = context.nodes().stream().mapToLong(this::of).min().orElse(0);
    most = context.nodes().stream().mapToLong(this::of).max().orElse(0);
  }

  private void note(List<PodAffinityTerm> terms, int sign, SchedulingContext context) {
    for (PodAffinityTerm term : terms) {
      for (NodeView node : context.nodes()) {
        String value = node.node().label(term.topologyKey());
        if (value == null) {
          continue;
        }
        long about = node.pods().stream().filter(other -> term.isAbout(other, context.client())).count();
        liked.merge(term.topologyKey() + "=" + value, sign * about * term.weight(), Long::sum);
      }
    }
  }

  private long of(NodeView node) {
    long sum = 0;
    for (var entry : liked.entrySet()) {
      int equals = entry.getKey().indexOf('=');
      if (entry.getKey().substring(equals + 1).equals(node.node().label(entry.getKey().substring(0, equals)))) {
        sum += entry.getValue();
      }
    }
    return sum;
  }
}
