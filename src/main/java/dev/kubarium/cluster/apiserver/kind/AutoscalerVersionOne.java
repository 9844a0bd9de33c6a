package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.Conversion;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import java.util.List;

/**
 * HorizontalPodAutoscalers as autoscaling/v1 shows them: one CPU percentage; what else there is
 * goes into annotations.
 *
 * <p>Models: pkg/apis/autoscaling/v1/conversion.go
 */
final class AutoscalerVersionOne implements Conversion {

  private static final Kind KIND =
      new Kind(
          "autoscaling",
          "v1",
          "HorizontalPodAutoscaler",
          "horizontalpodautoscalers",
          true,
          List.of("hpa"),
          List.of("all"));
  private static final String PERCENTAGE = "targetCPUUtilizationPercentage";
  private static final String CURRENT_PERCENTAGE = "currentCPUUtilizationPercentage";
  private static final String METRICS = "autoscaling.alpha.kubernetes.io/metrics";
  private static final String BEHAVIOR = "autoscaling.alpha.kubernetes.io/behavior";
  private static final String CONDITIONS = "autoscaling.alpha.kubernetes.io/conditions";
  private static final String CURRENT_METRICS = "autoscaling.alpha.kubernetes.io/current-metrics";

  static JsonObject cpuMetric(Object percentage) {
    return JsonObject.of(
        "type",
        "Resource",
        "resource",
        JsonObject.of(
            "name",
            "cpu",
            "target",
            JsonObject.of("type", "Utilization", "averageUtilization", percentage)));
  }

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public JsonObject toStored(JsonObject served) {
    JsonObject annotations = served.object("metadata").object("annotations");
    JsonArray metrics = list(annotations, METRICS);
    Object percentage = served.object("spec").get(PERCENTAGE);
    if (percentage != null) {
      metrics = metrics.plus(cpuMetric(percentage));
    }
    JsonObject spec = served.object("spec").without(PERCENTAGE);
    spec = metrics.isEmpty() ? spec : spec.with("metrics", metrics);
    if (annotations.string(BEHAVIOR) != null) {
      spec = spec.with("behavior", parsed(annotations, BEHAVIOR));
    }
    JsonObject status = served.object("status");
    JsonArray current = list(annotations, CURRENT_METRICS);
    if (status.isSet(CURRENT_PERCENTAGE)) {
      current =
          current.plus(
              JsonObject.of(
                  "type",
                  "Resource",
                  "resource",
                  JsonObject.of(
                      "name",
                      "cpu",
                      "current",
                      JsonObject.of("averageUtilization", status.get(CURRENT_PERCENTAGE)))));
    }
    status = status.without(CURRENT_PERCENTAGE);
    status = current.isEmpty() ? status : status.with("currentMetrics", current);
    JsonArray conditions = list(annotations, CONDITIONS);
    status = conditions.isEmpty() ? status : status.with("conditions", conditions);
    return annotated(
            served,
            annotations
                .without(METRICS)
                .without(BEHAVIOR)
                .without(CONDITIONS)
                .without(CURRENT_METRICS))
        .with("apiVersion", "autoscaling/v2")
        .with("spec", spec)
        .withOrWithout("status", status.isEmpty() && !served.has("status") ? null : status);
  }

  @Override
  public JsonObject fromStored(JsonObject stored) {
    JsonObject annotations = stored.object("metadata").object("annotations");
    JsonObject spec = stored.object("spec").without("metrics").without("behavior");
    JsonArray others = JsonArray.EMPTY;
    for (JsonObject metric : stored.object("spec").array("metrics").objects()) {
      Object percentage = metric.object("resource").object("target").get("averageUtilization");
      if (percentage != null && isCpu(metric) && !spec.isSet(PERCENTAGE)) {
        spec = spec.with(PERCENTAGE, percentage);
      } else {
        others = others.plus(metric);
      }
    }
    JsonObject status = stored.object("status").without("currentMetrics").without("conditions");
    JsonArray otherCurrents = JsonArray.EMPTY;
    for (JsonObject metric : stored.object("status").array("currentMetrics").objects()) {
      Object percentage = metric.object("resource").object("current").get("averageUtilization");
      if (percentage != null && isCpu(metric) && !status.isSet(CURRENT_PERCENTAGE)) {
        status = status.with(CURRENT_PERCENTAGE, percentage);
      } else {
        otherCurrents = otherCurrents.plus(metric);
      }
    }
    annotations = noted(annotations, METRICS, others);
    annotations = noted(annotations, CURRENT_METRICS, otherCurrents);
    annotations = noted(annotations, CONDITIONS, stored.object("status").array("conditions"));
    if (stored.object("spec").isSet("behavior")) {
      annotations =
          annotations.with(BEHAVIOR, Json.print(stored.object("spec").object("behavior")));
    }
    return annotated(stored, annotations)
        .with("apiVersion", KIND.apiVersion())
        .with("spec", spec)
        .withOrWithout("status", stored.has("status") ? status : null);
  }

  private static boolean isCpu(JsonObject metric) {
    return metric.string("type", "").equals("Resource")
        && metric.object("resource").string("name", "").equals("cpu");
  }

  private static JsonArray list(JsonObject annotations, String name) {
    return annotations.string(name) != null && parsed(annotations, name) instanceof JsonArray list
        ? list
        : JsonArray.EMPTY;
  }

  private static Object parsed(JsonObject annotations, String name) {
    try {
      return Json.parse(annotations.string(name));
    } catch (tools.jackson.core.JacksonException noJson) {
      throw ApiException.badRequest("the annotation " + name + " is not JSON");
    }
  }

  private static JsonObject noted(JsonObject annotations, String name, JsonArray list) {
    return list.isEmpty() ? annotations : annotations.with(name, Json.print(list));
  }

  private static JsonObject annotated(JsonObject object, JsonObject annotations) {
    return object.updateOrCreate(
        "metadata",
        metadata ->
            metadata.withOrWithout("annotations", annotations.isEmpty() ? null : annotations));
  }
}
