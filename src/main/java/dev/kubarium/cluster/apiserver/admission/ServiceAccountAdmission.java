package dev.kubarium.cluster.apiserver.admission;

import dev.kubarium.cluster.apiserver.AdmissionPlugin;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;

/**
 * Every Pod runs as a ServiceAccount, {@code default} where it names none, and finds its token
 * mounted.
 *
 * <p>Models: plugin/pkg/admission/serviceaccount
 */
final class ServiceAccountAdmission implements AdmissionPlugin {

  private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final long TOKEN_SECONDS = 3607;
  private static final JsonObject PROJECTED =
      JsonObject.of(
          "defaultMode",
          0644L,
          "sources",
          JsonArray.of(
              JsonObject.of(
                  "serviceAccountToken",
                  JsonObject.of("expirationSeconds", TOKEN_SECONDS, "path", "token")),
              JsonObject.of(
                  "configMap",
                  JsonObject.of(
                      "name",
                      "kube-root-ca.crt",
                      "items",
                      JsonArray.of(JsonObject.of("key", "ca.crt", "path", "ca.crt")))),
              JsonObject.of(
                  "downwardAPI",
                  JsonObject.of(
                      "items",
                      JsonArray.of(
                          JsonObject.of(
                              "path",
                              "namespace",
                              "fieldRef",
                              JsonObject.of(
                                  "apiVersion", "v1", "fieldPath", "metadata.namespace")))))));

  @Override
  public JsonObject mutate(
      ApiRequest request, JsonObject object, KubeObject before, RuleContext context) {
    if (before != null || request.subresource() != null || !request.kind().equals(Kinds.POD)) {
      return object;
    }
    JsonObject spec = object.object("spec");
    String name = spec.string("serviceAccountName", "");
    if (name.isEmpty()) {
      name = "default";
      spec = spec.with("serviceAccountName", name).with("serviceAccount", name);
    }
    KubeObject account = context.get(Kinds.SERVICE_ACCOUNT, request.namespace(), name);
    if (account == null && !isComing(name, request.namespace(), context)) {
      throw missing(request, object, name);
    }
    if (mountsToken(spec, account)) {
      spec =
          mounted(
              spec,
              "kube-api-access-"
                  + context.chance().of("token-volume", context.nextRevision()).letters(5));
    }
    return object.with("spec", spec);
  }

  /**
   * The account "default" of a Namespace is made some milliseconds after it. Upstream waits up to a
   * second for it; here nothing waits, and it counts as there.
   */
  private static boolean isComing(String account, String namespace, RuleContext context) {
    KubeObject of = context.get(Kinds.NAMESPACE, "", namespace);
    return account.equals("default") && of != null && !of.isTerminating();
  }

  private static ApiException missing(ApiRequest request, JsonObject pod, String account) {
    String name = pod.object("metadata").string("name", "");
    return new ApiException(
        403,
        "Forbidden",
        "pods \""
            + name
            + "\" is forbidden: error looking up service account "
            + request.namespace()
            + "/"
            + account
            + ": serviceaccount \""
            + account
            + "\" not found",
        JsonObject.of("name", name, "kind", "pods"));
  }

  private static boolean mountsToken(JsonObject spec, KubeObject account) {
    if (spec.has("automountServiceAccountToken")) {
      return spec.bool("automountServiceAccountToken");
    }
    Object ofAccount = account == null ? null : account.tree().get("automountServiceAccountToken");
    return !Boolean.FALSE.equals(ofAccount);
  }

  private static JsonObject mounted(JsonObject spec, String volume) {
    JsonObject mount = JsonObject.of("name", volume, "mountPath", MOUNT_PATH, "readOnly", true);
    JsonObject changed =
        spec.updateEach("containers", container -> with(container, mount))
            .updateEach("initContainers", container -> with(container, mount));
    boolean used = changed != spec;
    return used
        ? changed.with(
            "volumes",
            changed.array("volumes").plus(JsonObject.of("name", volume, "projected", PROJECTED)))
        : spec;
  }

  private static JsonObject with(JsonObject container, JsonObject mount) {
    JsonArray mounts = container.array("volumeMounts");
    return mounts.find("mountPath", MOUNT_PATH) != null
        ? container
        : container.with("volumeMounts", mounts.plus(mount));
  }
}
