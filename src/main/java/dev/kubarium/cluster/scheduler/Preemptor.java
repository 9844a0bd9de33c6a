package dev.kubarium.cluster.scheduler;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;

/**
 * Finds the node on which the least must end for a Pod of higher priority to fit.
 *
 * <p>Documentation: concepts/scheduling-eviction/pod-priority-preemption. Models:
 * pkg/scheduler/framework/preemption, plugins/defaultpreemption. Left out: looking at a part of the
 * nodes only where there are hundreds.
 */
final class Preemptor {

  static final String NOT_HELPFUL = "Preemption is not helpful for scheduling";

  /** Of these the node with the least is taken; where they are even, the next decides. */
  private static final List<ToLongFunction<Candidate>> COSTS =
      List.of(
          Candidate::violations,
          candidate -> priority(candidate.victims().get(0)),
          candidate ->
              candidate.victims().stream()
                  .mapToLong(pod -> priority(pod) + Integer.MAX_VALUE + 1L)
                  .sum(),
          candidate -> candidate.victims().size());

  /**
   * @param victims the most important first
   * @param violations how many of them a disruption budget would keep
   */
  private record Candidate(NodeView node, List<KubeObject> victims, long violations) {}

  private final BiFunction<NodeView, SchedulingContext, Verdict> filter;
  private final Client client;

  /** {@code filter} says what speaks against a node as it would be. */
  Preemptor(BiFunction<NodeView, SchedulingContext, Verdict> filter, Client client) {
    this.filter = filter;
    this.client = client;
  }

  /** {@code verdicts} are those of all nodes, in their order: none of them fits. */
  Preemption consider(SchedulingContext context, List<Verdict> verdicts) {
    KubeObject pod = context.pod();
    if ("Never".equals(pod.spec().string("preemptionPolicy"))) {
      return Preemption.notEligible("not eligible due to preemptionPolicy=Never.");
    }
    if (waitsForVictims(context, verdicts)) {
      return Preemption.notEligible("not eligible due to a terminating pod on the nominated node.");
    }
    List<Candidate> candidates = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < context.nodes().size(); i++) {
      if (!verdicts.get(i).resolvable()) {
        reasons.add(NOT_HELPFUL);
      } else {
        Candidate candidate = candidate(context.nodes().get(i), context, reasons);
        if (candidate != null) {
          candidates.add(candidate);
        }
      }
    }
    if (candidates.isEmpty()) {
      return Preemption.impossible(context.nodes().size(), reasons);
    }
    Candidate best = cheapest(candidates);
    return Preemption.on(best.node().name(), best.victims());
  }

  /** It has made room on a node already, and those that go from there have not yet gone. */
  private static boolean waitsForVictims(SchedulingContext context, List<Verdict> verdicts) {
    String nominated = context.pod().status().string("nominatedNodeName", "");
    for (int i = 0; i < context.nodes().size(); i++) {
      NodeView node = context.nodes().get(i);
      if (node.name().equals(nominated) && verdicts.get(i).resolvable()) {
        return node.pods().stream()
            .anyMatch(other -> priority(other) < priority(context.pod()) && isPreempted(other));
      }
    }
    return false;
  }

  private static boolean isPreempted(KubeObject pod) {
    JsonObject condition = Conditions.find(pod.status(), "DisruptionTarget");
    return pod.isTerminating()
        && condition != null
        && "True".equals(condition.string("status"))
        && "PreemptionByScheduler".equals(condition.string("reason"));
  }

  /**
   * All of lower priority would go; then as many are spared as can be, the most important first.
   */
  private Candidate candidate(NodeView node, SchedulingContext context, List<String> reasons) {
    List<KubeObject> lower =
        node.pods().stream()
            .filter(other -> priority(other) < priority(context.pod()))
            .sorted(BY_IMPORTANCE)
            .toList();
    if (lower.isEmpty()) {
      reasons.add("No preemption victims found for incoming pod");
      return null;
    }
    NodeView left = node.changed(lower, List.of());
    Verdict verdict = filter.apply(left, context.with(left));
    if (!verdict.fits()) {
      reasons.addAll(verdict.reasons());
      return null;
    }
    List<KubeObject> guarded = new ArrayList<>();
    List<KubeObject> others = new ArrayList<>();
    Map<KubeObject, Long> allowed = new HashMap<>();
    lower.forEach(pod -> (isGuarded(pod, allowed) ? guarded : others).add(pod));
    List<KubeObject> victims = new ArrayList<>();
    left = spare(guarded, left, context, victims);
    int violations = victims.size();
    spare(others, left, context, victims);
    victims.sort(BY_IMPORTANCE);
    return victims.isEmpty() ? null : new Candidate(node, List.copyOf(victims), violations);
  }

  private NodeView spare(
      List<KubeObject> pods, NodeView left, SchedulingContext context, List<KubeObject> victims) {
    NodeView so = left;
    for (KubeObject pod : pods) {
      NodeView with = so.changed(List.of(), List.of(pod));
      if (filter.apply(with, context.with(with)).fits()) {
        so = with;
      } else {
        victims.add(pod);
      }
    }
    return so;
  }

  /** Whether a disruption budget would have the Pod stay; counts down what each budget allows. */
  private boolean isGuarded(KubeObject pod, Map<KubeObject, Long> allowed) {
    boolean guarded = false;
    for (KubeObject budget : client.list(Kinds.POD_DISRUPTION_BUDGET, pod.namespace())) {
      LabelSelector selector = LabelSelector.of(budget.spec().object("selector"));
      if (pod.labels().isEmpty()
          || !budget.spec().isSet("selector")
          || selector.isEmpty()
          || !selector.matches(pod.labels())
          || budget.status().object("disruptedPods").isSet(pod.name())) {
        continue;
      }
      long left =
          allowed.getOrDefault(budget, budget.status().integer("disruptionsAllowed", 0)) - 1;
      allowed.put(budget, left);
      guarded |= left < 0;
    }
    return guarded;
  }

  private static Candidate cheapest(List<Candidate> candidates) {
    List<Candidate> left = candidates;
    for (ToLongFunction<Candidate> cost : COSTS) {
      long least = left.stream().mapToLong(cost).min().orElseThrow();
      left = left.stream().filter(candidate -> cost.applyAsLong(candidate) == least).toList();
    }
    // Last, where the most important victim has run for the shortest time; of equals the first.
    Candidate best = left.get(0);
    for (Candidate candidate : left) {
      if (earliest(candidate).compareTo(earliest(best)) > 0) {
        best = candidate;
      }
    }
    return best;
  }

  private static String earliest(Candidate candidate) {
    long highest = priority(candidate.victims().get(0));
    return candidate.victims().stream()
        .filter(pod -> priority(pod) == highest)
        .map(Preemptor::startTime)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  static long priority(KubeObject pod) {
    return pod.spec().integer("priority", 0);
  }

  /** A Pod that has not started yet is the youngest. */
  private static String startTime(KubeObject pod) {
    return pod.status().string("startTime", "9999");
  }

  private static final Comparator<KubeObject> BY_IMPORTANCE =
      Comparator.comparingLong(Preemptor::priority).reversed().thenComparing(Preemptor::startTime);
}
