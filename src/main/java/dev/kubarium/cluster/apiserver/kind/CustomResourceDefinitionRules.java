package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.NameRule;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Timestamps;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Adds a kind to the API; it is served from the moment on that this is stored.
 *
 * <p>See
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 *
 * <p>Models: apiextensions-apiserver pkg/apis/apiextensions
 *
 * <p>Left out: conversion webhooks, CEL rules, the check that a schema is structural.
 */
final class CustomResourceDefinitionRules implements KindRules {

  static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

  @Override
  public Kind kind() {
    return Kinds.CUSTOM_RESOURCE_DEFINITION;
  }

  @Override
  public boolean hasGeneration() {
    return true;
  }

  @Override
  public List<String> initialFinalizers(JsonObject object) {
    return List.of(CLEANUP);
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return object.updateOrCreate(
        "spec",
        spec ->
            spec.updateOrCreate("names", CustomResourceDefinitionRules::nameDefaults)
                .updateOrCreate(
                    "conversion",
                    conversion -> PodSpecDefaults.text(conversion, "strategy", "None")));
  }

  private static JsonObject nameDefaults(JsonObject names) {
    String kind = names.string("kind", "");
    return kind.isEmpty()
        ? names
        : PodSpecDefaults.text(
            PodSpecDefaults.text(names, "singular", kind.toLowerCase(Locale.ROOT)),
            "listKind",
            kind + "List");
  }

  @Override
  public JsonObject prepareCreate(JsonObject object, RuleContext context) {
    String now = Timestamps.format(context.now());
    JsonArray conditions =
        JsonArray.of(
            condition("NamesAccepted", "NoConflicts", "no conflicts found", now),
            condition(
                "Established",
                "InitialNamesAccepted",
                "the initial names have been accepted",
                now));
    String stored =
        object.object("spec").array("versions").objects().stream()
            .filter(version -> version.bool("storage"))
            .map(version -> version.string("name", ""))
            .findFirst()
            .orElse("");
    return object.with(
        "status",
        JsonObject.of(
            "acceptedNames", object.object("spec").object("names"),
            "conditions", conditions,
            "storedVersions", JsonArray.of(stored)));
  }

  private static JsonObject condition(String type, String reason, String message, String now) {
    return JsonObject.of(
        "type",
        type,
        "status",
        "True",
        "reason",
        reason,
        "message",
        message,
        "lastTransitionTime",
        now);
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    FieldErrors at = errors.in("spec");
    JsonObject spec = object.spec();
    String group = spec.string("group", "");
    JsonObject names = spec.object("names");
    if (!object.name().equals(names.string("plural", "") + "." + group)) {
      errors.invalid("metadata.name", object.name(), "must be spec.names.plural+\".\"+spec.group");
    }
    if (FieldChecks.required(at, spec, "group")) {
      FieldChecks.name(at, "group", group, NameRule.DNS_SUBDOMAIN);
      if (!group.contains(".")) {
        at.invalid("group", group, "should be a domain with at least one dot");
      }
    }
    FieldChecks.oneOf(at, spec, "scope", List.of("Cluster", "Namespaced"));
    for (String field : List.of("plural", "singular", "kind", "listKind")) {
      if (FieldChecks.required(at.in("names"), names, field)) {
        FieldChecks.name(
            at.in("names"),
            field,
            field.toLowerCase(Locale.ROOT).endsWith("kind")
                ? names.string(field).toLowerCase(Locale.ROOT)
                : names.string(field),
            NameRule.DNS_1035_LABEL);
      }
    }
    versions(at, spec.array("versions"));
  }

  private static void versions(FieldErrors errors, JsonArray versions) {
    long stored = versions.objects().stream().filter(version -> version.bool("storage")).count();
    Set<String> seen = new TreeSet<>();
    for (int i = 0; i < versions.size(); i++) {
      FieldErrors at = errors.in("versions", i);
      JsonObject version = versions.object(i);
      if (FieldChecks.required(at, version, "name")) {
        FieldChecks.name(at, "name", version.string("name"), NameRule.DNS_1035_LABEL);
      }
      if (!seen.add(version.string("name", ""))) {
        errors.invalid("versions", versions, "must contain unique version names");
      }
      if (!version.object("schema").isSet("openAPIV3Schema")) {
        at.required("schema.openAPIV3Schema", "schemas are required");
      }
    }
    if (stored != 1) {
      errors.invalid(
          "versions", versions, "must have exactly one version marked as storage version");
    }
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    validate(object, errors, context);
    FieldErrors at = errors.in("spec");
    for (String field : List.of("group", "scope")) {
      FieldChecks.immutable(at, object.spec(), before.spec(), field);
    }
    for (String field : List.of("kind", "plural")) {
      FieldChecks.immutable(
          at.in("names"), object.spec().object("names"), before.spec().object("names"), field);
    }
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        new Column(
            "Created At",
            "date",
            "",
            0,
            (object, now) -> object.metadata().string("creationTimestamp", "")));
  }
}
