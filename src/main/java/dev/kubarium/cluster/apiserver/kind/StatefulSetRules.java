package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.NameRule;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.apiserver.ScaleRules;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import java.util.List;
import java.util.Optional;

/**
 * A StatefulSet's Pods have names that stay; most of its spec never changes.
 *
 * <p>Models: pkg/registry/apps/statefulset, pkg/apis/apps/validation
 */
final class StatefulSetRules implements KindRules {

  private static final String FIXED =
      "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy',"
          + " 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
  private static final List<String> CHANGEABLE =
      List.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");

  @Override
  public Kind kind() {
    return Kinds.STATEFUL_SET;
  }

  /** Its name becomes part of host names. */
  @Override
  public NameRule nameRule() {
    return NameRule.DNS_LABEL;
  }

  @Override
  public boolean hasGeneration() {
    return true;
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return object
        .updateOrCreate("spec", StatefulSetRules::specDefaults)
        .update(
            "status",
            status -> status.withDefault("replicas", 0L).withDefault("availableReplicas", 0L));
  }

  private static JsonObject specDefaults(JsonObject spec) {
    JsonObject filled =
        PodSpecDefaults.text(spec, "podManagementPolicy", "OrderedReady")
            .updateOrCreate("updateStrategy", StatefulSetRules::strategyDefaults)
            .updateOrCreate(
                "persistentVolumeClaimRetentionPolicy",
                policy ->
                    PodSpecDefaults.text(
                        PodSpecDefaults.text(policy, "whenDeleted", "Retain"),
                        "whenScaled",
                        "Retain"))
            .withDefault("replicas", 1L)
            .withDefault("revisionHistoryLimit", 10L)
            .updateEach(
                "volumeClaimTemplates",
                claim ->
                    claim
                        .withDefault("apiVersion", "v1")
                        .withDefault("kind", "PersistentVolumeClaim")
                        .updateOrCreate(
                            "spec",
                            inner -> PodSpecDefaults.text(inner, "volumeMode", "Filesystem"))
                        .updateOrCreate(
                            "status", status -> PodSpecDefaults.text(status, "phase", "Pending")));
    return PodSpecDefaults.anyTemplate(filled);
  }

  private static JsonObject strategyDefaults(JsonObject strategy) {
    JsonObject typed = PodSpecDefaults.text(strategy, "type", "RollingUpdate");
    return typed.string("type").equals("RollingUpdate")
        ? typed.updateOrCreate("rollingUpdate", rolling -> rolling.withDefault("partition", 0L))
        : typed;
  }

  @Override
  public JsonObject prepareCreate(JsonObject object, RuleContext context) {
    return object.with("status", JsonObject.of("replicas", 0L, "availableReplicas", 0L));
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    FieldErrors at = errors.in("spec");
    JsonObject spec = object.spec();
    String management = spec.string("podManagementPolicy", "");
    if (!management.equals("OrderedReady") && !management.equals("Parallel")) {
      at.invalid("podManagementPolicy", management, "must be 'OrderedReady' or 'Parallel'");
    }
    strategyFaults(at, spec.object("updateStrategy"));
    for (String when : List.of("whenDeleted", "whenScaled")) {
      FieldChecks.oneOf(
          at.in("persistentVolumeClaimRetentionPolicy"),
          spec.object("persistentVolumeClaimRetentionPolicy"),
          when,
          List.of("Retain", "Delete"));
    }
    FieldChecks.nonNegative(at, spec, "replicas");
    FieldChecks.nonNegative(at, spec, "minReadySeconds");
    FieldChecks.nonNegative(at, spec, "revisionHistoryLimit");
    FieldChecks.nonNegative(at.in("ordinals"), spec.object("ordinals"), "start");
    LabelSelector selector =
        PodSpecValidation.requiredSelector(at, spec, "empty selector is invalid for statefulset");
    // The volumes of its claims are put into each Pod; a template may already mount them.
    JsonObject template =
        spec.object("template").updateOrCreate("spec", pod -> withClaims(pod, spec));
    PodSpecValidation.keptTemplate(at.in("template"), template, selector, "StatefulSet");
    JsonArray claims = spec.array("volumeClaimTemplates");
    for (int i = 0; i < claims.size(); i++) {
      FieldErrors claim = at.in("volumeClaimTemplates", i);
      FieldChecks.required(claim.in("metadata"), claims.object(i).object("metadata"), "name");
      PersistentVolumeClaimRules.specFaults(claim.in("spec"), claims.object(i).object("spec"));
    }
  }

  private static JsonObject withClaims(JsonObject pod, JsonObject spec) {
    JsonArray volumes = pod.array("volumes");
    for (JsonObject claim : spec.array("volumeClaimTemplates").objects()) {
      String name = claim.object("metadata").string("name", "");
      if (!name.isEmpty() && volumes.find("name", name) == null) {
        volumes = volumes.plus(JsonObject.of("name", name, "emptyDir", JsonObject.EMPTY));
      }
    }
    return volumes.isEmpty() ? pod : pod.with("volumes", volumes);
  }

  private static void strategyFaults(FieldErrors errors, JsonObject strategy) {
    FieldErrors at = errors.in("updateStrategy");
    JsonObject rolling = strategy.object("rollingUpdate");
    switch (strategy.string("type", "")) {
      case "OnDelete" -> {
        if (strategy.isSet("rollingUpdate")) {
          at.invalid("rollingUpdate", rolling, "only allowed for updateStrategy 'RollingUpdate'");
        }
      }
      case "RollingUpdate" -> {
        FieldErrors inner = at.in("rollingUpdate");
        FieldChecks.nonNegative(inner, rolling, "partition");
        if (rolling.isSet("maxUnavailable")) {
          FieldChecks.numberOrPercent(inner, rolling, "maxUnavailable");
          Object unavailable = rolling.get("maxUnavailable");
          if (Long.valueOf(0).equals(unavailable) || FieldChecks.percent(unavailable) == 0) {
            inner.invalid("maxUnavailable", unavailable, "cannot be 0");
          }
          FieldChecks.notMoreThanAll(inner, rolling, "maxUnavailable");
        }
      }
      default ->
          errors.invalid("updateStrategy", strategy, "must be 'RollingUpdate' or 'OnDelete'");
    }
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    if (object.spec().equals(before.spec())) {
      return;
    }
    validate(object, errors, context);
    JsonObject rest = object.spec();
    for (String field : CHANGEABLE) {
      rest = rest.withOrWithout(field, before.spec().get(field));
    }
    if (!rest.equals(before.spec())) {
      errors.forbidden("spec", FIXED);
    }
  }

  @Override
  public void validateStatus(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    Workloads.counts(
        errors.in("status"),
        object.status(),
        "readyReplicas",
        "currentReplicas",
        "updatedReplicas",
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
    return List.of(
        Column.NAME,
        Workloads.readyOfWished(),
        Column.AGE,
        Workloads.containers(object -> object.spec().object("template")),
        Workloads.images(object -> object.spec().object("template")));
  }
}
