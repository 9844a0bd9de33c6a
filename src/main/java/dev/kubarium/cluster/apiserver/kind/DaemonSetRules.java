package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import java.util.ArrayList;
import java.util.List;

/**
 * A DaemonSet runs one Pod on each fitting node.
 *
 * <p>Models: pkg/registry/apps/daemonset, pkg/apis/apps/validation
 */
final class DaemonSetRules implements KindRules {

  private static final List<String> COUNTS =
      List.of(
          "currentNumberScheduled", "desiredNumberScheduled", "numberMisscheduled", "numberReady");

  @Override
  public Kind kind() {
    return Kinds.DAEMON_SET;
  }

  @Override
  public boolean hasGeneration() {
    return true;
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return object
        .updateOrCreate(
            "spec",
            spec ->
                PodSpecDefaults.anyTemplate(
                    spec.withDefault("revisionHistoryLimit", 10L)
                        .updateOrCreate("updateStrategy", DaemonSetRules::strategyDefaults)))
        .update("status", DaemonSetRules::zeros);
  }

  private static JsonObject strategyDefaults(JsonObject strategy) {
    JsonObject typed = PodSpecDefaults.text(strategy, "type", "RollingUpdate");
    return typed.string("type").equals("RollingUpdate")
        ? typed.updateOrCreate(
            "rollingUpdate",
            rolling -> rolling.withDefault("maxUnavailable", 1L).withDefault("maxSurge", 0L))
        : typed;
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
    FieldErrors at = errors.in("spec");
    JsonObject spec = object.spec();
    LabelSelector selector =
        PodSpecValidation.requiredSelector(at, spec, "empty selector is invalid for daemonset");
    PodSpecValidation.keptTemplate(
        at.in("template"), spec.object("template"), selector, "DaemonSet");
    FieldChecks.nonNegative(at, spec, "minReadySeconds");
    FieldChecks.nonNegative(at, spec, "revisionHistoryLimit");
    JsonObject strategy = spec.object("updateStrategy");
    switch (strategy.string("type", "")) {
      case "OnDelete" -> {}
      case "RollingUpdate" ->
          rollingFaults(
              at.in("updateStrategy").in("rollingUpdate"), strategy.object("rollingUpdate"));
      default ->
          at.notSupported(
              "updateStrategy", strategy.string("type", ""), List.of("RollingUpdate", "OnDelete"));
    }
  }

  private static void rollingFaults(FieldErrors errors, JsonObject rolling) {
    FieldChecks.numberOrPercent(errors, rolling, "maxUnavailable");
    FieldChecks.numberOrPercent(errors, rolling, "maxSurge");
    boolean unavailable = isMoreThanZero(rolling.get("maxUnavailable"));
    boolean surge = isMoreThanZero(rolling.get("maxSurge"));
    if (unavailable && surge) {
      errors.invalid(
          "maxSurge", rolling.get("maxSurge"), "may not be set when maxUnavailable is non-zero");
    } else if (!unavailable && !surge) {
      errors.required("maxUnavailable", "cannot be 0 when maxSurge is 0");
    }
    FieldChecks.notMoreThanAll(errors, rolling, "maxUnavailable");
    FieldChecks.notMoreThanAll(errors, rolling, "maxSurge");
  }

  private static boolean isMoreThanZero(Object numberOrPercent) {
    return numberOrPercent instanceof Long number
        ? number > 0
        : FieldChecks.percent(numberOrPercent) > 0;
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
  public List<String> warnings(KubeObject object) {
    return PodWarnings.of(object.spec().object("template").object("spec"), "spec.template.spec");
  }

  @Override
  public List<Column> columns() {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.NAME,
                Workloads.statusNumber("Desired", "desiredNumberScheduled"),
                Workloads.statusNumber("Current", "currentNumberScheduled"),
                Workloads.statusNumber("Ready", "numberReady"),
                Workloads.statusNumber("Up-to-date", "updatedNumberScheduled"),
                Workloads.statusNumber("Available", "numberAvailable"),
                Column.text("Node Selector", (object, now) -> nodeSelector(object)),
                Column.AGE));
    columns.addAll(Workloads.wideColumns());
    return columns;
  }

  private static String nodeSelector(KubeObject object) {
    return Workloads.labelsText(
        object.spec().object("template").object("spec").object("nodeSelector"));
  }
}
