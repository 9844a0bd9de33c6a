package dev.kubarium.cluster.scheduler;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import java.util.ArrayList;
import java.util.List;

/**
 * One term of a Pod's affinity to other Pods, or of its anti-affinity: Pods that it is about, and
 * what counts as the same place.
 *
 * @param topologyKey nodes with the same value of this label are one place
 * @param weight of a preferred term; 0 of a required one
 */
public record PodAffinityTerm(
    String topologyKey,
    LabelSelector selector,
    List<String> namespaces,
    LabelSelector namespaceSelector,
    long weight) {

  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  /** {@code field} is {@code podAffinity} or {@code podAntiAffinity}. */
  public static List<PodAffinityTerm> required(KubeObject pod, String field) {
    List<PodAffinityTerm> terms = new ArrayList<>();
    for (JsonObject term : of(pod, field).array(REQUIRED).objects()) {
      terms.add(term(term, pod, 0));
    }
    return terms;
  }

  public static List<PodAffinityTerm> preferred(KubeObject pod, String field) {
    List<PodAffinityTerm> terms = new ArrayList<>();
    for (JsonObject weighted : of(pod, field).array(PREFERRED).objects()) {
      terms.add(term(weighted.object("podAffinityTerm"), pod, weighted.integer("weight", 0)));
    }
    return terms;
  }

  /** Whether the Pod says with which others it wants to be, or not to be. */
  public static boolean hasAny(KubeObject pod) {
    JsonObject affinity = pod.spec().object("affinity");
    return affinity.isSet("podAffinity") || affinity.isSet("podAntiAffinity");
  }

  private static JsonObject of(KubeObject pod, String field) {
    return pod.spec().object("affinity").object(field);
  }

  private static PodAffinityTerm term(JsonObject term, KubeObject pod, long weight) {
    JsonArray namespaces = term.array("namespaces");
    boolean own = namespaces.isEmpty() && !term.isSet("namespaceSelector");
    return new PodAffinityTerm(
        term.string("topologyKey", ""),
        term.isSet("labelSelector")
            ? LabelSelector.of(term.object("labelSelector"))
            : LabelSelector.NOTHING,
        own ? List.of(pod.namespace()) : namespaces.strings(),
        term.isSet("namespaceSelector")
            ? LabelSelector.of(term.object("namespaceSelector"))
            : LabelSelector.NOTHING,
        weight);
  }

  /** Whether the term is about this Pod. */
  public boolean isAbout(KubeObject pod, Client client) {
    if (!selector.matches(pod.labels())) {
      return false;
    }
    if (namespaces.contains(pod.namespace())) {
      return true;
    }
    KubeObject namespace = client.get(Kinds.NAMESPACE, "", pod.namespace());
    return namespace != null && namespaceSelector.matches(namespace.labels());
  }
}
