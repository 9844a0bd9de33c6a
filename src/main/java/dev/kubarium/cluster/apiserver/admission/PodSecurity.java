package dev.kubarium.cluster.apiserver.admission;

import dev.kubarium.cluster.apiserver.AdmissionPlugin;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;

/**
 * Refuses Pods that do more than the labels of their Namespace allow, and warns of what makes such
 * Pods.
 *
 * <p>See https://kubernetes.io/docs/concepts/security/pod-security-admission/
 *
 * <p>Models: pod-security-admission. Left out: older versions of the standards, audit, and the
 * warning of Pods that are there already when the labels change.
 */
final class PodSecurity implements AdmissionPlugin {

  private static final String PREFIX = "pod-security.kubernetes.io/";

  @Override
  public void validate(
      ApiRequest request, KubeObject after, KubeObject before, RuleContext context) {
    if (after == null || !after.kind().namespaced() || !isNew(request, after, before)) {
      return;
    }
    boolean isPod = after.kind().equals(Kinds.POD);
    JsonObject spec = isPod ? after.spec() : template(after);
    if (spec.isEmpty()) {
      return;
    }
    KubeObject namespace = context.get(Kinds.NAMESPACE, "", after.namespace());
    JsonObject labels = namespace == null ? JsonObject.EMPTY : namespace.labels();
    List<String> refused = violations(labels, "enforce", spec);
    if (isPod && !refused.isEmpty()) {
      throw ApiException.forbidden(
          Kinds.POD, after.name(), "violates PodSecurity " + sentence(labels, "enforce", refused));
    }
    List<String> warned = violations(labels, "warn", spec);
    if (!warned.isEmpty()) {
      context.warn("would violate PodSecurity " + sentence(labels, "warn", warned));
    }
  }

  private static boolean isNew(ApiRequest request, KubeObject after, KubeObject before) {
    String part = request.subresource();
    return (part == null || part.equals("ephemeralcontainers"))
        && (before == null || !after.spec().equals(before.spec()));
  }

  private static JsonObject template(KubeObject object) {
    JsonObject spec =
        object.kind().equals(Kinds.CRON_JOB)
            ? object.spec().object("jobTemplate").object("spec")
            : object.spec();
    return spec.object("template").object("spec");
  }

  private static List<String> violations(JsonObject labels, String mode, JsonObject spec) {
    return switch (labels.string(PREFIX + mode, "privileged")) {
      case "baseline" -> new PodSecurityStandard(spec).baseline();
      case "restricted" -> new PodSecurityStandard(spec).restricted();
      default -> List.of();
    };
  }

  private static String sentence(JsonObject labels, String mode, List<String> violations) {
    return "\""
        + labels.string(PREFIX + mode)
        + ":"
        + labels.string(PREFIX + mode + "-version", "latest")
        + "\": "
        + String.join(", ", violations);
  }
}
