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
import java.util.Map;
import java.util.Optional;

/**
 * A ReplicaSet wants one replica unless told otherwise; its selector never changes.
 *
 * <p>Models: pkg/registry/apps/replicaset, pkg/apis/apps/v1/defaults.go
 */
final class ReplicaSetRules implements KindRules {

  @Override
  public Kind kind() {
    return Kinds.REPLICA_SET;
  }

  @Override
  public boolean hasGeneration() {
    return true;
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return object
        .updateOrCreate(
            "spec", spec -> PodSpecDefaults.anyTemplate(spec.withDefault("replicas", 1L)))
        .update("status", status -> status.withDefault("replicas", 0L));
  }

  @Override
  public JsonObject prepareCreate(JsonObject object, RuleContext context) {
    return object.with("status", JsonObject.of("replicas", 0L));
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    FieldErrors at = errors.in("spec");
    JsonObject spec = object.spec();
    FieldChecks.nonNegative(at, spec, "replicas");
    FieldChecks.nonNegative(at, spec, "minReadySeconds");
    LabelSelector selector =
        PodSpecValidation.requiredSelector(at, spec, "empty selector is invalid for deployment");
    PodSpecValidation.keptTemplate(
        at.in("template"), spec.object("template"), selector, "ReplicaSet");
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
        "fullyLabeledReplicas",
        "readyReplicas",
        "availableReplicas");
  }

  @Override
  public Optional<ScaleRules> scale() {
    return Optional.of(Workloads.scale(Workloads::selectorText));
  }

  @Override
  public Map<String, String> selectableFields(KubeObject object) {
    return SelectableFields.of(
        "status.replicas", Long.toString(object.status().integer("replicas", 0)));
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
                Workloads.wished("Desired"),
                Workloads.statusNumber("Current", "replicas"),
                Workloads.statusNumber("Ready", "readyReplicas"),
                Column.AGE));
    columns.addAll(Workloads.wideColumns());
    return columns;
  }
}
