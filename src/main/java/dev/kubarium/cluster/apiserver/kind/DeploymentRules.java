package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.apiserver.ScaleRules;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Deployment rolls by quarters unless told otherwise.
 *
 * <p>Models: pkg/registry/apps/deployment, pkg/apis/apps/v1/defaults.go
 */
final class DeploymentRules implements KindRules {

  private static final String QUARTER = "25%";

  @Override
  public Kind kind() {
    return Kinds.DEPLOYMENT;
  }

  @Override
  public boolean hasGeneration() {
    return true;
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return object.updateOrCreate(
        "spec",
        spec ->
            PodSpecDefaults.anyTemplate(
                spec.withDefault("replicas", 1L)
                    .withDefault("revisionHistoryLimit", 10L)
                    .withDefault("progressDeadlineSeconds", 600L)
                    .updateOrCreate("strategy", DeploymentRules::strategy)));
  }

  private static JsonObject strategy(JsonObject strategy) {
    JsonObject typed = PodSpecDefaults.text(strategy, "type", "RollingUpdate");
    return typed.string("type").equals("RollingUpdate")
        ? typed.updateOrCreate(
            "rollingUpdate",
            rolling ->
                rolling.withDefault("maxUnavailable", QUARTER).withDefault("maxSurge", QUARTER))
        : typed;
  }

  @Override
  public JsonObject prepareCreate(JsonObject object, RuleContext context) {
    return object.with("status", JsonObject.EMPTY);
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    FieldErrors at = errors.in("spec");
    JsonObject spec = object.spec();
    FieldChecks.nonNegative(at, spec, "replicas");
    LabelSelector selector =
        PodSpecValidation.requiredSelector(at, spec, "empty selector is invalid for deployment");
    PodSpecValidation.keptTemplate(
        at.in("template"), spec.object("template"), selector, "ReplicaSet");
    strategyFaults(at.in("strategy"), spec.object("strategy"));
    FieldChecks.nonNegative(at, spec, "minReadySeconds");
    FieldChecks.nonNegative(at, spec, "revisionHistoryLimit");
    FieldChecks.nonNegative(at, spec, "progressDeadlineSeconds");
    Long deadline = spec.integer("progressDeadlineSeconds");
    if (deadline != null && deadline <= spec.integer("minReadySeconds", 0)) {
      at.invalid("progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
    }
  }

  private static void strategyFaults(FieldErrors errors, JsonObject strategy) {
    switch (strategy.string("type", "")) {
      case "Recreate" -> {
        if (strategy.isSet("rollingUpdate")) {
          errors.forbidden(
              "rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
        }
      }
      case "RollingUpdate" -> {
        JsonObject rolling = strategy.object("rollingUpdate");
        FieldErrors at = errors.in("rollingUpdate");
        FieldChecks.numberOrPercent(at, rolling, "maxUnavailable");
        FieldChecks.numberOrPercent(at, rolling, "maxSurge");
        if (isZero(rolling.get("maxUnavailable")) && isZero(rolling.get("maxSurge"))) {
          at.invalid(
              "maxUnavailable", rolling.get("maxUnavailable"), "may not be 0 when `maxSurge` is 0");
        }
        FieldChecks.notMoreThanAll(at, rolling, "maxUnavailable");
      }
      default ->
          errors.notSupported(
              "type", strategy.string("type", ""), List.of("Recreate", "RollingUpdate"));
    }
  }

  private static boolean isZero(Object numberOrPercent) {
    return Long.valueOf(0).equals(numberOrPercent) || FieldChecks.percent(numberOrPercent) == 0;
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    if (!object.spec().equals(before.spec())) {
      validate(object, errors, context);
      FieldChecks.immutable(errors.in("spec"), object.spec(), before.spec(), "selector");
    }
  }

  @Override
  public void validateStatus(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    Workloads.counts(
        errors.in("status"),
        object.status(),
        "updatedReplicas",
        "readyReplicas",
        "availableReplicas");
  }

  @Override
  public Optional<ScaleRules> scale() {
    return Optional.of(Workloads.scale(Workloads::selectorText));
  }

  @Override
  public List<String> warnings(KubeObject object) {
    return PodWarnings.of(object.spec().object("template").object("spec"), "spec.template.spec");
  }

  @Override
  public List<Column> columns() {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.NAME,
                Workloads.readyOfWished(),
                Workloads.statusNumber("Up-to-date", "updatedReplicas"),
                Workloads.statusNumber("Available", "availableReplicas"),
                Column.AGE));
    columns.addAll(Workloads.wideColumns());
    return columns;
  }
}
