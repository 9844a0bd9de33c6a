package dev.kubarium.cluster.scheduler.filter;

import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.scheduler.FilterPlugin;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.PodAffinityTerm;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Pods that must be, or must not be, where other Pods are.
 *
 * <p>Models: pkg/scheduler/framework/plugins/interpodaffinity, filtering.go. Left out: matchLabelKeys.
 */
public final class InterPodAffinity implements FilterPlugin {

  private SchedulingContext lastContext;
  private KubeObject lastPod;

  /** Places, as {@code key=value}, that hold what the Pod must be with; one set for each of its terms. */
  private final List<Set<String>> together = new ArrayList<>();

  /** Places that hold what the Pod must not be with. */
  private final Set<String> apart = new TreeSet<>();

  /** Places in which Pods are that do not want this one. */
  private final Set<String> unwanted = new TreeSet<>();

  private List<PodAffinityTerm> affinity = List.of();
  private boolean first;

  @Override
  public String name() {
    return "InterPodAffinity";
  }

  @Override
  public List<String> reasonsAgainst(KubeObject pod, NodeView node, SchedulingContext context) {
    if (context != lastContext || pod != lastPod) {
      lastContext = context;
      lastPod = pod;
      look(pod, context);
    }
    if (!affinity.isEmpty() && !satisfies(node)) {
      return List.of("node(s) didn't match pod affinity rules");
    }
    if (isIn(node, apart)) {
      return List.of("node(s) didn't match pod anti-affinity rules");
    }
    if (isIn(node, unwanted)) {
      return List.of("node(s) didn't satisfy existing pods anti-affinity rules");
    }
    return List.of();
  }

  private boolean satisfies(NodeView node) {
    for (int i = 0; i < affinity.size(); i++) {
      String place = place(node, affinity.get(i).topologyKey());
      if (place == null || !first && !together.get(i).contains(place)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIn(NodeView node, Set<String> places) {
    for (String place : places) {
      int equals = place.indexOf('=');
      if (place.substring(equals + 1).equals(node.node().label(place.substring(0, equals)))) {
        return true;
      }
    }
    return false;
  }

  private static String place(NodeView node, String key) {
    String value = node.node().label(key);
    return value == null ? null : key + "=" + value;
  }

  private void look(KubeObject pod, SchedulingContext context) {
    together.clear();
    apart.clear();
    unwanted.clear();
    boolean hasOwn = pod.spec().isSet("affinity");
    affinity = hasOwn ? PodAffinityTerm.required(pod, "podAffinity") : List.of();
    List<PodAffinityTerm> antiAffinity = hasOwn ? PodAffinityTerm.required(pod, "podAntiAffinity") : List.of();
    affinity.forEach(term -> together.add(new TreeSet<>()));
    for (NodeView node : context.nodes()) {
      if (!affinity.isEmpty() || !antiAffinity.isEmpty()) {
        node.pods().forEach(other -> note(other, node, antiAffinity, context));
      }
      for (KubeObject other : node.antiAffine()) {
        for (PodAffinityTerm term : PodAffinityTerm.required(other, "podAntiAffinity")) {
          add(unwanted, node, term.topologyKey(), term.isAbout(pod, context.client()));
        }
      }
    }
    // The first of its kind may go anywhere: it can only be with itself.
    first =
        together.stream().allMatch(Set::isEmpty)
            && affinity.stream().allMatch(term -> term.isAbout(pod, context.client()));
  }

  private void note(KubeObject other, NodeView node, List<PodAffinityTerm> antiAffinity, SchedulingContext context) {
    boolean all = !affinity.isEmpty() && affinity.stream().allMatch(term -> term.isAbout(other, context.client()));
    for (int i = 0; i < affinity.size(); i++) {
      add(together.get(i), node, affinity.get(i).topologyKey(), all);
    }
    for (PodAffinityTerm term : antiAffinity) {
      add(apart, node, term.topologyKey(), term.isAbout(other, context.client()));
    }
  }

  private static void add(Set<String> places, NodeView node, String key, boolean holds) {
    String place = holds ? place(node, key) : null;
    if (place != null) {
      places.add(place);
    }
  }
}
