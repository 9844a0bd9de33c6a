package dev.kubarium.cluster.controller.daemonset;

import dev.kubarium.cluster.controller.history.RevisionHistory;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.NodeSelection;
import dev.kubarium.cluster.object.Pods;
import dev.kubarium.cluster.object.Tolerations;

/**
 * Which nodes a daemon runs on, and what its Pods have that the template has not: their node, and
 * tolerations.
 *
 * <p>Models: pkg/controller/daemon/util/daemonset_util.go, daemon_controller.go
 * (NodeShouldRunDaemonPod)
 */
final class DaemonPods {

  private static final String NODE_TAINT = "node.kubernetes.io/";
  private static final String TEMPLATE_GENERATION = "pod-template-generation";

  private DaemonPods() {}

  /** A Pod for this node, which the scheduler will bind nowhere else. */
  static JsonObject on(KubeObject node, KubeObject daemonSet, String hash, JsonObject pod) {
    return pod.update(
            "metadata",
            metadata ->
                metadata.updateOrCreate(
                    "labels",
                    labels ->
                        labels
                            .with(RevisionHistory.POD_LABEL, hash)
                            .with(
                                TEMPLATE_GENERATION, Long.toString(templateGeneration(daemonSet)))))
        .update(
            "spec",
            spec -> tolerant(spec).with("affinity", boundTo(node.name(), spec.object("affinity"))));
  }

  private static long templateGeneration(KubeObject daemonSet) {
    String said = daemonSet.annotation("deprecated.daemonset.template.generation");
    return said != null && said.matches("[0-9]{1,9}")
        ? Long.parseLong(said)
        : daemonSet.generation();
  }

  private static JsonObject boundTo(String node, JsonObject affinity) {
    JsonObject onlyThere =
        JsonObject.of(
            "matchFields",
            JsonArray.of(
                JsonObject.of(
                    "key", "metadata.name", "operator", "In", "values", JsonArray.of(node))));
    return affinity.updateOrCreate(
        "nodeAffinity",
        nodeAffinity ->
            nodeAffinity.with(
                "requiredDuringSchedulingIgnoredDuringExecution",
                JsonObject.of("nodeSelectorTerms", JsonArray.of(onlyThere))));
  }

  /** A daemon stays on a node in trouble. */
  private static JsonObject tolerant(JsonObject spec) {
    JsonArray tolerations = spec.array("tolerations");
    tolerations =
        tolerations
            .plus(toleration("not-ready", "NoExecute"))
            .plus(toleration("unreachable", "NoExecute"));
    for (String taint :
        new String[] {"disk-pressure", "memory-pressure", "pid-pressure", "unschedulable"}) {
      tolerations = tolerations.plus(toleration(taint, "NoSchedule"));
    }
    if (spec.bool("hostNetwork")) {
      tolerations = tolerations.plus(toleration("network-unavailable", "NoSchedule"));
    }
    return spec.with("tolerations", tolerations);
  }

  private static JsonObject toleration(String taint, String effect) {
    return JsonObject.of("key", NODE_TAINT + taint, "operator", "Exists", "effect", effect);
  }

  /** Whether a new Pod may come to the node, and whether one that is there may stay. */
  record Verdict(boolean mayCome, boolean mayStay) {}

  static Verdict judge(KubeObject daemonSet, KubeObject node) {
    JsonObject spec = daemonSet.spec().object("template").object("spec");
    String fixed = spec.string("nodeName", "");
    if (!fixed.isEmpty() && !fixed.equals(node.name()) || !NodeSelection.fits(spec, node)) {
      return new Verdict(false, false);
    }
    Tolerations tolerations = new Tolerations(tolerant(spec).array("tolerations").objects());
    boolean mayCome = true;
    boolean mayStay = true;
    for (JsonObject taint : node.spec().array("taints").objects()) {
      if (!"PreferNoSchedule".equals(taint.string("effect")) && !tolerations.tolerate(taint)) {
        mayCome = false;
        mayStay &= !"NoExecute".equals(taint.string("effect"));
      }
    }
    return new Verdict(mayCome, mayStay);
  }

  /** The node that a Pod is bound to, or, while it is not bound, the one it is for. */
  static String nodeOf(KubeObject pod) {
    String bound = Pods.nodeName(pod);
    if (!bound.isEmpty()) {
      return bound;
    }
    for (JsonObject term :
        pod.spec()
            .objectAt("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
            .array("nodeSelectorTerms")
            .objects()) {
      JsonObject field = term.array("matchFields").find("key", "metadata.name");
      if (field != null && field.array("values").size() == 1) {
        return field.array("values").strings().get(0);
      }
    }
    return "";
  }

  static boolean isOf(KubeObject pod, String hash) {
    return hash.equals(pod.label(RevisionHistory.POD_LABEL));
  }
}
