package dev.kubarium.cluster.apiserver.verb;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.apiserver.ScaleRules;
import dev.kubarium.cluster.apiserver.SubresourceRules;
import dev.kubarium.cluster.apiserver.Verb;
import dev.kubarium.cluster.apiserver.schema.Schema;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import java.util.function.Function;

/**
 * {@code …/scale} and the subresources that kinds bring themselves; {@code …/status} goes through
 * the plain verbs.
 */
public final class Subresource {

  private static final Kind SCALE =
      new Kind("autoscaling", "v1", "Scale", "scales", true, List.of(), List.of());

  private final Pipeline pipeline;
  private final Update update;
  private final Function<ApiRequest, ApiResponse> door;

  public Subresource(Pipeline pipeline, Update update, Function<ApiRequest, ApiResponse> door) {
    this.pipeline = pipeline;
    this.update = update;
    this.door = door;
  }

  /**
   * Whether this request is not for the plain verbs. Throws 404 where there is no such subresource.
   */
  public boolean owns(ApiRequest request, Served served) {
    String name = request.subresource();
    if (name.equals("status") && served.rules().hasStatus()
        || served.rules().parts().contains(name)) {
      return false;
    }
    if (name.equals("scale") && served.rules().scale().isPresent()
        || served.rules().subresources().containsKey(name)) {
      return true;
    }
    throw new ApiException(
        404, "NotFound", "the server could not find the requested resource", JsonObject.EMPTY);
  }

  public ApiResponse answer(ApiRequest request, Served served) {
    Pipeline.Passage passage = pipeline.passage(request, served);
    KubeObject parent = pipeline.existing(passage);
    if (request.subresource().equals("scale")) {
      return scale(passage, parent);
    }
    SubresourceRules rules = served.rules().subresources().get(request.subresource());
    return rules.answer(
        request,
        parent,
        passage,
        new SubresourceRules.Writer() {
          @Override
          public KubeObject update(KubeObject changed) {
            return update.store(passage, changed.tree(), pipeline.existing(passage), "Update");
          }

          @Override
          public ApiResponse request(ApiRequest other) {
            return door.apply(other);
          }
        });
  }

  private ApiResponse scale(Pipeline.Passage passage, KubeObject parent) {
    ApiRequest request = passage.request;
    JsonObject shown = shown(parent, passage.rules.scale().orElseThrow());
    if (request.verb() == Verb.GET) {
      return ApiResponse.document(200, shown);
    }
    JsonObject wished =
        request.verb() == Verb.PATCH
            ? Patch.patched(shown, request, Schema.kubernetes().definitionOf(SCALE), false)
            : (JsonObject) request.body();
    Object replicas = wished.object("spec").get("replicas");
    long number = replicas instanceof Long whole ? whole : 0;
    if (number < 0) {
      throw new ApiException(
          422,
          "Invalid",
          "Scale.autoscaling \""
              + parent.name()
              + "\" is invalid: spec.replicas: Invalid value: "
              + number
              + ": must be greater than or equal to 0",
          JsonObject.of("name", parent.name(), "group", "autoscaling", "kind", "Scale"));
    }
    String revision = wished.object("metadata").string("resourceVersion", "");
    if (!revision.isEmpty() && !revision.equals(Long.toString(parent.revision()))) {
      throw ApiException.modified(request.kind(), parent.name());
    }
    JsonObject scaled = parent.tree().withAt(number, "spec", "replicas");
    KubeObject after = update.store(passage, scaled, parent, "Update");
    return ApiResponse.document(200, shown(after, passage.rules.scale().orElseThrow()));
  }

  private static JsonObject shown(KubeObject object, ScaleRules rules) {
    JsonObject metadata = object.metadata();
    return JsonObject.of(
        "kind", "Scale",
        "apiVersion", "autoscaling/v1",
        "metadata",
            JsonObject.of(
                "name", object.name(),
                "namespace", object.namespace(),
                "uid", object.uid(),
                "resourceVersion", metadata.string("resourceVersion"),
                "creationTimestamp", metadata.string("creationTimestamp")),
        "spec", JsonObject.of("replicas", object.spec().integer("replicas", 0)),
        "status",
            JsonObject.of(
                "replicas", rules.statusReplicas(object), "selector", rules.selector(object)));
  }
}
