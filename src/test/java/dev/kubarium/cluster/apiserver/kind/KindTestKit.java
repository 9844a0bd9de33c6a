package dev.kubarium.cluster.apiserver.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kubarium.cluster.apiserver.AdmissionPlugin;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiServer;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.apiserver.ClusterNetwork;
import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.PatchType;
import dev.kubarium.cluster.apiserver.Verb;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.sim.Chance;
import dev.kubarium.cluster.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/**
 * An API server with all kinds and, unless wished, no admission, at a clock that stands still until
 * it is told.
 */
final class KindTestKit {

  static final long START = 1_767_600_000_000L;

  long now = START;
  final ObjectStore store = new ObjectStore(1000);
  final ApiServer api;

  KindTestKit() {
    this(List.of());
  }

  KindTestKit(List<AdmissionPlugin> admission) {
    api =
        new ApiServer(
            store, () -> now, new Chance(1), KindCatalog.all(), admission, ClusterNetwork.DEFAULT);
  }

  static JsonObject yaml(String text) {
    Map<String, Object> map = new Yaml().load(text);
    return JsonObject.copyOf(map);
  }

  private Kind kindOf(JsonObject tree) {
    return api.kinds()
        .findByName(tree.string("apiVersion"), tree.string("kind"))
        .orElseThrow()
        .kind();
  }

  private static String namespaceOf(Kind kind, JsonObject tree) {
    return kind.namespaced() ? tree.object("metadata").string("namespace", "default") : "";
  }

  KubeObject create(String yaml) {
    return create(yaml(yaml));
  }

  KubeObject create(JsonObject tree) {
    Kind kind = kindOf(tree);
    return api.handle(
            ApiRequest.create(kind, namespaceOf(kind, tree), tree, ApiOptions.NONE, Caller.YOU))
        .object();
  }

  KubeObject get(KubeObject known) {
    return store.get(known.key());
  }

  KubeObject update(KubeObject object) {
    return api.handle(
            ApiRequest.update(
                object.kind(),
                object.namespace(),
                object.name(),
                object.tree(),
                ApiOptions.NONE,
                Caller.YOU))
        .object();
  }

  /** A merge patch in YAML. */
  KubeObject merge(KubeObject known, String patch) {
    return api.handle(
            ApiRequest.patch(
                known.kind(),
                known.namespace(),
                known.name(),
                yaml(patch),
                ApiOptions.NONE.withPatch(PatchType.MERGE, false),
                Caller.YOU))
        .object();
  }

  KubeObject status(KubeObject known, String status) {
    KubeObject current = get(known);
    return api.handle(
            ApiRequest.update(
                    current.kind(),
                    current.namespace(),
                    current.name(),
                    current.tree().with("status", yaml(status)),
                    ApiOptions.NONE,
                    Caller.YOU)
                .on("status"))
        .object();
  }

  dev.kubarium.cluster.apiserver.ApiResponse post(
      KubeObject known, String subresource, String body) {
    return api.handle(
        new ApiRequest(
            Verb.CREATE,
            known.kind(),
            known.namespace(),
            known.name(),
            subresource,
            yaml(body),
            ApiOptions.NONE,
            Caller.YOU));
  }

  void delete(KubeObject known) {
    api.handle(
        ApiRequest.delete(
            known.kind(), known.namespace(), known.name(), ApiOptions.NONE, Caller.YOU));
  }

  /** The refusal of a document; its message must be this. */
  void refuses(String message, String yaml) {
    ApiException refusal = assertThrows(ApiException.class, () -> create(yaml));
    assertEquals(message, refusal.getMessage());
  }

  static void refuses(String message, org.junit.jupiter.api.function.Executable write) {
    assertEquals(message, assertThrows(ApiException.class, write).getMessage());
  }

  List<String> header(Kind kind, boolean wide) {
    List<String> names = new ArrayList<>();
    for (Column column : api.rules(kind).columns()) {
      if (wide || column.priority() == 0) {
        names.add(column.name().toUpperCase(java.util.Locale.ROOT));
      }
    }
    return names;
  }

  List<String> row(KubeObject object, boolean wide) {
    List<String> cells = new ArrayList<>();
    for (Column column : api.rules(object.kind()).columns()) {
      if (wide || column.priority() == 0) {
        cells.add(String.valueOf(column.cell().apply(object, now)));
      }
    }
    return cells;
  }
}
