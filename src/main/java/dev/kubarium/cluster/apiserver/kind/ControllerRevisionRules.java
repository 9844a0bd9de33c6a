package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.OwnerReferences;
import java.util.List;
import java.util.Locale;

/**
 * A template that a StatefulSet or DaemonSet once had; it never changes.
 *
 * <p>Models: pkg/registry/apps/controllerrevision
 */
final class ControllerRevisionRules implements KindRules {

  @Override
  public Kind kind() {
    return Kinds.CONTROLLER_REVISION;
  }

  @Override
  public boolean hasStatus() {
    return false;
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    FieldChecks.nonNegative(errors, object.tree(), "revision");
    if (!object.tree().isSet("data")) {
      errors.required("data", "data is mandatory");
    }
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    validate(object, errors, context);
    FieldChecks.immutable(errors, object.tree(), before.tree(), "data");
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("Controller", (object, now) -> controller(object)),
        Column.text(
            "Revision", (object, now) -> Long.toString(object.tree().integer("revision", 0))),
        Column.AGE);
  }

  private static String controller(KubeObject object) {
    JsonObject owner = OwnerReferences.controller(object);
    if (owner == null) {
      return "<none>";
    }
    String version = owner.string("apiVersion", "");
    String group = version.contains("/") ? "." + version.substring(0, version.indexOf('/')) : "";
    return owner.string("kind", "").toLowerCase(Locale.ROOT)
        + group
        + "/"
        + owner.string("name", "");
  }
}
