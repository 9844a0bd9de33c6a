package dev.kubarium.cluster.apiserver.admission;

import dev.kubarium.cluster.apiserver.AdmissionPlugin;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Quantities;
import dev.kubarium.cluster.object.QuotaUsage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Refuses what a ResourceQuota of the namespace leaves no room for.
 *
 * <p>See https://kubernetes.io/docs/concepts/policy/resource-quotas/
 *
 * <p>Models: apiserver pkg/admission/plugin/resourcequota. As the controllers do, it counts what is
 * in the store now instead of trusting the status; a quota counts from the moment its status states
 * its limits.
 */
final class ResourceQuotaAdmission implements AdmissionPlugin {

  @Override
  public void validate(
      ApiRequest request, KubeObject after, KubeObject before, RuleContext context) {
    if (after == null
        || request.subresource() != null
        || !after.kind().namespaced()
        || before != null && !grows(after)) {
      return;
    }
    for (KubeObject quota : context.list(Kinds.RESOURCE_QUOTA, after.namespace())) {
      JsonObject hard = quota.status().object("hard");
      JsonObject spec = quota.spec().with("hard", hard);
      if (hard.isEmpty() || !QuotaUsage.isInScope(spec, after)) {
        continue;
      }
      if (after.kind().equals(Kinds.POD)) {
        refuseUnstated(quota, spec, after);
      }
      refuseExcess(quota, spec, after, before, context);
    }
  }

  /** What may ask for more when it is changed. */
  private static boolean grows(KubeObject object) {
    return object.kind().equals(Kinds.PERSISTENT_VOLUME_CLAIM)
        || object.kind().equals(Kinds.SERVICE);
  }

  private static void refuseUnstated(KubeObject quota, JsonObject spec, KubeObject pod) {
    Map<String, List<String>> missing = QuotaUsage.unstated(spec, pod.spec());
    if (!missing.isEmpty()) {
      List<String> parts = new ArrayList<>();
      missing.forEach(
          (resource, containers) -> parts.add(resource + " for: " + String.join(",", containers)));
      throw ApiException.forbidden(
          pod.kind(),
          pod.name(),
          "failed quota: " + quota.name() + ": must specify " + String.join("; ", parts));
    }
  }

  private static void refuseExcess(
      KubeObject quota, JsonObject spec, KubeObject after, KubeObject before, RuleContext context) {
    Map<String, BigDecimal> wanted = QuotaUsage.of(after);
    Map<String, BigDecimal> had = before == null ? Map.of() : QuotaUsage.of(before);
    JsonObject used = null;
    List<String> requested = new ArrayList<>();
    List<String> present = new ArrayList<>();
    List<String> limited = new ArrayList<>();
    for (String resource : spec.object("hard").keys()) {
      BigDecimal more =
          wanted
              .getOrDefault(resource, BigDecimal.ZERO)
              .subtract(had.getOrDefault(resource, BigDecimal.ZERO));
      if (more.signum() <= 0) {
        continue;
      }
      if (used == null) {
        used = QuotaUsage.used(spec, sameKind(after.kind(), after.namespace(), context));
      }
      BigDecimal now = Quantities.amount(used.get(resource));
      Object limit = spec.object("hard").get(resource);
      if (now.add(more).compareTo(Quantities.amount(limit)) > 0) {
        requested.add(resource + "=" + QuotaUsage.text(resource, more));
        present.add(resource + "=" + QuotaUsage.text(resource, now));
        limited.add(resource + "=" + limit);
      }
    }
    if (!requested.isEmpty()) {
      throw ApiException.forbidden(
          after.kind(),
          after.name(),
          "exceeded quota: "
              + quota.name()
              + ", requested: "
              + String.join(",", requested)
              + ", used: "
              + String.join(",", present)
              + ", limited: "
              + String.join(",", limited));
    }
  }

  /** Each resource of a quota is used by objects of one kind, that of the object at hand. */
  private static Iterable<KubeObject> sameKind(Kind kind, String namespace, RuleContext context) {
    return context.list(kind, namespace);
  }
}
