package dev.kubarium.cluster.apiserver.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.ApiServer;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.apiserver.ClusterNetwork;
import dev.kubarium.cluster.apiserver.FieldValidation;
import dev.kubarium.cluster.apiserver.PatchType;
import dev.kubarium.cluster.apiserver.kind.KindCatalog;
import dev.kubarium.cluster.apiserver.schema.Schema;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Yaml;
import dev.kubarium.cluster.sim.Chance;
import dev.kubarium.cluster.store.ObjectStore;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerSideApplyTest {

  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: web
              image: nginx:1.27
              ports: [{containerPort: 80}]
      """;

  private long now = 1_767_600_000_000L;
  private final ObjectStore store = new ObjectStore(1000);
  private final ApiServer api =
      new ApiServer(
          store, () -> now, new Chance(1), KindCatalog.all(), List.of(), ClusterNetwork.DEFAULT);

  private static JsonObject yaml(String text) {
    return (JsonObject) Yaml.parse(text).get(0).value();
  }

  private ApiResponse apply(String yaml, String manager, boolean force) {
    return apply(yaml(yaml), manager, force);
  }

  private ApiResponse apply(JsonObject tree, String manager, boolean force) {
    Kind kind =
        api.kinds().findByName(tree.string("apiVersion"), tree.string("kind")).orElseThrow().kind();
    ApiOptions options =
        ApiOptions.NONE
            .withWriting(manager, false, FieldValidation.STRICT)
            .withPatch(PatchType.APPLY, force);
    return api.handle(
        ApiRequest.patch(
            kind, "default", tree.object("metadata").string("name"), tree, options, Caller.YOU));
  }

  private KubeObject put(KubeObject object, String manager) {
    return api.handle(
            ApiRequest.update(
                object.kind(),
                object.namespace(),
                object.name(),
                object.tree(),
                ApiOptions.NONE.withWriting(manager, false, FieldValidation.STRICT),
                Caller.YOU))
        .object();
  }

  private static JsonObject fieldsOf(KubeObject object, String manager) {
    for (JsonObject entry : object.metadata().array("managedFields").objects()) {
      if (entry.string("manager").equals(manager)) {
        return entry.object("fieldsV1");
      }
    }
    return null;
  }

  private ApiException refused(Runnable write) {
    return assertThrows(ApiException.class, write::run);
  }

  @Test
  void createsAndOwnsExactlyWhatIsApplied() {
    ApiResponse created = apply(WEB, "me", false);
    assertEquals(201, created.code());
    JsonObject entry = created.object().metadata().array("managedFields").object(0);
    assertEquals("Apply", entry.string("operation"));
    assertEquals(
        Json.parseObject(
            """
            {"f:spec": {"f:replicas": {}, "f:selector": {}, "f:template": {"f:metadata": {"f:labels": {"f:app": {}}},
             "f:spec": {"f:containers": {"k:{\\"name\\":\\"web\\"}": {".": {}, "f:image": {}, "f:name": {}, "f:ports":
             {"k:{\\"containerPort\\":80,\\"protocol\\":\\"TCP\\"}": {".": {}, "f:containerPort": {}}}}}}}}}"""),
        entry.object("fieldsV1"));
    assertEquals(
        "Always", created.object().spec().objectAt("template", "spec").string("restartPolicy"));
  }

  @Test
  void applyingTwiceChangesNothing() {
    KubeObject first = apply(WEB, "me", false).object();
    now += 60_000;
    ApiResponse again = apply(WEB, "me", false);
    assertEquals(200, again.code());
    assertEquals(first.tree(), again.object().tree());
    assertEquals(first.revision(), store.revision());
  }

  @Test
  void refusesToTakeAFieldFromAnother() {
    apply(WEB, "me", false);
    ApiException one =
        refused(() -> apply(WEB.replace("replicas: 3", "replicas: 5"), "other", false));
    assertEquals(409, one.code());
    assertEquals(
        "Apply failed with 1 conflict: conflict with \"me\": .spec.replicas", one.getMessage());
    assertEquals(
        JsonArray.of(
            JsonObject.of(
                "reason",
                "FieldManagerConflict",
                "message",
                "conflict with \"me\"",
                "field",
                ".spec.replicas")),
        one.details().array("causes"));
    ApiException two =
        refused(
            () ->
                apply(
                    WEB.replace("replicas: 3", "replicas: 5").replace("1.27", "1.28"),
                    "other",
                    false));
    assertEquals(
        "Apply failed with 2 conflicts: conflicts with \"me\":\n- .spec.replicas\n"
            + "- .spec.template.spec.containers[name=\"web\"].image",
        two.getMessage());
  }

  @Test
  void namesTheVersionOfWhoUpdates() {
    KubeObject web = apply(WEB, "me", false).object();
    put(web.edit(tree -> tree.withAt(7L, "spec", "replicas")), "kubectl-client-side-apply");
    ApiException conflict = refused(() -> apply(WEB, "me", false));
    assertEquals(
        "Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using apps/v1: .spec.replicas",
        conflict.getMessage());
  }

  @Test
  void takesAFieldByForceAndLeavesItToNobodyElse() {
    apply(WEB, "me", false);
    KubeObject web = apply(WEB.replace("replicas: 3", "replicas: 5"), "other", true).object();
    assertEquals(5L, web.spec().get("replicas"));
    assertFalse(fieldsOf(web, "me").object("f:spec").has("f:replicas"));
    assertTrue(fieldsOf(web, "other").object("f:spec").has("f:replicas"));
  }

  @Test
  void sharesAFieldThatBothWishTheSame() {
    apply(WEB, "me", false);
    KubeObject web = apply(WEB, "other", false).object();
    assertEquals(fieldsOf(web, "me"), fieldsOf(web, "other"));
  }

  @Test
  void removesWhatIsAppliedNoMore() {
    apply(
        WEB.replace("metadata: {name: web}", "metadata: {name: web, labels: {a: \"1\", b: \"2\"}}"),
        "me",
        false);
    KubeObject web =
        apply(
                WEB.replace("metadata: {name: web}", "metadata: {name: web, labels: {b: \"2\"}}"),
                "me",
                false)
            .object();
    assertEquals(JsonObject.of("b", "2"), web.labels());
    web = apply(WEB, "me", false).object();
    assertTrue(web.labels().isEmpty());
    assertEquals(3L, web.spec().get("replicas"));
  }

  @Test
  void leavesAFieldThatAnotherOwnsToo() {
    apply(WEB, "me", false);
    apply(WEB, "other", false);
    KubeObject web = apply(WEB.replace("  replicas: 3\n", ""), "me", false).object();
    assertEquals(3L, web.spec().get("replicas"));
    assertFalse(fieldsOf(web, "me").object("f:spec").has("f:replicas"));
  }

  @Test
  void addsAndRemovesContainersByName() {
    String two =
        WEB
            + "      - name: side\n        image: busybox\n"
                .replace("      -", "      - ")
                .replace("-  ", "- ");
    KubeObject web = apply(two, "me", false).object();
    assertEquals(2, web.spec().objectAt("template", "spec").array("containers").size());
    web = apply(WEB, "me", false).object();
    assertEquals(1, web.spec().objectAt("template", "spec").array("containers").size());
    assertEquals(
        "web",
        web.spec().objectAt("template", "spec").array("containers").object(0).string("name"));
  }

  @Test
  void refusesWhatDoesNotFitTheType() {
    assertEquals(
        "failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.replica: field not declared in"
            + " schema",
        refused(() -> apply(WEB.replace("replicas:", "replica:"), "me", false)).getMessage());
    assertEquals(
        "failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.replicas: expected numeric (int"
            + " or float), got string",
        refused(() -> apply(WEB.replace("replicas: 3", "replicas: three"), "me", false))
            .getMessage());
    assertEquals(
        "failed to create typed patch object (default/web; apps/v1, Kind=Deployment):"
            + " .spec.template.spec.containers: duplicate entries for key [name=\"web\"]",
        refused(() -> apply(WEB + "      - {name: web, image: b}\n", "me", false)).getMessage());
    assertTrue(store.list("deployments.apps").isEmpty());
  }

  @Test
  void needsAManager() {
    assertEquals(
        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch",
        refused(() -> apply(WEB, "", false)).getMessage());
  }

  @Test
  void keepsBookOfPlainWritesAndOfTheStatusApart() {
    KubeObject web = apply(WEB, "me", false).object();
    web = put(web.edit(tree -> tree.withAt(JsonObject.of("x", "y"), "metadata", "labels")), "cli");
    assertEquals(
        Json.parseObject("{\"f:metadata\": {\"f:labels\": {\".\": {}, \"f:x\": {}}}}"),
        fieldsOf(web, "cli"));
    KubeObject status =
        api.handle(
                ApiRequest.update(
                        web.kind(),
                        "default",
                        "web",
                        web.tree()
                            .with("status", JsonObject.of("replicas", 3, "observedGeneration", 1)),
                        ApiOptions.NONE,
                        Caller.component("deployment-controller"))
                    .on("status"))
            .object();
    assertEquals(
        Json.parseObject("{\"f:status\": {\"f:observedGeneration\": {}, \"f:replicas\": {}}}"),
        fieldsOf(status, "kube-controller-manager"));
    assertSame(fieldsOf(web, "me"), fieldsOf(status, "me"));
    assertNull(fieldsOf(status, "deployment-controller"));
  }

  @Test
  void writesTheFieldsOfAPodAsUpstreamDoes() {
    Kind pods = api.kinds().find("", "v1", "pods").orElseThrow().kind();
    KubeObject pod =
        api.handle(
                ApiRequest.create(
                    pods,
                    "default",
                    yaml(
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: p, labels: {app: p}}
                        spec: {containers: [{name: c, image: "nginx:1", ports: [{containerPort: 80}]}]}
                        """),
                    ApiOptions.NONE.withWriting("kubectl-create", false, FieldValidation.STRICT),
                    Caller.YOU))
            .object();
    JsonObject fields = fieldsOf(pod, "kubectl-create");
    assertEquals(
        Json.parseObject("{\".\": {}, \"f:app\": {}}"),
        fields.object("f:metadata").get("f:labels"));
    assertFalse(fields.has("f:status"));
    assertFalse(fields.object("f:spec").has("."));
    JsonObject container =
        fields.object("f:spec").object("f:containers").object("k:{\"name\":\"c\"}");
    assertEquals(
        Json.parseObject(
            """
            {".": {}, "k:{\\"containerPort\\":80,\\"protocol\\":\\"TCP\\"}": {".": {}, "f:containerPort": {}, "f:protocol": {}}}"""),
        container.get("f:ports"));
    assertTrue(container.has("f:imagePullPolicy"));
  }

  /**
   * Whatever was applied before, and whoever else wrote: after an apply its author owns just what
   * it says, and it holds.
   */
  @Test
  void afterEachOfManyAppliesTheAuthorOwnsJustWhatItSays() {
    for (int seed = 0; seed < Integer.getInteger("kubarium.seeds", 200); seed++) {
      Chance chance = new Chance(seed);
      String name = "m" + seed;
      for (int step = 0; step < 5; step++) {
        var draw = chance.of("apply", step);
        JsonObject data = JsonObject.EMPTY;
        JsonObject labels = JsonObject.EMPTY;
        for (String key : List.of("a", "b", "c", "d")) {
          data = draw.between(0, 2) == 0 ? data : data.with(key, Long.toString(draw.between(0, 3)));
          labels = draw.between(0, 2) == 0 ? labels.with(key, "x") : labels;
        }
        JsonObject wished =
            JsonObject.of(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "metadata",
                JsonObject.of(
                    "name",
                    name,
                    "namespace",
                    "default",
                    "labels",
                    labels.isEmpty() ? null : labels),
                "data",
                data.isEmpty() ? null : data);
        String manager = draw.between(0, 2) == 0 ? "one" : "two";
        KubeObject after = apply(wished, manager, true).object();
        String about = "seed " + seed + " step " + step;
        JsonObject said =
            Fields.owned(
                Fields.of(wished, Schema.kubernetes().definitionOf(after.kind())), false, null);
        assertEquals(said.isEmpty() ? null : said, fieldsOf(after, manager), about);
        JsonObject kept = data;
        kept.forEach(
            (key, value) -> assertEquals(value, after.tree().object("data").get(key), about));
        JsonObject owned = FieldSet.EMPTY;
        for (JsonObject entry : after.metadata().array("managedFields").objects()) {
          owned = FieldSet.union(owned, entry.object("fieldsV1"));
        }
        JsonObject has =
            Fields.owned(
                Fields.of(after.tree(), Schema.kubernetes().definitionOf(after.kind())),
                false,
                null);
        assertEquals(has, owned, "every field has an owner, and every owner a field: " + about);
        KubeObject again = apply(wished, manager, true).object();
        assertEquals(after.revision(), again.revision(), about);
      }
    }
  }
}
