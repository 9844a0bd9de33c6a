package dev.kubarium.cluster.apiserver.admission;

import dev.kubarium.cluster.apiserver.AdmissionPlugin;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;

/**
 * Every Pod stays five minutes on a node that does not answer, unless it says otherwise.
 *
 * <p>Models: plugin/pkg/admission/defaulttolerationseconds
 */
final class DefaultTolerationSeconds implements AdmissionPlugin {

  private static final long SECONDS = 300;
  private static final JsonObject NOT_READY = toleration("node.kubernetes.io/not-ready");
  private static final JsonObject UNREACHABLE = toleration("node.kubernetes.io/unreachable");
  private static final JsonArray BOTH = JsonArray.of(NOT_READY, UNREACHABLE);

  @Override
  public JsonObject mutate(
      ApiRequest request, JsonObject object, KubeObject before, RuleContext context) {
    if (before != null || request.subresource() != null || !request.kind().equals(Kinds.POD)) {
      return object;
    }
    JsonArray wished = object.object("spec").array("tolerations");
    if (wished.isEmpty()) {
      return object.withAt(BOTH, "spec", "tolerations");
    }
    JsonArray filled = wished;
    for (JsonObject own : java.util.List.of(NOT_READY, UNREACHABLE)) {
      if (!tolerates(wished, own.string("key"))) {
        filled = filled.plus(own);
      }
    }
    return object.withAt(filled, "spec", "tolerations");
  }

  private static boolean tolerates(JsonArray tolerations, String key) {
    for (JsonObject toleration : tolerations.objects()) {
      String ofKey = toleration.string("key", "");
      String effect = toleration.string("effect", "");
      if ((ofKey.equals(key) || ofKey.isEmpty())
          && (effect.isEmpty() || effect.equals("NoExecute"))) {
        return true;
      }
    }
    return false;
  }

  private static JsonObject toleration(String key) {
    return JsonObject.of(
        "key", key, "operator", "Exists", "effect", "NoExecute", "tolerationSeconds", SECONDS);
  }
}
