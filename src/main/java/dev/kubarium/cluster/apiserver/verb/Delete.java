package dev.kubarium.cluster.apiserver.verb;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Timestamps;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DELETE: at once, after a grace period, or when the last finalizer is gone; dependents in the
 * background, in the foreground, or left as orphans.
 */
public final class Delete {

  private static final String FOREGROUND = "foregroundDeletion";
  private static final String ORPHAN = "orphan";

  private final Pipeline pipeline;
  private final Read read;

  public Delete(Pipeline pipeline, Read read) {
    this.pipeline = pipeline;
    this.read = read;
  }

  public ApiResponse one(ApiRequest request, Served served) {
    Pipeline.Passage passage = pipeline.passage(request, served);
    KubeObject before = pipeline.existing(passage);
    pipeline.admit(passage, null, before);
    KubeObject left = delete(passage, before);
    if (left != null) {
      return ApiResponse.of(200, served.fromStored(left));
    }
    return ApiResponse.document(
        200,
        JsonObject.of(
            "kind", "Status",
            "apiVersion", "v1",
            "metadata", JsonObject.EMPTY,
            "status", "Success",
            "details",
                JsonObject.of(
                    "name", before.name(),
                    "group", served.kind().group().isEmpty() ? null : served.kind().group(),
                    "kind", served.kind().plural(),
                    "uid", before.uid())));
  }

  public ApiResponse collection(ApiRequest request, Served served) {
    ApiResponse.Many chosen = (ApiResponse.Many) read.list(request, served).body();
    List<KubeObject> gone = new ArrayList<>();
    for (KubeObject object : chosen.objects()) {
      ApiRequest each =
          new ApiRequest(
              request.verb(),
              request.kind(),
              object.namespace(),
              object.name(),
              null,
              null,
              request.options(),
              request.caller());
      Pipeline.Passage passage = pipeline.passage(each, served);
      KubeObject before = pipeline.existing(passage);
      pipeline.admit(passage, null, before);
      delete(passage, before);
      gone.add(object);
    }
    return new ApiResponse(
        200,
        new ApiResponse.Many(
            served.kind(), gone, pipeline.revision(), chosen.continueToken(), chosen.remaining()),
        List.of());
  }

  /** Answers what is left of the object, or {@code null} where it is gone. */
  private KubeObject delete(Pipeline.Passage passage, KubeObject before) {
    ApiOptions options = passage.request.options();
    refuseOthers(passage, before);
    KindRules rules = passage.rules;
    KubeObject marked = withPropagation(before, propagation(options, rules));
    Optional<Long> grace = rules.gracePeriod(before, options.gracePeriodSeconds());
    long seconds = grace.orElse(0L);
    boolean stays = seconds > 0 || !marked.finalizers().isEmpty() || rules.isHeld(marked);
    if (!stays) {
      pipeline.remove(passage, marked);
      return null;
    }
    KubeObject ending = ending(passage, marked, seconds, grace.isPresent());
    return ending == before ? before : pipeline.commit(passage, ending, before);
  }

  /** What the caller said; where that is nothing and the kind leaves orphans, that. */
  private static String propagation(ApiOptions options, KindRules rules) {
    if (options.propagationPolicy() != null) {
      return options.propagationPolicy();
    }
    return rules.defaultPropagation().equals("Orphan") ? "Orphan" : null;
  }

  private KubeObject ending(
      Pipeline.Passage passage, KubeObject marked, long seconds, boolean graceful) {
    JsonObject metadata = marked.metadata();
    boolean again = marked.isTerminating();
    if (again && (!graceful || metadata.integer("deletionGracePeriodSeconds", 0) <= seconds)) {
      return marked;
    }
    long since =
        again
            ? Timestamps.parse(metadata.string("deletionTimestamp"))
                - metadata.integer("deletionGracePeriodSeconds", 0) * 1000
            : pipeline.now();
    JsonObject changed =
        metadata
            .with("deletionTimestamp", Timestamps.format(since + seconds * 1000))
            .with("deletionGracePeriodSeconds", seconds);
    if (!again && metadata.has("generation")) {
      changed = changed.with("generation", marked.generation() + 1);
    }
    return marked.with(passage.rules.beginDeletion(marked.tree().with("metadata", changed)));
  }

  private static KubeObject withPropagation(KubeObject object, String policy) {
    if (policy == null) {
      return object;
    }
    JsonArray finalizers =
        object
            .metadata()
            .array("finalizers")
            .without(name -> name.equals(FOREGROUND) || name.equals(ORPHAN));
    if (policy.equals("Foreground")) {
      finalizers = finalizers.plus(FOREGROUND);
    } else if (policy.equals("Orphan")) {
      finalizers = finalizers.plus(ORPHAN);
    }
    JsonArray kept = finalizers;
    return object.edit(
        tree ->
            tree.update(
                "metadata",
                metadata -> metadata.withOrWithout("finalizers", kept.isEmpty() ? null : kept)));
  }

  private static void refuseOthers(Pipeline.Passage passage, KubeObject before) {
    ApiOptions options = passage.request.options();
    if (options.preconditionUid() != null && !options.preconditionUid().equals(before.uid())) {
      throw ApiException.conflict(
          passage.request.kind(),
          before.name(),
          "Precondition failed: UID in precondition: "
              + options.preconditionUid()
              + ", UID in object meta: "
              + before.uid());
    }
    String revision = options.preconditionResourceVersion();
    if (revision != null && !revision.equals(Long.toString(before.revision()))) {
      throw ApiException.conflict(
          passage.request.kind(),
          before.name(),
          "Precondition failed: ResourceVersion in precondition: "
              + revision
              + ", ResourceVersion in object meta: "
              + before.revision());
    }
  }

  /**
   * Whether a deleted object waits for nothing any more: no finalizer, no grace period, nothing
   * that holds it.
   */
  static boolean isFinished(KubeObject object, KindRules rules) {
    return object.isTerminating()
        && object.finalizers().isEmpty()
        && object.metadata().integer("deletionGracePeriodSeconds", 0) == 0
        && !rules.isHeld(object);
  }
}
