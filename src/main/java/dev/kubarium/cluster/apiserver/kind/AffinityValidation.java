package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.NameRule;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The faults of what a Pod says about where it wants to run: affinities, tolerations, spread.
 *
 * <p>Models: pkg/apis/core/validation, validateAffinity, ValidateTolerations,
 * validateTopologySpreadConstraints
 */
final class AffinityValidation {

  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";
  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");
  private static final List<String> UNSATISFIABLE = List.of("DoNotSchedule", "ScheduleAnyway");

  private AffinityValidation() {}

  /** {@code errors} stands at the spec. */
  static void validate(FieldErrors errors, JsonObject spec) {
    JsonObject affinity = spec.object("affinity");
    if (!affinity.isEmpty()) {
      node(errors.in("affinity").in("nodeAffinity"), affinity.object("nodeAffinity"));
      pod(errors.in("affinity").in("podAffinity"), affinity.object("podAffinity"));
      pod(errors.in("affinity").in("podAntiAffinity"), affinity.object("podAntiAffinity"));
    }
    tolerations(errors, spec.array("tolerations"));
    spread(errors, spec.array("topologySpreadConstraints"));
  }

  private static void node(FieldErrors errors, JsonObject affinity) {
    if (affinity.isSet(REQUIRED)) {
      nodeSelector(errors.in(REQUIRED), affinity.object(REQUIRED));
    }
    JsonArray preferred = affinity.array(PREFERRED);
    for (int i = 0; i < preferred.size(); i++) {
      FieldErrors at = errors.in(PREFERRED, i);
      weight(at, preferred.object(i));
      term(at.in("preference"), preferred.object(i).object("preference"));
    }
  }

  /** {@code errors} stands at the selector. */
  static void nodeSelector(FieldErrors errors, JsonObject selector) {
    JsonArray terms = selector.array("nodeSelectorTerms");
    if (terms.isEmpty()) {
      errors.required("nodeSelectorTerms", "must have at least one node selector term");
    }
    for (int i = 0; i < terms.size(); i++) {
      term(errors.in("nodeSelectorTerms", i), terms.object(i));
    }
  }

