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
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a container, Pod or claim may ask for, and gets where it asks for nothing.
 *
 * <p>Models: pkg/registry/core/limitrange, pkg/apis/core/validation, pkg/apis/core/v1/defaults.go
 */
final class LimitRangeRules implements KindRules {

  private static final List<String> TYPES = List.of("Container", "PersistentVolumeClaim", "Pod");

  @Override
  public Kind kind() {
    return Kinds.LIMIT_RANGE;
  }

  @Override
  public boolean hasStatus() {
    return false;
  }

  /**
   * For containers: the default limit is the maximum, the default request is the default limit, or
   * else the minimum.
   */
  @Override
  public JsonObject defaults(JsonObject object) {
    return object.update("spec", spec -> spec.updateEach("limits", LimitRangeRules::itemDefaults));
  }

  private static JsonObject itemDefaults(JsonObject item) {
    if (!item.string("type", "").equals("Container")) {
      return item;
    }
    JsonObject limits = merged(item.object("default"), item.object("max"));
    JsonObject requests = merged(merged(item.object("defaultRequest"), limits), item.object("min"));
    JsonObject filled = limits.isEmpty() ? item : item.with("default", limits);
    return requests.isEmpty() ? filled : filled.with("defaultRequest", requests);
  }

  private static JsonObject merged(JsonObject first, JsonObject second) {
    JsonObject merged = first;
    for (String key : second.keys()) {
      merged = merged.withDefault(key, second.get(key));
    }
    return merged;
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    JsonArray limits = object.spec().array("limits");
    Set<String> types = new TreeSet<>();
    for (int i = 0; i < limits.size(); i++) {
      FieldErrors at = errors.in("spec").in("limits", i);
      JsonObject item = limits.object(i);
      String type = item.string("type", "");
      if (!TYPES.contains(type) && !type.contains("/")) {
        at.invalid("type", type, "must be a standard limit type or fully qualified");
      }
      if (!types.add(type)) {
        at.duplicate("type", type);
      }
      item(at, item, type);
    }
  }

  private static void item(FieldErrors errors, JsonObject item, String type) {
    if (type.equals("Pod")) {
      for (String field : List.of("default", "defaultRequest")) {
        if (!item.object(field).isEmpty()) {
          errors.forbidden(field, "may not be specified when `type` is 'Pod'");
        }
      }
    }
    if (type.equals("PersistentVolumeClaim")
        && !item.object("min").isSet("storage")
        && !item.object("max").isSet("storage")) {
      errors.required(
          "limits",
          "either minimum or maximum storage value is required, but neither was provided");
    }
    Set<String> resources = new TreeSet<>();
    for (String field :
        List.of("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")) {
      JsonObject amounts = item.object(field);
      for (String resource : amounts.keys()) {
        resources.add(resource);
        FieldChecks.nonNegativeQuantity(
            errors, field + "[" + resource + "]", amounts.get(resource));
      }
    }
    for (String resource : resources) {
      order(
          errors, item, resource, "min", "max", "min", "min value %s is greater than max value %s");
      order(
          errors,
          item,
          resource,
          "min",
          "defaultRequest",
          "defaultRequest",
          "min value %s is greater than default request value %s");
      order(
          errors,
          item,
          resource,
          "defaultRequest",
          "max",
          "defaultRequest",
          "default request value %s is greater than max value %s");
      order(
          errors,
          item,
          resource,
          "defaultRequest",
          "default",
          "defaultRequest",
          "default request value %s is greater than default limit value %s");
      order(
          errors,
          item,
          resource,
          "min",
          "default",
          "default",
          "min value %s is greater than default value %s");
      order(
          errors,
          item,
          resource,
          "default",
          "max",
          "default",
          "default value %s is greater than max value %s");
      Object ratio = item.object("maxLimitRequestRatio").get(resource);
      if (Quantities.isValid(ratio)
          && Quantities.amount(ratio).compareTo(java.math.BigDecimal.ONE) < 0) {
        errors.invalid(
            "maxLimitRequestRatio[" + resource + "]",
            String.valueOf(ratio),
            "ratio " + ratio + " is less than 1");
      }
    }
  }

  /**
   * {@code lower} may not be above {@code upper}; {@code blamed} is the one that the refusal shows.
   */
  private static void order(
      FieldErrors errors,
      JsonObject item,
      String resource,
      String lower,
      String upper,
      String blamed,
      String sentence) {
    Object low = item.object(lower).get(resource);
    Object high = item.object(upper).get(resource);
    if (Quantities.isValid(low) && Quantities.isValid(high) && Quantities.compare(low, high) > 0) {
      errors.invalid(
          blamed + "[" + resource + "]",
          String.valueOf(item.object(blamed).get(resource)),
          String.format(Locale.ROOT, sentence, low, high));
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
