package dev.kubarium.cluster.apiserver.admission;

import dev.kubarium.cluster.apiserver.AdmissionPlugin;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;

/**
 * Writes into each Pod the number that its PriorityClass stands for.
 *
 * <p>See https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
 *
 * <p>Models: plugin/pkg/admission/priority
 */
final class PriorityAdmission implements AdmissionPlugin {

  @Override
  public JsonObject mutate(
      ApiRequest request, JsonObject object, KubeObject before, RuleContext context) {
    if (before != null || request.subresource() != null || !request.kind().equals(Kinds.POD)) {
      return object;
    }
    JsonObject spec = object.object("spec");
    String name = spec.string("priorityClassName", "");
    KubeObject found =
        name.isEmpty() ? globalDefault(context) : context.get(Kinds.PRIORITY_CLASS, "", name);
    String pod = object.object("metadata").string("name", "");
    if (found == null && !name.isEmpty()) {
      throw ApiException.forbidden(
          Kinds.POD, pod, "no PriorityClass with name " + name + " was found");
    }
    long priority = found == null ? 0 : found.tree().integer("value", 0);
    Long stated = spec.integer("priority");
    if (stated != null && stated != priority) {
      throw ApiException.forbidden(
          Kinds.POD,
          pod,
          "the integer value of priority ("
              + stated
              + ") must not be provided in pod spec; priority admission controller"
              + " computed "
              + priority
              + " from the given PriorityClass name");
    }
    String policy =
        found == null
            ? "PreemptLowerPriority"
            : found.tree().string("preemptionPolicy", "PreemptLowerPriority");
    JsonObject named = found == null ? spec : spec.with("priorityClassName", found.name());
    return object.with(
        "spec", named.with("priority", priority).withDefault("preemptionPolicy", policy));
  }

  /**
   * The lowest of those that are the default for all, as upstream; {@code null} where there is
   * none.
   */
  private static KubeObject globalDefault(RuleContext context) {
    KubeObject lowest = null;
    for (KubeObject each : context.list(Kinds.PRIORITY_CLASS, "")) {
      boolean lower =
          lowest == null || each.tree().integer("value", 0) < lowest.tree().integer("value", 0);
      if (each.tree().bool("globalDefault") && lower) {
        lowest = each;
      }
    }
    return lowest;
  }

  @Override
  public void validate(
      ApiRequest request, KubeObject after, KubeObject before, RuleContext context) {
    if (after == null
        || !after.kind().equals(Kinds.PRIORITY_CLASS)
        || !after.tree().bool("globalDefault")) {
      return;
    }
    for (KubeObject each : context.list(Kinds.PRIORITY_CLASS, "")) {
      if (each.tree().bool("globalDefault") && !each.name().equals(after.name())) {
        throw ApiException.forbidden(
            after.kind(),
            after.name(),
            "PriorityClass "
                + each.name()
                + " is already marked as default. Only one default can exist");
      }
    }
  }
}
