package dev.kubarium.cluster.scheduler.filter;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.scheduler.FilterPlugin;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import java.util.List;

/** nodeSelector and required node affinity. Models: pkg/scheduler/framework/plugins/nodeaffinity */
public final class NodeAffinity implements FilterPlugin {

  @Override
  public String name() {
    return "NodeAffinity";
  }

  @Override
  public List<String> reasonsAgainst(KubeObject pod, NodeView node, SchedulingContext context) {
    return fits(pod.spec(), node.node()) ? List.of() : List.of("node(s) didn't match Pod's node affinity/selector");
  }

  /** Whether a Pod of this spec may run on the node as far as its selector and required affinity go. */
  public static boolean fits(JsonObject podSpec, KubeObject node) {
    JsonObject wanted = podSpec.object("nodeSelector");
    if (!wanted.isEmpty() && !LabelSelector.ofMap(wanted).matches(node.labels())) {
      return false;
    }
    JsonObject required =
        podSpec.objectAt("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
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
