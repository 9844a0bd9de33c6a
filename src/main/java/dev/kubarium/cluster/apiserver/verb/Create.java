package dev.kubarium.cluster.apiserver.verb;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Timestamps;
import java.util.List;
import java.util.Optional;

/** POST: a new object gets its name, its uid and its time of birth. */
public final class Create {

  private static final int MOST_NAME_TRIES = 8;
  private static final int LONGEST_GENERATED_BASE = 58;

  private final Pipeline pipeline;

  public Create(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  public ApiResponse run(ApiRequest request, Served served) {
    Pipeline.Passage passage = pipeline.passage(request, served);
    JsonObject object = pipeline.decode(passage, request.body());
    Optional<JsonObject> answer = passage.rules.answer(object, passage);
    if (answer.isPresent()) {
      return ApiResponse.document(201, answer.get()).warning(passage.warnings);
    }
    KubeObject created = store(passage, object, "Update");
    return ApiResponse.of(201, served.fromStored(created)).warning(passage.warnings);
  }

  /**
   * From a decoded tree to a stored object; {@code operation} is who it is for: {@code Update} or
   * {@code Apply}.
   */
  KubeObject store(Pipeline.Passage passage, JsonObject decoded, String operation) {
    JsonObject object = passage.rules.defaults(decoded);
    object = object.with("metadata", born(passage, object.object("metadata")));
    if (operation.equals("Update")) {
      object = pipeline.managed(passage, null, object);
    }
    object = pipeline.mutate(passage, object, null);
    object = passage.rules.prepareCreate(object, passage);
    object = withInitialFinalizers(passage, object);
    KubeObject fresh = KubeObject.of(passage.stored(), object);
    pipeline.validate(passage, fresh, null);
    pipeline.admit(passage, fresh, null);
    if (pipeline.store().get(fresh.key()) != null) {
      throw ApiException.alreadyExists(passage.request.kind(), fresh.name());
    }
    return pipeline.commit(passage, fresh, null);
  }

  private JsonObject born(Pipeline.Passage passage, JsonObject sent) {
    ApiRequest request = passage.request;
    JsonObject metadata = sent;
    if (metadata.isSet("resourceVersion") && !metadata.string("resourceVersion", "").isEmpty()) {
      throw new ApiException(
          500,
          "InternalError",
          "resourceVersion should not be set on objects to be created",
          JsonObject.EMPTY);
    }
    if (passage.stored().namespaced()) {
      String namespace = metadata.string("namespace", request.namespace());
      if (!namespace.equals(request.namespace())) {
        throw ApiException.badRequest(
            "the namespace of the provided object does not match the namespace sent on the request");
      }
      metadata = metadata.with("namespace", namespace);
    } else {
      metadata = metadata.without("namespace");
    }
    metadata = named(passage, metadata);
    if (request.name() != null && !request.name().equals(metadata.string("name"))) {
      throw ApiException.badRequest(
          "the name of the object ("
              + metadata.string("name")
              + ") does not match the name on the URL ("
              + request.name()
              + ")");
    }
    return metadata
        .with("uid", passage.chance().of("uid", passage.nextRevision()).uuid())
        .with("creationTimestamp", Timestamps.format(pipeline.now()))
        .withOrWithout("generation", passage.rules.hasGeneration() ? 1L : null)
        .without("resourceVersion")
        .without("deletionTimestamp")
        .without("deletionGracePeriodSeconds")
        .without("selfLink");
  }

  private JsonObject named(Pipeline.Passage passage, JsonObject metadata) {
    if (!metadata.string("name", "").isEmpty()) {
      return metadata;
    }
    String base = metadata.string("generateName", "");
    if (base.isEmpty()) {
      FieldErrors errors = new FieldErrors();
      errors.required("metadata.name", "name or generateName is required");
      throw ApiException.invalid(passage.stored(), "", errors.all());
    }
    String cut = base.substring(0, Math.min(base.length(), LONGEST_GENERATED_BASE));
    var draw = passage.chance().of("generateName", passage.nextRevision());
    for (int i = 0; i < MOST_NAME_TRIES; i++) {
      String name = cut + draw.letters(5);
      if (passage.get(passage.stored(), metadata.string("namespace", ""), name) == null) {
        return metadata.with("name", name);
      }
    }
    throw ApiException.alreadyExists(passage.request.kind(), cut);
  }

  private static JsonObject withInitialFinalizers(Pipeline.Passage passage, JsonObject object) {
    List<String> initial = passage.rules.initialFinalizers(object);
    if (initial.isEmpty()) {
      return object;
    }
    return object.update(
        "metadata",
        metadata -> {
          JsonArray finalizers = metadata.array("finalizers");
          for (String finalizer : initial) {
            finalizers = finalizers.contains(finalizer) ? finalizers : finalizers.plus(finalizer);
          }
          return metadata.with("finalizers", finalizers);
        });
  }
}
