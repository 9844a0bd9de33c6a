package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.ScaleRules;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import java.util.List;
import java.util.function.Function;

/** What the kinds that make Pods from a template print and answer alike. */
final class Workloads {

  private Workloads() {}

  /** CONTAINERS, IMAGES and SELECTOR of {@code -o wide}. */
  static List<Column> wideColumns() {
    return wideColumns(Workloads::selector);
  }

  static List<Column> wideColumns(Function<KubeObject, String> selector) {
    return List.of(
        containers(object -> object.spec().object("template")),
        images(object -> object.spec().object("template")),
        Column.wide("Selector", (object, now) -> selector.apply(object)));
  }

  static Column containers(Function<KubeObject, JsonObject> template) {
    return Column.wide("Containers", (object, now) -> joined(template.apply(object), "name"));
  }

  static Column images(Function<KubeObject, JsonObject> template) {
    return Column.wide("Images", (object, now) -> joined(template.apply(object), "image"));
  }

  /** One field of all containers, with commas. */
  static String joined(JsonObject template, String field) {
    return String.join(
        ",",
        template.object("spec").array("containers").objects().stream()
            .map(container -> container.string(field, ""))
            .toList());
  }

  /**
   * The label selector of a spec as the API prints it; {@code <none>} where it chooses nothing in
   * particular.
   */
  static String selector(KubeObject object) {
    String text = selectorText(object);
    return text.isEmpty() ? "<none>" : text;
  }

  /** Labels as the API prints them: {@code a=b,c=d}, or {@code <none>}. */
  static String labelsText(JsonObject labels) {
    String text = LabelSelector.ofMap(labels).toString();
    return text.isEmpty() ? "<none>" : text;
  }

  static String selectorText(KubeObject object) {
    return LabelSelector.of(object.spec().object("selector")).toString();
  }

  /** A whole number of the status; 0 where it is not there. */
  static Column statusNumber(String name, String field) {
    return Column.number(name, (object, now) -> object.status().integer(field, 0));
  }

  static Column wished(String name) {
    return Column.number(name, (object, now) -> object.spec().integer("replicas", 0));
  }

  /** {@code 2/3}: how many of the wished are ready. */
  static Column readyOfWished() {
    return Column.text(
        "Ready",
        (object, now) ->
            object.status().integer("readyReplicas", 0)
                + "/"
                + object.spec().integer("replicas", 0));
  }

  /**
   * Counts of a status: none below zero, none above {@code replicas}, no more available than ready.
   */
  static void counts(FieldErrors errors, JsonObject status, String... fields) {
    long replicas = status.integer("replicas", 0);
    FieldChecks.nonNegative(errors, status, "replicas");
    for (String field : fields) {
      FieldChecks.nonNegative(errors, status, field);
      if (status.integer(field, 0) > replicas) {
        errors.invalid(field, status.integer(field, 0), "cannot be greater than status.replicas");
      }
    }
    if (status.integer("availableReplicas", 0) > status.integer("readyReplicas", 0)) {
      errors.invalid(
          "availableReplicas",
          status.integer("availableReplicas", 0),
          "cannot be greater than readyReplicas");
    }
  }

  /** Scaling by {@code spec.replicas}, counted in {@code status.replicas}. */
  static ScaleRules scale(Function<KubeObject, String> selector) {
    return new ScaleRules() {
      @Override
      public long statusReplicas(KubeObject object) {
        return object.status().integer("replicas", 0);
      }

      @Override
      public String selector(KubeObject object) {
        return selector.apply(object);
      }
    };
  }
}
