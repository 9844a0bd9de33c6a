package dev.kubarium.cluster.scheduler.score;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.OwnerReferences;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.ScorePlugin;
import dev.kubarium.cluster.scheduler.filter.TopologySpread;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Pods spread as their constraints say that say {@code ScheduleAnyway}; where a Pod names no
 * constraint, Pods of the same controller spread over nodes (skew 3) and zones (skew 5), as
 * upstream's default has it.
 *
 * <p>Models: pkg/scheduler/framework/plugins/podtopologyspread, scoring.go. Left out: default
 * spreading of Pods that have a Service but no controller.
 */
public final class PodTopologySpread implements ScorePlugin {

  private static final String HOST = "kubernetes.io/hostname";
  private static final String ZONE = "topology.kubernetes.io/zone";

  /** What a constraint asks: for every place, how many Pods that count are on its nodes. */
  private record Constraint(String key, long maxSkew, ToLongFunction<NodeView> count) {}

  @Override
  public String name() {
    return "PodTopologySpread";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public long[] scores(List<NodeView> fitting, SchedulingContext context) {
    KubeObject pod = context.pod();
    List<JsonObject> soft = TopologySpread.constraints(pod, "ScheduleAnyway");
    if (pod.spec().isSet("topologySpreadConstraints")) {
      return soft.isEmpty() ? null : scores(fitting, context, constraints(soft, context), soft);
    }
    String owner = OwnerReferences.controllerUid(pod);
    if (owner.isEmpty()) {
      return null;
    }
    ToLongFunction<NodeView> siblings = node -> node.siblings(owner);
    return scores(
        fitting,
        context,
        List.of(new Constraint(HOST, 3, siblings), new Constraint(ZONE, 5, siblings)),
        List.of());
  }

  private static List<Constraint> constraints(List<JsonObject> soft, SchedulingContext context) {
    List<Constraint> constraints = new ArrayList<>();
    for (JsonObject each : soft) {
      LabelSelector selector = TopologySpread.selector(each);
      constraints.add(
          new Constraint(
              each.string("topologyKey", ""),
              each.integer("maxSkew", 1),
              node ->
                  TopologySpread.hasKeysOf(soft, node) && TopologySpread.counts(each, node, context)
                      ? TopologySpread.matching(node, context.pod().namespace(), selector)
                      : 0));
    }
    return constraints;
  }

  private static long[] scores(
      List<NodeView> fitting,
      SchedulingContext context,
      List<Constraint> constraints,
      List<JsonObject> required) {
    double[] crowds = new double[fitting.size()];
    boolean[] ignored = new boolean[fitting.size()];
    int scored = 0;
    for (int i = 0; i < ignored.length; i++) {
      ignored[i] = !TopologySpread.hasKeysOf(required, fitting.get(i));
      scored += ignored[i] ? 0 : 1;
    }
    for (Constraint constraint : constraints) {
      boolean byHost = constraint.key().equals(HOST);
      Map<String, Long> byPlace =
          byHost ? Map.of() : byPlace(constraint, fitting, ignored, context);
      // The more places there are, the more one Pod in one of them weighs.
      double weight = StrictMath.log((byHost ? scored : byPlace.size()) + 2);
      for (int i = 0; i < crowds.length; i++) {
        String place = fitting.get(i).node().label(constraint.key());
        if (place != null && !ignored[i]) {
          long count = byHost ? constraint.count().applyAsLong(fitting.get(i)) : byPlace.get(place);
          crowds[i] += count * weight + (constraint.maxSkew() - 1);
        }
      }
    }
    return liked(crowds, ignored);
  }

  private static Map<String, Long> byPlace(
      Constraint constraint, List<NodeView> fitting, boolean[] ignored, SchedulingContext context) {
    Map<String, Long> byPlace = new HashMap<>();
    for (int i = 0; i < ignored.length; i++) {
      String place = fitting.get(i).node().label(constraint.key());
      if (place != null && !ignored[i]) {
        byPlace.put(place, 0L);
      }
    }
    if (byPlace.isEmpty()) {
      return byPlace;
    }
    for (NodeView node : context.nodes()) {
      String place = node.node().label(constraint.key());
      if (place != null && byPlace.containsKey(place)) {
        byPlace.merge(place, constraint.count().applyAsLong(node), Long::sum);
      }
    }
    return byPlace;
  }

  /** The least crowded is 100. */
  private static long[] liked(double[] crowds, boolean[] ignored) {
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < crowds.length; i++) {
      if (!ignored[i]) {
        least = Math.min(least, Math.round(crowds[i]));
        most = Math.max(most, Math.round(crowds[i]));
      }
    }
    long[] scores = new long[crowds.length];
    for (int i = 0; i < crowds.length; i++) {
      if (!ignored[i]) {
        scores[i] = most == 0 ? 100 : 100 * (most + least - Math.round(crowds[i])) / most;
      }
    }
    return scores;
  }
}
