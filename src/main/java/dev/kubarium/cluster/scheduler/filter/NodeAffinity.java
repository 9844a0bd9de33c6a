package dev.kubarium.cluster.scheduler.filter;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.NodeSelection;
import dev.kubarium.cluster.scheduler.FilterPlugin;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.Verdict;
import java.util.TreeSet;

/** nodeSelector and required node affinity. Models: pkg/scheduler/framework/plugins/nodeaffinity */
public final class NodeAffinity implements FilterPlugin {

  public static final Verdict NOT_NAMED =
      Verdict.never("node(s) didn't satisfy plugin(s) [NodeAffinity]");

  private static final Verdict NO_MATCH =
      Verdict.never("node(s) didn't match Pod's node affinity/selector");

  @Override
  public String name() {
    return "NodeAffinity";
  }

  @Override
  public Verdict verdict(NodeView node, SchedulingContext context) {
    return NodeSelection.fits(context.pod().spec(), node.node()) ? Verdict.FITS : NO_MATCH;
  }

  /**
   * Names of the only nodes that the Pod asks for, as those of DaemonSets do; {@code null} where it
   * names none.
   */
  public static TreeSet<String> named(KubeObject pod) {
    JsonArray terms =
        pod.spec()
            .objectAt("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
            .array("nodeSelectorTerms");
    if (terms.isEmpty()) {
      return null;
    }
    TreeSet<String> named = new TreeSet<>();
    for (JsonObject term : terms.objects()) {
      TreeSet<String> ofTerm = null;
      for (JsonObject field : term.array("matchFields").objects()) {
        if (field.string("key", "").equals("metadata.name")
            && field.string("operator", "").equals("In")) {
          TreeSet<String> values = new TreeSet<>(field.array("values").strings());
          if (ofTerm != null) {
            values.retainAll(ofTerm);
          }
          ofTerm = values;
        }
      }
      if (ofTerm == null) {
        return null;
      }
      named.addAll(ofTerm);
    }
    return named;
  }
}
