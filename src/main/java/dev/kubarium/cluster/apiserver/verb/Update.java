package dev.kubarium.cluster.apiserver.verb;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;

/** PUT: the object as it is wished now, refused where it rests on an older revision. */
public final class Update {

  private final Pipeline pipeline;

  public Update(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  public ApiResponse run(ApiRequest request, Served served) {
    Pipeline.Passage passage = pipeline.passage(request, served);
    JsonObject wished = pipeline.decode(passage, request.body());
    KubeObject before = pipeline.existing(passage);
    KubeObject after = store(passage, wished, before, "Update");
    return ApiResponse.of(200, served.fromStored(after)).warning(passage.warnings);
  }

  /**
   * Stores a wished tree over the current revision; answers the current one where nothing changes.
   */
  KubeObject store(
      Pipeline.Passage passage, JsonObject decoded, KubeObject before, String operation) {
    ApiRequest request = passage.request;
    boolean ofStatus = "status".equals(request.subresource());
    JsonObject wished = passage.rules.defaults(decoded);
    JsonObject metadata = wished.object("metadata");
    refuseOthers(passage, metadata, before);

    JsonObject object;
    if (ofStatus) {
      object = before.tree().withOrWithout("status", wished.get("status"));
      if (operation.equals("Apply")) {
        object =
            object.with(
                "metadata",
                before.metadata().withOrWithout("managedFields", metadata.get("managedFields")));
      }
    } else {
      object = wished.with("metadata", kept(metadata, before.metadata()));
      // A kind's own subresource (a binding) may speak of the status too; a plain update never
      // does.
      if (passage.rules.hasStatus() && request.subresource() == null) {
        object = object.withOrWithout("status", before.tree().get("status"));
      }
      object = pipeline.mutate(passage, object, before);
      object = passage.rules.prepareUpdate(object, before, passage);
    }
    if (sameBut(object, before.tree())) {
      return before;
    }
    boolean counts = !ofStatus && !"binding".equals(request.subresource());
    if (counts && passage.rules.hasGeneration() && contentChanged(object, before.tree())) {
      object = object.withAt(before.generation() + 1, "metadata", "generation");
    }
    KubeObject after = KubeObject.of(passage.stored(), object);
    pipeline.validate(passage, after, before);
    pipeline.admit(passage, after, before);
    if (operation.equals("Update")) {
      after = after.with(pipeline.managed(passage, before.tree(), after.tree()));
    }
    if (Delete.isFinished(after, passage.rules)) {
      return pipeline.remove(passage, after);
    }
    return pipeline.commit(passage, after, before);
  }

  private static void refuseOthers(
      Pipeline.Passage passage, JsonObject metadata, KubeObject before) {
    ApiRequest request = passage.request;
    String name = metadata.string("name", before.name());
    if (!name.equals(before.name())) {
      throw ApiException.badRequest(
          "the name of the object ("
              + name
              + ") does not match the name on the URL ("
              + before.name()
              + ")");
    }
    String namespace = metadata.string("namespace", before.namespace());
    if (passage.stored().namespaced() && !namespace.equals(before.namespace())) {
      throw ApiException.badRequest(
          "the namespace of the object ("
              + namespace
              + ") does not match the namespace on the URL ("
              + before.namespace()
              + ")");
    }
    String uid = metadata.string("uid", "");
    if (!uid.isEmpty() && !uid.equals(before.uid())) {
      throw ApiException.conflict(
          request.kind(),
          before.name(),
          "Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + before.uid());
    }
    String revision = metadata.string("resourceVersion", "");
    if (!revision.isEmpty()
        && !revision.equals("0")
        && !revision.equals(Long.toString(before.revision()))) {
      throw ApiException.modified(request.kind(), before.name());
    }
  }

  /** The metadata as sent, with all that only the server writes taken from the current revision. */
  private static JsonObject kept(JsonObject sent, JsonObject before) {
    JsonObject metadata = sent;
    for (String field :
        new String[] {
          "name",
          "namespace",
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "generation",
          "resourceVersion",
          "generateName"
        }) {
      metadata = metadata.withOrWithout(field, before.get(field));
    }
    return sent.has("managedFields")
        ? metadata
        : metadata.withOrWithout("managedFields", before.get("managedFields"));
  }

  private static boolean sameBut(JsonObject object, JsonObject before) {
    return object == before || object.equals(before);
  }

  /** Whether anything outside metadata and status differs. */
  private static boolean contentChanged(JsonObject object, JsonObject before) {
    return !object
        .without("metadata")
        .without("status")
        .equals(before.without("metadata").without("status"));
  }
}
