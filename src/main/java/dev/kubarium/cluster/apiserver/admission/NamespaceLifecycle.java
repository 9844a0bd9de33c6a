package dev.kubarium.cluster.apiserver.admission;

import dev.kubarium.cluster.apiserver.AdmissionPlugin;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Timestamps;
import java.util.List;

/**
 * Nothing is created in a namespace that is not there or that ends, and the namespaces that a
 * cluster lives on stay.
 *
 * <p>Models: plugin/pkg/admission NamespaceLifecycle
 */
final class NamespaceLifecycle implements AdmissionPlugin {

  private static final List<String> IMMORTAL = List.of("default", "kube-system", "kube-public");

  @Override
  public JsonObject mutate(
      ApiRequest request, JsonObject object, KubeObject before, RuleContext context) {
    if (before != null || request.namespace().isEmpty() || !request.kind().namespaced()) {
      return object;
    }
    KubeObject namespace = context.get(Kinds.NAMESPACE, "", request.namespace());
    if (namespace == null) {
      throw ApiException.notFound(Kinds.NAMESPACE, request.namespace());
    }
    if (namespace.isTerminating()) {
      throw ending(request, object, namespace);
    }
    return object;
  }

  private static ApiException ending(ApiRequest request, JsonObject object, KubeObject namespace) {
    String name = object.object("metadata").string("name", "");
    String about = "namespace " + namespace.name() + " is being terminated";
    long began = Timestamps.parse(namespace.metadata().string("deletionTimestamp"));
    JsonObject cause =
        JsonObject.of(
            "reason", "NamespaceTerminating", "message", about, "field", "metadata.namespace");
    return new ApiException(
        403,
        "Forbidden",
        request.kind().resource()
            + " \""
            + name
            + "\" is forbidden: unable to create new content in namespace "
            + namespace.name()
            + " because it is being terminated",
        JsonObject.of(
            "name",
            name,
            "group",
            request.kind().group().isEmpty() ? null : request.kind().group(),
            "kind",
            request.kind().plural(),
            "retryAfterSeconds",
            began == 0 ? null : 1L,
            "causes",
            JsonArray.of(cause)));
  }

  @Override
  public void validate(
      ApiRequest request, KubeObject after, KubeObject before, RuleContext context) {
    if (after == null
        && request.kind().equals(Kinds.NAMESPACE)
        && IMMORTAL.contains(before.name())) {
      throw new ApiException(
          403,
          "Forbidden",
          "namespaces \"" + before.name() + "\" is forbidden: this namespace may not be deleted",
          JsonObject.of("name", before.name(), "kind", "namespaces"));
    }
  }
}
