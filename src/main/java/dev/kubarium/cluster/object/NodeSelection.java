package dev.kubarium.cluster.object;

/**
 * Which nodes a Pod may run on by their labels: its nodeSelector and its required node affinity.
 *
 * <p>Models: component-helpers scheduling/corev1/nodeaffinity
 */
public final class NodeSelection {

  private NodeSelection() {}

  /**
   * Whether a Pod of this spec may run on the node as far as its selector and required affinity go.
   */
  public static boolean fits(JsonObject podSpec, KubeObject node) {
    JsonObject wanted = podSpec.object("nodeSelector");
    if (!wanted.isEmpty() && !LabelSelector.ofMap(wanted).matches(node.labels())) {
      return false;
    }
    JsonObject required =
        podSpec.objectAt(
            "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
    return required.isEmpty() || matchesAny(required.array("nodeSelectorTerms"), node);
  }

  /** Terms are alternatives; an empty term matches nothing. */
  public static boolean matchesAny(JsonArray terms, KubeObject node) {
    return terms.objects().stream().anyMatch(term -> matches(term, node));
  }

  /** Whether one nodeSelectorTerm takes the node. */
  public static boolean matches(JsonObject term, KubeObject node) {
    JsonArray expressions = term.array("matchExpressions");
    JsonArray fields = term.array("matchFields");
    if (expressions.isEmpty() && fields.isEmpty()) {
      return false;
    }
    JsonObject nodeFields = JsonObject.of("metadata.name", node.name());
    return LabelSelector.of(JsonObject.of("matchExpressions", expressions)).matches(node.labels())
        && LabelSelector.of(JsonObject.of("matchExpressions", fields)).matches(nodeFields);
  }
}
