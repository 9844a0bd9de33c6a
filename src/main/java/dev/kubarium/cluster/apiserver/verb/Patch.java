package dev.kubarium.cluster.apiserver.verb;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.apiserver.PatchType;
import dev.kubarium.cluster.apiserver.patch.JsonPatch;
import dev.kubarium.cluster.apiserver.patch.MergePatch;
import dev.kubarium.cluster.apiserver.patch.ServerSideApply;
import dev.kubarium.cluster.apiserver.patch.StrategicMergePatch;
import dev.kubarium.cluster.apiserver.schema.SchemaNode;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;

/** PATCH: a change said in one of four ways, made on the tree as it is now. */
public final class Patch {

  private final Pipeline pipeline;
  private final Create create;
  private final Update update;

  public Patch(Pipeline pipeline, Create create, Update update) {
    this.pipeline = pipeline;
    this.create = create;
    this.update = update;
  }

  public ApiResponse run(ApiRequest request, Served served) {
    Pipeline.Passage passage = pipeline.passage(request, served);
    KubeObject stored =
        pipeline.store().get(ObjectKey.of(passage.stored(), request.namespace(), request.name()));
    if (request.options().patchType() == PatchType.APPLY) {
      return apply(passage, stored);
    }
    if (stored == null) {
      throw ApiException.notFound(request.kind(), request.name());
    }
    JsonObject shown = served.fromStored(stored).tree();
    JsonObject patched =
        patched(shown, request, Pipeline.schema(passage), served.rules().schema().isPresent());
    KubeObject after = update.store(passage, pipeline.decode(passage, patched), stored, "Update");
    return ApiResponse.of(200, served.fromStored(after)).warning(passage.warnings);
  }

  /**
   * A custom kind ({@code custom}) takes no strategic patches: nothing says how its lists are
   * merged.
   */
  static JsonObject patched(
      JsonObject current, ApiRequest request, SchemaNode schema, boolean custom) {
    return switch (request.options().patchType()) {
      case JSON -> {
        if (!(request.body() instanceof JsonArray operations)) {
          throw ApiException.badRequest(
              "json: cannot unmarshal object into Go value of type jsonpatch.Patch");
        }
        yield JsonPatch.apply(current, operations);
      }
      case MERGE -> MergePatch.apply(current, object(request));
      case STRATEGIC -> {
        if (custom) {
          throw new ApiException(
              415,
              "UnsupportedMediaType",
              "the body of the request was in an unknown format - accepted media types include:"
                  + " application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
              JsonObject.EMPTY);
        }
        yield StrategicMergePatch.apply(current, object(request), schema);
      }
      case APPLY -> throw new IllegalStateException("an apply is no patch of a tree");
    };
  }

  private static JsonObject object(ApiRequest request) {
    if (request.body() instanceof JsonObject tree) {
      return tree;
    }
    throw ApiException.badRequest("the patch is not an object");
  }

  private ApiResponse apply(Pipeline.Passage passage, KubeObject stored) {
    ApiRequest request = passage.request;
    ApiOptions options = request.options();
    JsonObject wished = object(request);
    refuseUnfit(passage, wished);
    JsonObject live = stored == null ? null : passage.served.fromStored(stored).tree();
    JsonObject applied =
        ServerSideApply.apply(
            live,
            pipeline.decodeApplied(passage, named(wished, request)),
            pipeline.writer(passage, passage.served.kind()),
            options.force());
    JsonObject decoded =
        passage.rules.defaults(
            passage.served.conversion() == null
                ? applied
                : passage.served.conversion().toStored(applied));
    if (stored == null) {
      if (request.subresource() != null) {
        throw ApiException.notFound(request.kind(), request.name());
      }
      KubeObject created = create.store(passage, decoded, "Apply");
      return ApiResponse.of(201, passage.served.fromStored(created)).warning(passage.warnings);
    }
    KubeObject after = update.store(passage, decoded, stored, "Apply");
    return ApiResponse.of(200, passage.served.fromStored(after)).warning(passage.warnings);
  }

  /** Names and namespace may be left to the address. */
  private static JsonObject named(JsonObject wished, ApiRequest request) {
    JsonObject named =
        wished.updateOrCreate("metadata", metadata -> metadata.withDefault("name", request.name()));
    return request.namespace().isEmpty()
        ? named
        : named.update(
            "metadata", metadata -> metadata.withDefault("namespace", request.namespace()));
  }

  private static void refuseUnfit(Pipeline.Passage passage, JsonObject wished) {
    String manager = passage.request.options().fieldManager();
    if (manager == null || manager.isEmpty()) {
      throw new ApiException(
          422,
          "Invalid",
          "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch",
          JsonObject.EMPTY);
    }
    if (wished.object("metadata").array("managedFields").size() > 0) {
      throw ApiException.badRequest("metadata.managedFields must be nil");
    }
    String name = wished.object("metadata").string("name", passage.request.name());
    if (!name.equals(passage.request.name())) {
      throw ApiException.badRequest(
          "the name of the object ("
              + name
              + ") does not match the name on the URL ("
              + passage.request.name()
              + ")");
    }
  }
}
