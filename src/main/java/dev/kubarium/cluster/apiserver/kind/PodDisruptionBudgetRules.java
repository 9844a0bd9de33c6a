package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;

/**
 * How many Pods must stay when others are evicted.
 *
 * <p>Models: pkg/registry/policy/poddisruptionbudget, pkg/apis/policy/validation
 */
final class PodDisruptionBudgetRules implements KindRules {

  private static final List<String> COUNTS =
      List.of("currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods");

  @Override
  public Kind kind() {
    return Kinds.POD_DISRUPTION_BUDGET;
  }

  @Override
  public boolean hasGeneration() {
    return true;
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return object.update("status", PodDisruptionBudgetRules::zeros);
  }

  private static JsonObject zeros(JsonObject status) {
    JsonObject filled = status;
    for (String count : COUNTS) {
      filled = filled.withDefault(count, 0L);
    }
    return filled;
  }

  @Override
  public JsonObject prepareCreate(JsonObject object, RuleContext context) {
    return object.with("status", zeros(JsonObject.EMPTY));
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    JsonObject spec = object.spec();
    FieldErrors at = errors.in("spec");
    if (spec.isSet("minAvailable") && spec.isSet("maxUnavailable")) {
      errors.invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set");
    }
    for (String field : List.of("minAvailable", "maxUnavailable")) {
      FieldChecks.numberOrPercent(at, spec, field);
      FieldChecks.notMoreThanAll(at, spec, field);
    }
    FieldChecks.labelSelector(at.in("selector"), spec.object("selector"));
    FieldChecks.oneOfIfSet(
        at, spec, "unhealthyPodEvictionPolicy", List.of("AlwaysAllow", "IfHealthyBudget"));
  }

  @Override
  public void validateStatus(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    for (String count : COUNTS) {
      FieldChecks.nonNegative(errors.in("status"), object.status(), count);
    }
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("Min Available", (object, now) -> amount(object, "minAvailable")),
        Column.text("Max Unavailable", (object, now) -> amount(object, "maxUnavailable")),
        Workloads.statusNumber("Allowed Disruptions", "disruptionsAllowed"),
        Column.AGE);
  }

  private static String amount(KubeObject budget, String field) {
    return budget.spec().isSet(field) ? String.valueOf(budget.spec().get(field)) : "N/A";
  }
}
