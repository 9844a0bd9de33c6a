package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.apiserver.SubresourceRules;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.Timestamps;
import java.util.ArrayList;
import java.util.List;

/**
 * POST …/eviction deletes a Pod if its PodDisruptionBudget allows one disruption more.
 *
 * <p>See https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
 *
 * <p>Models: pkg/registry/core/pod/storage/eviction.go
 */
final class PodEviction {

  private static final String REFUSAL =
      "Cannot evict pod as it would violate the pod's disruption budget.";
  private static final long RETRY_SECONDS = 10;

  private PodEviction() {}

  static ApiResponse evict(
      ApiRequest request, KubeObject pod, RuleContext context, SubresourceRules.Writer writer) {
    JsonObject eviction = request.body() instanceof JsonObject body ? body : JsonObject.EMPTY;
    String name = eviction.object("metadata").string("name", pod.name());
    if (!name.equals(pod.name())) {
      throw ApiException.badRequest("name in URL does not match name in Eviction object");
    }
    if (!goesAnyway(pod)) {
      KubeObject budget = budgetOf(pod, context);
      if (budget != null && !isUnhealthyAndFree(pod, budget)) {
        spend(request, pod, budget, context, writer);
      }
    }
    delete(request, pod, eviction.object("deleteOptions"), context, writer);
    return ApiResponse.document(
        201,
        JsonObject.of(
            "kind",
            "Status",
            "apiVersion",
            "v1",
            "metadata",
            JsonObject.EMPTY,
            "status",
            "Success",
            "code",
            201L));
  }

  /** A Pod that does not serve yet or any more needs no budget. */
  private static boolean goesAnyway(KubeObject pod) {
    return pod.isTerminating()
        || switch (pod.status().string("phase", "")) {
          case "Pending", "Succeeded", "Failed" -> true;
          default -> false;
        };
  }

  private static KubeObject budgetOf(KubeObject pod, RuleContext context) {
    List<KubeObject> budgets = new ArrayList<>();
    for (KubeObject budget : context.list(Kinds.POD_DISRUPTION_BUDGET, pod.namespace())) {
      if (budget.spec().isSet("selector")
          && LabelSelector.of(budget.spec().object("selector")).matches(pod.labels())) {
        budgets.add(budget);
      }
    }
    if (budgets.size() > 1) {
      throw new ApiException(
          500,
          "InternalError",
          "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
          JsonObject.EMPTY);
    }
    return budgets.isEmpty() ? null : budgets.get(0);
  }

  /** A Pod that is not ready anyway goes freely where the budget says so, or is met without it. */
  private static boolean isUnhealthyAndFree(KubeObject pod, KubeObject budget) {
    JsonObject ready = pod.status().array("conditions").find("type", "Ready");
    if (ready != null && "True".equals(ready.string("status"))) {
      return false;
    }
    if ("AlwaysAllow".equals(budget.spec().string("unhealthyPodEvictionPolicy"))) {
      return true;
    }
    long desired = budget.status().integer("desiredHealthy", 0);
    return desired > 0 && budget.status().integer("currentHealthy", 0) >= desired;
  }

  private static void spend(
      ApiRequest request,
      KubeObject pod,
      KubeObject budget,
      RuleContext context,
      SubresourceRules.Writer writer) {
    JsonObject status = budget.status();
    if (status.integer("observedGeneration", 0) < budget.generation()) {
      throw refusal(
          "The disruption budget " + budget.name() + " is still being processed by the server.",
          RETRY_SECONDS);
    }
    long allowed = status.integer("disruptionsAllowed", 0);
    if (allowed <= 0) {
      throw refusal(
          "The disruption budget "
              + budget.name()
              + " needs "
              + status.integer("desiredHealthy", 0)
              + " healthy pods and has "
              + status.integer("currentHealthy", 0)
              + " currently",
          0);
    }
    KubeObject spent =
        budget.edit(
            tree ->
                tree.update(
                    "status",
                    known ->
                        known
                            .with("disruptionsAllowed", allowed - 1)
                            .withAt(
                                Timestamps.format(context.now()), "disruptedPods", pod.name())));
    writer.request(
        ApiRequest.update(
                budget.kind(),
                budget.namespace(),
                budget.name(),
                spent.tree(),
                options(request),
                context.caller())
            .on("status"));
  }

  private static ApiException refusal(String cause, long retryAfterSeconds) {
    JsonObject details =
        JsonObject.of(
            "causes",
            JsonArray.of(JsonObject.of("reason", "DisruptionBudget", "message", cause)),
            "retryAfterSeconds",
            retryAfterSeconds == 0 ? null : retryAfterSeconds);
    return new ApiException(429, "TooManyRequests", REFUSAL, details);
  }

  private static void delete(
      ApiRequest request,
      KubeObject pod,
      JsonObject wishes,
      RuleContext context,
      SubresourceRules.Writer writer) {
    if (!goesAnyway(pod)) {
      JsonObject condition =
          JsonObject.of(
              "type", "DisruptionTarget",
              "status", "True",
              "reason", "EvictionByEvictionAPI",
              "message", "Eviction API: evicting",
              "lastTransitionTime", Timestamps.format(context.now()));
      KubeObject marked =
          pod.edit(
              tree ->
                  tree.updateOrCreate(
                      "status",
                      status ->
                          status.with(
                              "conditions",
                              status
                                  .array("conditions")
                                  .without(
                                      each ->
                                          each instanceof JsonObject known
                                              && "DisruptionTarget".equals(known.get("type")))
                                  .plus(condition))));
      writer.request(
          ApiRequest.update(
                  pod.kind(),
                  pod.namespace(),
                  pod.name(),
                  marked.tree(),
                  options(request),
                  context.caller())
              .on("status"));
    }
    ApiOptions deletion =
        options(request)
            .withDeletion(
                wishes.integer("gracePeriodSeconds"),
                wishes.string("propagationPolicy"),
                wishes.object("preconditions").string("uid"),
                null);
    writer.request(
        ApiRequest.delete(pod.kind(), pod.namespace(), pod.name(), deletion, context.caller()));
  }

  private static ApiOptions options(ApiRequest request) {
    return ApiOptions.NONE.withWriting(
        request.options().fieldManager(),
        request.options().dryRun(),
        request.options().fieldValidation());
  }
}
