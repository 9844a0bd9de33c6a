package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.apiserver.SubresourceRules;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Timestamps;

/**
 * POST …/binding puts a Pod on a node, once.
 *
 * <p>Models: pkg/registry/core/pod/storage, BindingREST
 */
final class PodBinding {

  private PodBinding() {}

  static ApiResponse bind(
      ApiRequest request, KubeObject pod, RuleContext context, SubresourceRules.Writer writer) {
    if (!(request.body() instanceof JsonObject binding)) {
      throw ApiException.methodNotAllowed(request.kind());
    }
    JsonObject target = binding.object("target");
    String node = target.string("name", "");
    if (node.isEmpty()) {
      throw invalid(request, "target.name: Required value");
    }
    String kind = target.string("kind", "");
    if (!kind.isEmpty() && !kind.equals("Node")) {
      throw invalid(
          request,
          "target.kind: Unsupported value: \""
              + kind
              + "\": supported values: \"Node\", \"<empty>\"");
    }
    String uid = binding.object("metadata").string("uid", "");
    if (!uid.isEmpty() && !uid.equals(pod.uid())) {
      throw ApiException.conflict(
          request.kind(),
          pod.name(),
          "Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + pod.uid());
    }
    if (pod.isTerminating()) {
      throw ApiException.conflict(
          request.kind(),
          pod.name(),
          "pod " + pod.name() + " is being deleted, cannot be assigned to a host");
    }
    String already = pod.spec().string("nodeName", "");
    if (!already.isEmpty()) {
      throw ApiException.conflict(
          request.kind(),
          pod.name(),
          "pod " + pod.name() + " is already assigned to node \"" + already + "\"");
    }
    if (!pod.spec().array("schedulingGates").isEmpty()) {
      throw ApiException.conflict(
          request.kind(), pod.name(), "pod " + pod.name() + " has non-empty .spec.schedulingGates");
    }
    writer.update(
        pod.edit(
            tree ->
                tree.withAt(node, "spec", "nodeName")
                    .with("status", scheduled(tree.object("status"), context.now()))));
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

  private static JsonObject scheduled(JsonObject status, long now) {
    JsonObject condition =
        JsonObject.of(
            "type", "PodScheduled", "status", "True", "lastTransitionTime", Timestamps.format(now));
    JsonArray others =
        status
            .array("conditions")
            .without(
                each ->
                    each instanceof JsonObject known && "PodScheduled".equals(known.get("type")));
    return status.with("conditions", others.plus(condition));
  }

  private static ApiException invalid(ApiRequest request, String fault) {
    return new ApiException(
        422,
        "Invalid",
        "Binding \"" + request.name() + "\" is invalid: " + fault,
        JsonObject.of("name", request.name(), "kind", "Binding"));
  }
}
