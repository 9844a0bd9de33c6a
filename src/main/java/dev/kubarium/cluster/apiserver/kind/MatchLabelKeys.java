package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import java.util.List;

/**
 * What a Pod being created says by {@code matchLabelKeys} and {@code mismatchLabelKeys}: its own
 * values of those labels join the selectors of its affinity terms and spread constraints.
 *
 * <p>Models: pkg/registry/core/pod, strategy.go
 */
final class MatchLabelKeys {

  private static final List<String> AFFINITIES = List.of("podAffinity", "podAntiAffinity");

  private MatchLabelKeys() {}

  static JsonObject merged(JsonObject spec, JsonObject labels) {
    JsonObject merged = spec;
    if (spec.isSet("topologySpreadConstraints")) {
      merged =
          merged.with(
              "topologySpreadConstraints",
              merged.array("topologySpreadConstraints").mapObjects(each -> term(each, labels)));
    }
    return spec.isSet("affinity")
        ? merged.update("affinity", affinity -> affinity(affinity, labels))
        : merged;
  }

  private static JsonObject affinity(JsonObject affinity, JsonObject labels) {
    JsonObject merged = affinity;
    for (String field : AFFINITIES) {
      if (merged.isSet(field)) {
        merged = merged.update(field, terms -> terms(terms, labels));
      }
    }
    return merged;
  }

  private static JsonObject terms(JsonObject terms, JsonObject labels) {
    JsonObject merged = terms;
    String required = "requiredDuringSchedulingIgnoredDuringExecution";
    if (terms.isSet(required)) {
      merged = merged.with(required, terms.array(required).mapObjects(each -> term(each, labels)));
    }
    String preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    if (terms.isSet(preferred)) {
      merged =
          merged.with(
              preferred,
              terms
                  .array(preferred)
                  .mapObjects(
                      each ->
                          each.isSet("podAffinityTerm")
                              ? each.update("podAffinityTerm", term -> term(term, labels))
                              : each));
    }
    return merged;
  }

  private static JsonObject term(JsonObject term, JsonObject labels) {
    if (!term.isSet("labelSelector")) {
      return term;
    }
    JsonArray expressions = term.object("labelSelector").array("matchExpressions");
    JsonArray all = plus(expressions, term.array("matchLabelKeys"), "In", labels);
    all = plus(all, term.array("mismatchLabelKeys"), "NotIn", labels);
    return all == expressions ? term : term.withAt(all, "labelSelector", "matchExpressions");
  }

  private static JsonArray plus(
      JsonArray expressions, JsonArray keys, String operator, JsonObject labels) {
    JsonArray all = expressions;
    for (String key : keys.strings()) {
      if (labels.isSet(key)) {
        all =
            all.plus(
                JsonObject.of(
                    "key", key, "operator", operator, "values", JsonArray.of(labels.string(key))));
      }
    }
    return all;
  }
}
