package dev.kubarium.cluster.scheduler.filter;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.NodeSelection;
import dev.kubarium.cluster.scheduler.FilterPlugin;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Constraints that say {@code DoNotSchedule}: no domain may hold more than maxSkew Pods more than
 * the emptiest.
 *
 * <p>Models: pkg/scheduler/framework/plugins/podtopologyspread, filtering.go
 */
public final class TopologySpread implements FilterPlugin {

  private static final Verdict NO_LABEL =
      Verdict.never(
          "node(s) didn't match pod topology spread constraints (missing required label)");
  private static final Verdict SKEWED =
      Verdict.notNow("node(s) didn't match pod topology spread constraints");

  /** One constraint: how many matching Pods each domain holds, and the fewest that one holds. */
  private record Counted(
      String key, TreeMap<String, Integer> byDomain, int fewest, int self, long maxSkew) {}

  private record Constraints(List<Counted> all) {}

  @Override
  public String name() {
    return "PodTopologySpread";
  }

  @Override
  public Verdict verdict(NodeView node, SchedulingContext context) {
    if (!context.pod().spec().isSet("topologySpreadConstraints")) {
      return Verdict.FITS;
    }
    for (Counted constraint : context.once(Constraints.class, TopologySpread::count).all()) {
      String domain = node.node().label(constraint.key());
      if (domain == null) {
        return NO_LABEL;
      }
      int here = constraint.byDomain().getOrDefault(domain, 0);
      // 2 here, 1 of its own, 1 in the emptiest: a skew of 2.
      if (here + constraint.self() - constraint.fewest() > constraint.maxSkew()) {
        return SKEWED;
      }
    }
    return Verdict.FITS;
  }

  private static Constraints count(SchedulingContext context) {
    KubeObject pod = context.pod();
    List<JsonObject> hard = constraints(pod, "DoNotSchedule");
    List<Counted> counted = new ArrayList<>();
    for (JsonObject constraint : hard) {
      String key = constraint.string("topologyKey", "");
      LabelSelector selector = selector(constraint);
      TreeMap<String, Integer> byDomain = new TreeMap<>();
      for (NodeView node : context.nodes()) {
        if (hasKeysOf(hard, node) && counts(constraint, node, context)) {
          byDomain.merge(
              node.node().label(key), matching(node, pod.namespace(), selector), Integer::sum);
        }
      }
      boolean tooFewDomains = byDomain.size() < constraint.integer("minDomains", 1);
      int fewest =
          tooFewDomains
              ? 0
              : byDomain.values().stream().mapToInt(Integer::intValue).min().orElse(0);
      int self = selector.matches(pod.labels()) ? 1 : 0;
      counted.add(new Counted(key, byDomain, fewest, self, constraint.integer("maxSkew", 1)));
    }
    return new Constraints(counted);
  }

  /** The Pod's constraints with this whenUnsatisfiable. */
  public static List<JsonObject> constraints(KubeObject pod, String whenUnsatisfiable) {
    return pod.spec().array("topologySpreadConstraints").objects().stream()
        .filter(constraint -> constraint.string("whenUnsatisfiable", "").equals(whenUnsatisfiable))
        .toList();
  }

  /** Whether the node is in a domain of each constraint. */
  public static boolean hasKeysOf(List<JsonObject> constraints, NodeView node) {
    return constraints.stream()
        .allMatch(each -> node.node().label(each.string("topologyKey", "")) != null);
  }

  /**
   * Whether the Pods of the node count, as the constraint's policies have it: affinity honoured,
   * taints ignored if unsaid.
   */
  public static boolean counts(JsonObject constraint, NodeView node, SchedulingContext context) {
    boolean affine =
        constraint.string("nodeAffinityPolicy", "Honor").equals("Ignore")
            || NodeSelection.fits(context.pod().spec(), node.node());
    return affine
        && (constraint.string("nodeTaintsPolicy", "Ignore").equals("Ignore")
            || TaintToleration.isTolerated(node, context.tolerations()));
  }

  /**
   * Which Pods the constraint counts; what its matchLabelKeys add, the API server has added
   * already.
   */
  public static LabelSelector selector(JsonObject constraint) {
    return constraint.isSet("labelSelector")
        ? LabelSelector.of(constraint.object("labelSelector"))
        : LabelSelector.NOTHING;
  }

  /** How many Pods on the node are of this namespace, not ending, and taken by the selector. */
  public static int matching(NodeView node, String namespace, LabelSelector selector) {
    int matching = 0;
    for (KubeObject other : node.pods()) {
      if (other.namespace().equals(namespace)
          && !other.isTerminating()
          && selector.matches(other.labels())) {
        matching++;
      }
    }
    return matching;
  }
}
