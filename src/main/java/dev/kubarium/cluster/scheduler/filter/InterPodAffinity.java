package dev.kubarium.cluster.scheduler.filter;

import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.scheduler.FilterPlugin;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.PodAffinityTerm;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Pods that must be, or must not be, where other Pods are.
 *
 * <p>Models: pkg/scheduler/framework/plugins/interpodaffinity, filtering.go
 */
public final class InterPodAffinity implements FilterPlugin {

  private static final Verdict NOT_TOGETHER =
      Verdict.never("node(s) didn't match pod affinity rules");
  private static final Verdict NOT_APART =
      Verdict.notNow("node(s) didn't match pod anti-affinity rules");
  private static final Verdict UNWANTED =
      Verdict.notNow("node(s) didn't satisfy existing pods anti-affinity rules");

  /** Nodes with the same value of a label are one place. */
  private record Place(String key, String value) {}

  /**
   * @param affinity the Pod's own required terms
   * @param together places that hold what the Pod must be with; one set for each of its terms
   * @param apart places that hold what the Pod must not be with
   * @param unwanted places in which Pods are that do not want this one
   * @param first nothing that the Pod must be with exists, and it would be such a thing itself
   */
  private record Places(
      List<PodAffinityTerm> affinity,
      List<Set<Place>> together,
      Set<Place> apart,
      Set<Place> unwanted,
      boolean first) {}

  @Override
  public String name() {
    return "InterPodAffinity";
  }

  @Override
  public Verdict verdict(NodeView node, SchedulingContext context) {
    Places places = context.once(Places.class, InterPodAffinity::look);
    if (!places.affinity().isEmpty() && !satisfies(node, places)) {
      return NOT_TOGETHER;
    }
    if (isIn(node, places.apart())) {
      return NOT_APART;
    }
    return isIn(node, places.unwanted()) ? UNWANTED : Verdict.FITS;
  }

  private static boolean satisfies(NodeView node, Places places) {
    for (int i = 0; i < places.affinity().size(); i++) {
      Place place = place(node, places.affinity().get(i).topologyKey());
      if (place == null || !places.first() && !places.together().get(i).contains(place)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIn(NodeView node, Set<Place> places) {
    for (Place place : places) {
      if (place.value().equals(node.node().label(place.key()))) {
        return true;
      }
    }
    return false;
  }

  private static Place place(NodeView node, String key) {
    String value = node.node().label(key);
    return value == null ? null : new Place(key, value);
  }

  private static Places look(SchedulingContext context) {
    KubeObject pod = context.pod();
    boolean hasOwn = PodAffinityTerm.hasAny(pod);
    List<PodAffinityTerm> affinity =
        hasOwn ? PodAffinityTerm.required(pod, "podAffinity") : List.of();
    List<PodAffinityTerm> antiAffinity =
        hasOwn ? PodAffinityTerm.required(pod, "podAntiAffinity") : List.of();
    List<Set<Place>> together = new ArrayList<>();
    affinity.forEach(term -> together.add(new HashSet<>()));
    Set<Place> apart = new HashSet<>();
    Set<Place> unwanted = new HashSet<>();
    for (NodeView node : context.nodes()) {
      if (!affinity.isEmpty() || !antiAffinity.isEmpty()) {
        for (KubeObject other : node.pods()) {
          boolean all =
              !affinity.isEmpty()
                  && affinity.stream().allMatch(term -> term.isAbout(other, context.client()));
          for (int i = 0; i < affinity.size(); i++) {
            add(together.get(i), node, affinity.get(i).topologyKey(), all);
          }
          for (PodAffinityTerm term : antiAffinity) {
            add(apart, node, term.topologyKey(), term.isAbout(other, context.client()));
          }
        }
      }
      for (KubeObject other : node.affine()) {
        for (PodAffinityTerm term : PodAffinityTerm.required(other, "podAntiAffinity")) {
          add(unwanted, node, term.topologyKey(), term.isAbout(pod, context.client()));
        }
      }
    }
    // The first of its kind may go anywhere: it can only be with itself.
    boolean first =
        together.stream().allMatch(Set::isEmpty)
            && affinity.stream().allMatch(term -> term.isAbout(pod, context.client()));
    return new Places(affinity, together, apart, unwanted, first);
  }

  private static void add(Set<Place> places, NodeView node, String key, boolean holds) {
    Place place = holds ? place(node, key) : null;
    if (place != null) {
      places.add(place);
    }
  }
}
