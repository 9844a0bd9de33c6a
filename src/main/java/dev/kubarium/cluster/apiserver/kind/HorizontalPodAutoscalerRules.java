package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.Conversion;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Scales something by what its Pods use. Stored as v2; v1 shows the one CPU percentage.
 *
 * <p>Models: pkg/registry/autoscaling/horizontalpodautoscaler, pkg/apis/autoscaling
 */
final class HorizontalPodAutoscalerRules implements KindRules {

  private static final int MOST_SHOWN = 2;
  private static final List<String> METRIC_TYPES =
      List.of("ContainerResource", "External", "Object", "Pods", "Resource");

  @Override
  public Kind kind() {
    return Kinds.HORIZONTAL_POD_AUTOSCALER;
  }

  @Override
  public List<Conversion> otherVersions() {
    return List.of(new AutoscalerVersionOne());
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return object
        .updateOrCreate("spec", HorizontalPodAutoscalerRules::specDefaults)
        .update(
            "status",
            status -> status.withDefault("desiredReplicas", 0L).withDefault("currentReplicas", 0L));
  }

  private static JsonObject specDefaults(JsonObject spec) {
    JsonObject filled = spec.withDefault("minReplicas", 1L);
    if (filled.array("metrics").isEmpty()) {
      filled = filled.with("metrics", JsonArray.of(AutoscalerVersionOne.cpuMetric(80L)));
    }
    return filled.update(
        "behavior",
        behavior ->
            behavior
                .updateOrCreate(
                    "scaleUp",
                    up ->
                        up.withDefault("stabilizationWindowSeconds", 0L)
                            .withDefault("selectPolicy", "Max")
                            .withDefault(
                                "policies",
                                JsonArray.of(
                                    JsonObject.of(
                                        "type", "Pods", "value", 4L, "periodSeconds", 15L),
                                    JsonObject.of(
                                        "type", "Percent", "value", 100L, "periodSeconds", 15L))))
                .updateOrCreate(
                    "scaleDown",
                    down ->
                        down.withDefault("selectPolicy", "Max")
                            .withDefault(
                                "policies",
                                JsonArray.of(
                                    JsonObject.of(
                                        "type", "Percent", "value", 100L, "periodSeconds", 15L)))));
  }

  @Override
  public JsonObject prepareCreate(JsonObject object, RuleContext context) {
    return object.with("status", JsonObject.of("currentReplicas", 0L, "desiredReplicas", 0L));
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    FieldErrors at = errors.in("spec");
    JsonObject spec = object.spec();
    Long least = spec.integer("minReplicas");
    long most = spec.integer("maxReplicas", 0);
    if (least != null && least < 1) {
      at.invalid("minReplicas", least, "must be greater than or equal to 1");
    }
    if (most < 1) {
      at.invalid("maxReplicas", most, "must be greater than 0");
    }
    if (least != null && most < least) {
      at.invalid("maxReplicas", most, "must be greater than or equal to `minReplicas`");
    }
    JsonObject target = spec.object("scaleTargetRef");
    FieldChecks.required(at.in("scaleTargetRef"), target, "kind");
    FieldChecks.required(at.in("scaleTargetRef"), target, "name");
    JsonArray metrics = spec.array("metrics");
    for (int i = 0; i < metrics.size(); i++) {
      metric(at.in("metrics", i), metrics.object(i));
    }
    for (String direction : List.of("scaleUp", "scaleDown")) {
      if (spec.object("behavior").isSet(direction)) {
        behavior(at.in("behavior").in(direction), spec.object("behavior").object(direction));
      }
    }
  }

  private static void metric(FieldErrors errors, JsonObject metric) {
    String type = metric.string("type", "");
    if (type.isEmpty()) {
      errors.required("type", "must specify a metric source type");
      return;
    }
    if (!METRIC_TYPES.contains(type)) {
      errors.notSupported("type", type, METRIC_TYPES);
      return;
    }
    String field = type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
    if (!metric.isSet(field)) {
      errors.required(field, "must populate the given metric source");
      return;
    }
    JsonObject source = metric.object(field);
    FieldErrors at = errors.in(field);
    if (field.equals("resource") || field.equals("containerResource")) {
      if (source.string("name", "").isEmpty()) {
        at.required("name", "must specify a resource name");
      }
      JsonObject target = source.object("target");
      Long utilization = target.integer("averageUtilization");
      if (utilization == null && !target.isSet("averageValue")) {
        at.required(
            "target.averageUtilization",
            "must set either a target raw value or a target utilization");
      }
      if (utilization != null && utilization < 1) {
        at.invalid("target.averageUtilization", utilization, "must be greater than 0");
      }
      if (utilization != null && target.isSet("averageValue")) {
        at.forbidden(
            "target.averageValue", "may not set both a target raw value and a target utilization");
      }
    }
  }

