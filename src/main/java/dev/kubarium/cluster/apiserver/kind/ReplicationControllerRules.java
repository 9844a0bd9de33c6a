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
 * The older ReplicaSet: its selector is a plain map, and is taken from its template where it is
 * left out.
 *
 * <p>Models: pkg/registry/core/replicationcontroller, pkg/apis/core/v1/defaults.go
 */
final class ReplicationControllerRules implements KindRules {

  @Override
  public Kind kind() {
    return Kinds.REPLICATION_CONTROLLER;
  }

  @Override
  public boolean hasGeneration() {
    return true;
  }

  @Override
  public String defaultPropagation() {
    return "Orphan";
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    JsonObject filled =
        object
            .updateOrCreate(
                "spec", spec -> PodSpecDefaults.template(spec.withDefault("replicas", 1L)))
            .update("status", status -> status.withDefault("replicas", 0L));
    JsonObject labels =
        filled.object("spec").object("template").object("metadata").object("labels");
    if (labels.isEmpty()) {
      return filled;
    }
    if (filled.object("spec").object("selector").isEmpty()) {
      filled = filled.withAt(labels, "spec", "selector");
    }
    return filled.object("metadata").object("labels").isEmpty()
        ? filled.withAt(labels, "metadata", "labels")
        : filled;
  }

  @Override
  public JsonObject prepareCreate(JsonObject object, RuleContext context) {
    return object.with("status", JsonObject.of("replicas", 0L));
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    FieldErrors at = errors.in("spec");
    JsonObject spec = object.spec();
    FieldChecks.nonNegative(at, spec, "minReadySeconds");
    if (spec.object("selector").isEmpty()) {
      at.required("selector", "");
    }
    FieldChecks.nonNegative(at, spec, "replicas");
    if (!spec.isSet("template")) {
      at.required("template", "");
      return;
    }
    LabelSelector selector =
        spec.object("selector").isEmpty()
            ? LabelSelector.EVERYTHING
            : LabelSelector.ofMap(spec.object("selector"));
    PodSpecValidation.keptTemplate(
        at.in("template"), spec.object("template"), selector, "ReplicationController");
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    if (!object.spec().equals(before.spec())) {
      validate(object, errors, context);
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
    return Optional.of(
        Workloads.scale(
            object -> LabelSelector.ofMap(object.spec().object("selector")).toString()));
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
    columns.addAll(
        Workloads.wideColumns(object -> Workloads.labelsText(object.spec().object("selector"))));
    return columns;
  }
}
