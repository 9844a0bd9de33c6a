package dev.kubarium.lesson;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.ClusterSpec.NodeSpec;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.apiserver.FieldValidation;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.apiserver.PatchType;
import dev.kubarium.cluster.apiserver.Verb;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Yaml;
import dev.kubarium.cluster.object.YamlDocument;
import java.util.List;

/** Does to a cluster what a learner would do. */
final class Performer {

  /**
   * The field manager of the page's editor: what a lesson put there, the learner's next apply may
   * take away.
   */
  private static final String MANAGER = "kubarium-page";

  private static final int TOO_MANY_REQUESTS = 429;

  private final Cluster cluster;
  private final LessonRun run;

  Performer(Cluster cluster, LessonRun run) {
    this.cluster = cluster;
    this.run = run;
  }

  void perform(Act act) {
    switch (act) {
      case Act.Apply apply -> apply(cluster, apply.manifests());
      case Act.Delete delete -> delete(delete);
      case Act.Patch patch -> {
        KubeObject object = found(patch.target()).getFirst();
        ApiOptions options = ApiOptions.NONE.withPatch(PatchType.MERGE, false);
        cluster
            .api()
            .handle(
                ApiRequest.patch(
                    object.kind(),
                    object.namespace(),
                    object.name(),
                    patch.patch(),
                    options,
                    Caller.YOU));
      }
      case Act.Predict predict -> run.predict(run.current().id(), predict.choice());
      case Act.Pause pause ->
          cluster.loop().runUntil(cluster.loop().now() + pause.time().toMillis());
      case Act.Drain drain -> drain(drain.node());
      case Act.Join join -> cluster.join(NodeSpec.standard(join.node()));
    }
  }

  private void drain(String node) {
    JsonObject closed = JsonObject.of("spec", JsonObject.of("unschedulable", true));
    ApiOptions merging = ApiOptions.NONE.withPatch(PatchType.MERGE, false);
    cluster.api().handle(ApiRequest.patch(Kinds.NODE, "", node, closed, merging, Caller.YOU));
    for (KubeObject pod : List.copyOf(cluster.store().list(Kinds.POD.resource()))) {
      boolean movable =
          pod.spec().string("nodeName", "").equals(node)
              && !pod.namespace().equals("kube-system")
              && !pod.isTerminating();
      if (movable) {
        evict(pod);
      }
    }
  }

  private void evict(KubeObject pod) {
    JsonObject eviction =
        JsonObject.of(
            "apiVersion", "policy/v1",
            "kind", "Eviction",
            "metadata", JsonObject.of("name", pod.name(), "namespace", pod.namespace()));
    try {
      cluster
          .api()
          .handle(
              new ApiRequest(
                  Verb.CREATE,
                  Kinds.POD,
                  pod.namespace(),
                  pod.name(),
                  "eviction",
                  eviction,
                  ApiOptions.NONE,
                  Caller.YOU));
    } catch (ApiException refused) {
      if (refused.code() != TOO_MANY_REQUESTS) {
        throw refused;
      }
    }
  }

  private void delete(Act.Delete delete) {
    List<KubeObject> found = found(delete.target());
    for (KubeObject object : delete.all() ? found : found.subList(0, 1)) {
      ApiOptions options =
          ApiOptions.NONE.withDeletion(delete.graceSeconds(), "Background", null, null);
      cluster
          .api()
          .handle(
              ApiRequest.delete(
                  object.kind(), object.namespace(), object.name(), options, Caller.YOU));
    }
  }

  private List<KubeObject> found(dev.kubarium.lesson.check.Target target) {
    List<KubeObject> found =
        run.scene().find(target).stream().filter(object -> !object.isTerminating()).toList();
    if (found.isEmpty()) {
      throw new IllegalStateException("there is no " + target.named().in(java.util.Locale.ENGLISH));
    }
    return found;
  }

  /** Applies every document of a text; throws {@code ApiException} at the first that is refused. */
  static void apply(Cluster cluster, String manifests) {
    for (YamlDocument document : YamlDocument.filled(Yaml.parse(manifests))) {
      JsonObject object = (JsonObject) document.value();
      Served served =
          cluster
              .api()
              .kinds()
              .findByName(object.string("apiVersion", ""), object.string("kind", ""))
              .orElseThrow(
                  () -> new IllegalStateException("no such kind: " + object.string("kind", "")));
      JsonObject metadata = object.object("metadata");
      String namespace = served.kind().namespaced() ? metadata.string("namespace", "default") : "";
      ApiOptions options =
          ApiOptions.NONE
              .withWriting(MANAGER, false, FieldValidation.STRICT)
              .withPatch(PatchType.APPLY, true);
      cluster
          .api()
          .handle(
              ApiRequest.patch(
                  served.kind(),
                  namespace,
                  metadata.string("name", ""),
                  object,
                  options,
                  Caller.YOU));
    }
  }
}
