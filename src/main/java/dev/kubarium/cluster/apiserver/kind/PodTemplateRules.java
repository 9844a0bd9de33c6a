package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;

/**
 * A template kept for itself; nothing makes Pods of it.
 *
 * <p>Models: pkg/registry/core/podtemplate
 */
final class PodTemplateRules implements KindRules {

  @Override
  public Kind kind() {
    return Kinds.POD_TEMPLATE;
  }

  @Override
  public boolean hasStatus() {
    return false;
  }

  @Override
  public boolean hasGeneration() {
    return true;
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return PodSpecDefaults.template(object);
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    PodSpecValidation.template(errors.in("template"), object.tree().object("template"));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text(
            "Containers",
            (object, now) -> Workloads.joined(object.tree().object("template"), "name")),
        Column.text(
            "Images", (object, now) -> Workloads.joined(object.tree().object("template"), "image")),
        Column.text(
            "Pod Labels",
            (object, now) ->
                Workloads.labelsText(
                    object.tree().object("template").object("metadata").object("labels"))));
  }
}
