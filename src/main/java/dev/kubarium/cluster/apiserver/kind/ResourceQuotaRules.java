package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Quantities;
import java.util.ArrayList;
import java.util.List;

/**
 * How much a Namespace may hold in all.
 *
 * <p>Models: pkg/registry/core/resourcequota, pkg/apis/core/validation
 */
final class ResourceQuotaRules implements KindRules {

  /** Names that a quota may limit without a prefix. */
  private static final List<String> STANDARD =
      List.of(
          "configmaps",
          "cpu",
          "ephemeral-storage",
          "limits.cpu",
          "limits.ephemeral-storage",
          "limits.memory",
          "memory",
          "persistentvolumeclaims",
          "pods",
          "replicationcontrollers",
          "requests.cpu",
          "requests.ephemeral-storage",
          "requests.memory",
          "requests.storage",
          "resourcequotas",
          "secrets",
          "services",
          "services.loadbalancers",
          "services.nodeports");

  private static final List<String> SCOPES =
      List.of(
          "BestEffort",
          "CrossNamespacePodAffinity",
          "NotBestEffort",
          "NotTerminating",
          "PriorityClass",
          "Terminating",
          "VolumeAttributesClass");

  @Override
  public Kind kind() {
    return Kinds.RESOURCE_QUOTA;
  }

  @Override
  public JsonObject prepareCreate(JsonObject object, RuleContext context) {
    return object.with("status", JsonObject.EMPTY);
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    FieldErrors at = errors.in("spec");
    JsonObject hard = object.spec().object("hard");
    for (String resource : hard.keys()) {
      String field = "hard[" + resource + "]";
      MetadataValidation.qualifiedName(at, field, resource);
      if (!resource.contains("/")
          && !STANDARD.contains(resource)
          && !resource.startsWith("hugepages-")
          && !resource.startsWith("requests.hugepages-")) {
        at.invalid(field, resource, "must be a standard resource for quota");
      }
      FieldChecks.nonNegativeQuantity(at, field, hard.get(resource));
      if (isCount(resource)
          && Quantities.isValid(hard.get(resource))
          && Quantities.amount(hard.get(resource)).stripTrailingZeros().scale() > 0) {
        at.invalid(field, String.valueOf(hard.get(resource)), "must be an integer");
      }
    }
    for (String scope : object.spec().array("scopes").strings()) {
      if (!SCOPES.contains(scope)) {
        at.invalid("scopes", object.spec().array("scopes"), "unsupported scope");
      }
    }
    scopeFaults(at, object.spec().array("scopes"), hard);
  }

  /**
   * Pods without requests have none to count; and no Pod is of two kinds that exclude each other.
   */
  private static void scopeFaults(FieldErrors errors, JsonArray scopes, JsonObject hard) {
    for (String scope : scopes.strings()) {
      for (String resource : hard.keys()) {
        boolean counts =
            List.of("pods", "count/pods").contains(resource)
                || !scope.equals("BestEffort") && COMPUTE.contains(resource);
        if (SCOPES.contains(scope) && !counts) {
          errors.invalid("scopes", scopes, "unsupported scope applied to resource");
        }
      }
    }
    for (List<String> pair :
        List.of(List.of("BestEffort", "NotBestEffort"), List.of("Terminating", "NotTerminating"))) {
      if (scopes.strings().containsAll(pair)) {
        errors.invalid("scopes", scopes, "conflicting scopes");
      }
    }
  }

  private static final List<String> COMPUTE =
      List.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

  private static boolean isCount(String resource) {
    return resource.startsWith("count/")
        || List.of(
                "configmaps",
                "persistentvolumeclaims",
                "pods",
                "replicationcontrollers",
                "resourcequotas",
                "secrets",
                "services",
                "services.loadbalancers",
                "services.nodeports")
            .contains(resource);
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    validate(object, errors, context);
    FieldChecks.immutable(errors.in("spec"), object.spec(), before.spec(), "scopes");
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("Request", (object, now) -> used(object, false)),
        Column.text("Limit", (object, now) -> used(object, true)),
        Column.AGE);
  }

  /** {@code pods: 1/10, requests.cpu: 200m/1}. */
  private static String used(KubeObject quota, boolean limits) {
    JsonObject hard = quota.status().object("hard");
    JsonObject used = quota.status().object("used");
    List<String> parts = new ArrayList<>();
    for (String resource : hard.keys()) {
      if (resource.startsWith("limits.") == limits) {
        Object amount = used.get(resource);
        parts.add(resource + ": " + (amount == null ? "0" : amount) + "/" + hard.get(resource));
      }
    }
    return String.join(", ", parts);
  }
}