  private static void term(FieldErrors errors, JsonObject term) {
    JsonArray expressions = term.array("matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      requirement(errors.in("matchExpressions", i), expressions.object(i));
    }
    JsonArray fields = term.array("matchFields");
    for (int i = 0; i < fields.size(); i++) {
      FieldErrors at = errors.in("matchFields", i);
      String operator = fields.object(i).string("operator", "");
      if (!operator.equals("In") && !operator.equals("NotIn")) {
        at.invalid("operator", operator, "not a valid selector operator");
      } else if (fields.object(i).array("values").size() != 1) {
        at.required(
            "values",
            "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
      }
      if (!fields.object(i).string("key", "").equals("metadata.name")) {
        at.invalid("key", fields.object(i).string("key", ""), "not a valid field selector key");
      }
    }
  }

  private static void requirement(FieldErrors errors, JsonObject requirement) {
    int values = requirement.array("values").size();
    switch (requirement.string("operator", "")) {
      case "In", "NotIn" -> {
        if (values == 0) {
          errors.required("values", "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (values > 0) {
          errors.forbidden(
              "values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      case "Gt", "Lt" -> {
        if (values != 1) {
          errors.required(
              "values", "must be specified single value when `operator` is 'Lt' or 'Gt'");
        }
      }
      default ->
          errors.invalid(
              "operator", requirement.string("operator", ""), "not a valid selector operator");
    }
    MetadataValidation.qualifiedName(errors, "key", requirement.string("key", ""));
  }

  private static void weight(FieldErrors errors, JsonObject weighted) {
    long weight = weighted.integer("weight", 0);
    if (weight <= 0 || weight > 100) {
      errors.invalid("weight", weight, "must be in the range 1-100");
    }
  }

  private static void pod(FieldErrors errors, JsonObject affinity) {
    JsonArray required = affinity.array(REQUIRED);
    for (int i = 0; i < required.size(); i++) {
      podTerm(errors.in(REQUIRED, i), required.object(i));
    }
    JsonArray preferred = affinity.array(PREFERRED);
    for (int i = 0; i < preferred.size(); i++) {
      weight(errors.in(PREFERRED, i), preferred.object(i));
      podTerm(
          errors.in(PREFERRED, i).in("podAffinityTerm"),
          preferred.object(i).object("podAffinityTerm"));
    }
  }

  private static void podTerm(FieldErrors errors, JsonObject term) {
    FieldChecks.labelSelector(errors.in("labelSelector"), term.object("labelSelector"));
    FieldChecks.labelSelector(errors.in("namespaceSelector"), term.object("namespaceSelector"));
    List<String> namespaces = term.array("namespaces").strings();
    for (int i = 0; i < namespaces.size(); i++) {
      FieldChecks.name(errors, "namespaces[" + i + "]", namespaces.get(i), NameRule.DNS_LABEL);
    }
    topologyKey(errors, term, "can not be empty");
  }

  private static void topologyKey(FieldErrors errors, JsonObject object, String sentence) {
    if (object.string("topologyKey", "").isEmpty()) {
      errors.required("topologyKey", sentence);
    } else {
      MetadataValidation.qualifiedName(errors, "topologyKey", object.string("topologyKey"));
    }
  }

  /** {@code errors} stands at the spec. */
  static void tolerations(FieldErrors errors, JsonArray tolerations) {
    for (int i = 0; i < tolerations.size(); i++) {
      FieldErrors at = errors.in("tolerations", i);
      JsonObject toleration = tolerations.object(i);
      String key = toleration.string("key", "");
      String operator = toleration.string("operator", "");
      String effect = toleration.string("effect", "");
      String value = toleration.string("value", "");
      if (!key.isEmpty()) {
        MetadataValidation.qualifiedName(at, "key", key);
      } else if (!operator.equals("Exists")) {
        at.invalid(
            "operator",
            operator,
            "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
      }
      if (toleration.isSet("tolerationSeconds") && !effect.equals("NoExecute")) {
        at.invalid("effect", effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
      }
      switch (operator) {
        case "", "Equal" -> MetadataValidation.labelValue(at, "operator", value);
        case "Exists" -> {
          if (!value.isEmpty()) {
            at.invalid("operator", value, "value must be empty when `operator` is 'Exists'");
          }
        }
        default -> at.notSupported("operator", operator, List.of("Equal", "Exists"));
      }
      if (!effect.isEmpty() && !EFFECTS.contains(effect)) {
        at.notSupported("effect", effect, EFFECTS);
      }
    }
  }

  private static void spread(FieldErrors errors, JsonArray constraints) {
    Set<String> seen = new TreeSet<>();
    for (int i = 0; i < constraints.size(); i++) {
      FieldErrors at = errors.in("topologySpreadConstraints", i);
      JsonObject constraint = constraints.object(i);
      if (constraint.integer("maxSkew", 0) <= 0) {
        at.invalid("maxSkew", constraint.integer("maxSkew", 0), "must be greater than zero");
      }
      topologyKey(at, constraint, "can not be empty");
      String unsatisfiable = constraint.string("whenUnsatisfiable", "");
      if (!UNSATISFIABLE.contains(unsatisfiable)) {
        at.notSupported("whenUnsatisfiable", unsatisfiable, UNSATISFIABLE);
      }
      String pair = constraint.string("topologyKey", "") + ", " + unsatisfiable;
      if (!seen.add(pair)) {
        at.duplicate("{topologyKey, whenUnsatisfiable}", "{" + pair + "}");
      }
      Long domains = constraint.integer("minDomains");
      if (domains != null && domains <= 0) {
        at.invalid("minDomains", domains, "must be greater than zero");
      } else if (domains != null && !unsatisfiable.equals("DoNotSchedule")) {
        at.invalid(
            "minDomains",
            domains,
            "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + unsatisfiable);
      }
      for (String policy : List.of("nodeAffinityPolicy", "nodeTaintsPolicy")) {
        FieldChecks.oneOfIfSet(at, constraint, policy, List.of("Honor", "Ignore"));
      }
      FieldChecks.labelSelector(at.in("labelSelector"), constraint.object("labelSelector"));
    }
  }
}
