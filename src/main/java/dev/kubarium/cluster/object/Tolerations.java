package dev.kubarium.cluster.object;

import java.util.List;

/** The taints that a Pod puts up with. Models: component-helpers scheduling/corev1 */
public record Tolerations(List<JsonObject> tolerations) {

  public static Tolerations of(KubeObject pod) {
    return new Tolerations(pod.spec().array("tolerations").objects());
  }

  public boolean tolerate(JsonObject taint) {
    for (JsonObject toleration : tolerations) {
      if (tolerates(toleration, taint)) {
        return true;
      }
    }
    return false;
  }

  /** Whether one toleration takes one taint. */
  public static boolean tolerates(JsonObject toleration, JsonObject taint) {
    String effect = toleration.string("effect", "");
    if (!effect.isEmpty() && !effect.equals(taint.string("effect"))) {
      return false;
    }
    String key = toleration.string("key", "");
    if (!key.isEmpty() && !key.equals(taint.string("key"))) {
      return false;
    }
    return switch (toleration.string("operator", "Equal")) {
      case "Exists" -> true;
      case "Equal" ->
          !key.isEmpty() && toleration.string("value", "").equals(taint.string("value", ""));
      default -> false;
    };
  }
}
