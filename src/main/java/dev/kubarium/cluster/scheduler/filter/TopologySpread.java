package dev.kubarium.cluster.scheduler.filter;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.NodeSelection;
import dev.kubarium.cluster.scheduler.FilterPlugin;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Constraints that say {@code DoNotSchedule}: no domain may hold more than maxSkew Pods more than the emptiest.
 *
 * <p>Models: pkg/scheduler/framework/plugins/podtopologyspread, filtering.go. Left out: nodeTaintsPolicy Honor.
 */
public final class TopologySpread implements FilterPlugin {

  /** One constraint: how many matching Pods each domain holds, and the fewest that one holds. */
  private record Counted(
      String key, TreeMap<String, Integer> byDomain, int fewest, int self, long maxSkew) {}

  private SchedulingContext lastContext;
  private KubeObject lastPod;
  private List<Counted> counted = List.of();

  @Override
  public String name() {
    return "PodTopologySpread";
  }

  @Override
  public List<String> reasonsAgainst(KubeObject pod, NodeView node, SchedulingContext context) {
    if (!pod.spec().isSet("topologySpreadConstraints")) {
      return List.of();
    }
    if (context != lastContext || pod != lastPod) {
      lastContext = context;
      lastPod = pod;
      counted = count(pod, context);
    }
    for (Counted constraint : counted) {
      String domain = node.node().label(constraint.key());
      if (domain == null) {
        return List.of("node(s) didn't match pod topology spread constraints (missing required label)");
      }
      int here = constraint.byDomain().getOrDefault(domain, 0);
      // 2 here, 1 of its own, 1 in the emptiest: a skew of 2.
      if (here + constraint.self() - constraint.fewest() > constraint.maxSkew()) {
        return List.of("node(s) didn't match pod topology spread constraints");
      }
    }
    return List.of();
  }

  private static List<Counted> count(KubeObject pod, SchedulingContext context) {
    List<JsonObject> hard =
        pod.spec().array("topologySpreadConstraints").objects().stream()
            .filter(constraint -> constraint.string("whenUnsatisfiable", "").equals("DoNotSchedule"))
            .toList();
    List<Counted> counted = new ArrayList<>();
    for (JsonObject constraint : hard) {
      String key = constraint.string("topologyKey", "");
      LabelSelector selector = selector(constraint, pod);
      TreeMap<String, Integer> byDomain = new TreeMap<>();
      for (NodeView node : context.nodes()) {
        boolean hasAll = hard.stream().allMatch(each -> node.node().label(each.string("topologyKey", "")) != null);
        boolean affine =
            constraint.string("nodeAffinityPolicy", "Honor").equals("Ignore")
                || NodeSelection.fits(pod.spec(), node.node());
        if (hasAll && affine) {
          byDomain.merge(node.node().label(key), matching(node, pod.namespace(), selector), Integer::sum);
        }
      }
      boolean tooFewDomains = byDomain.size() < constraint.integer("minDomains", 1);
      int fewest =
          tooFewDomains ? 0 : byDomain.values().stream().mapToInt(Integer::intValue).min().orElse(0);
      int self = selector.matches(pod.labels()) ? 1 : 0;
      counted.add(new Counted(key, byDomain, fewest, self, constraint.integer("maxSkew", 1)));
    }
    return counted;
  }

  /** The constraint's selector, narrowed by the Pod's own values of its matchLabelKeys. */
  public static LabelSelector selector(JsonObject constraint, KubeObject pod) {
    if (!constraint.isSet("labelSelector")) {
      return LabelSelector.NOTHING;
    }
    JsonObject selector = constraint.object("labelSelector");
    for (String key : constraint.array("matchLabelKeys").strings()) {
      if (pod.label(key) != null) {
        selector = selector.withAt(pod.label(key), "matchLabels", key);
      }
    }
    return LabelSelector.of(selector);
  }

  /** How many Pods on the node are of this namespace, not ending, and taken by the selector. */
  public static int matching(NodeView node, String namespace, LabelSelector selector) {
    int matching = 0;
    for (KubeObject other : node.pods()) {
      if (other.namespace().equals(namespace) && !other.isTerminating() && selector.matches(other.labels())) {
        matching++;
      }
    }
    return matching;
  }
}