  private static void behavior(FieldErrors errors, JsonObject rules) {
    Long window = rules.integer("stabilizationWindowSeconds");
    if (window != null && window < 0) {
      errors.invalid("stabilizationWindowSeconds", window, "must be greater than or equal to zero");
    }
    if (window != null && window > 3600) {
      errors.invalid("stabilizationWindowSeconds", window, "must be less than or equal to 3600");
    }
    FieldChecks.oneOfIfSet(errors, rules, "selectPolicy", List.of("Disabled", "Max", "Min"));
    JsonArray policies = rules.array("policies");
    if (policies.isEmpty()) {
      errors.required("policies", "must specify at least one Policy");
    }
    for (int i = 0; i < policies.size(); i++) {
      FieldErrors at = errors.in("policies", i);
      FieldChecks.oneOf(at, policies.object(i), "type", List.of("Percent", "Pods"));
      if (policies.object(i).integer("value", 0) <= 0) {
        at.invalid("value", policies.object(i).integer("value", 0), "must be greater than zero");
      }
      long period = policies.object(i).integer("periodSeconds", 0);
      if (period <= 0) {
        at.invalid("periodSeconds", period, "must be greater than zero");
      } else if (period > 1800) {
        at.invalid("periodSeconds", period, "must be less than or equal to 1800");
      }
    }
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("Reference", (object, now) -> reference(object)),
        Column.text("Targets", (object, now) -> targets(object)),
        Column.text(
            "MinPods", (object, now) -> Long.toString(object.spec().integer("minReplicas", 1))),
        Column.text(
            "MaxPods", (object, now) -> Long.toString(object.spec().integer("maxReplicas", 0))),
        Column.text(
            "Replicas",
            (object, now) -> Long.toString(object.status().integer("currentReplicas", 0))),
        Column.AGE);
  }

  private static String reference(KubeObject object) {
    JsonObject target = object.spec().object("scaleTargetRef");
    return target.string("kind", "") + "/" + target.string("name", "");
  }

  /** {@code cpu: 35%/80%, memory: 50Mi/100Mi}. */
  private static String targets(KubeObject object) {
    List<String> parts = new ArrayList<>();
    JsonArray metrics = object.spec().array("metrics");
    JsonArray current = object.status().array("currentMetrics");
    for (int i = 0; i < metrics.size(); i++) {
      parts.add(
          target(metrics.object(i), i < current.size() ? current.object(i) : JsonObject.EMPTY));
    }
    if (parts.isEmpty()) {
      return "<none>";
    }
    String shown = String.join(", ", parts.subList(0, Math.min(MOST_SHOWN, parts.size())));
    return parts.size() > MOST_SHOWN
        ? shown + " + " + (parts.size() - MOST_SHOWN) + " more..."
        : shown;
  }

  private static String target(JsonObject metric, JsonObject current) {
    String type = metric.string("type", "");
    String field =
        type.isEmpty() ? "" : type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
    JsonObject wished = metric.object(field).object("target");
    JsonObject actual = current.object(field).object("current");
    String name =
        field.equals("resource") || field.equals("containerResource")
            ? metric.object(field).string("name", "") + ": "
            : "";
    if (wished.isSet("averageUtilization")) {
      Long use = actual.integer("averageUtilization");
      return name
          + (use == null ? "<unknown>" : use + "%")
          + "/"
          + wished.integer("averageUtilization")
          + "%";
    }
    if (wished.isSet("averageValue")) {
      String suffix = field.equals("resource") || field.equals("pods") ? "" : " (avg)";
      return name + shown(actual.get("averageValue")) + "/" + wished.get("averageValue") + suffix;
    }
    return name + shown(actual.get("value")) + "/" + wished.get("value");
  }

  private static String shown(Object value) {
    return value == null ? "<unknown>" : value.toString();
  }
}
