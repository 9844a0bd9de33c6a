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
 * How important a Pod is; what it means never changes.
 *
 * <p>Models: pkg/registry/scheduling/priorityclass, pkg/apis/scheduling/validation
 */
final class PriorityClassRules implements KindRules {

  private static final long MOST = 1_000_000_000;
  private static final String SYSTEM = "system-";
  private static final List<String> SYSTEM_NAMES =
      List.of("system-node-critical", "system-cluster-critical");

  @Override
  public Kind kind() {
    return Kinds.PRIORITY_CLASS;
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
    return PodSpecDefaults.text(object, "preemptionPolicy", "PreemptLowerPriority")
        .withDefault("value", 0L);
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    if (SYSTEM_NAMES.contains(object.name())) {
      return;
    }
    if (object.name().startsWith(SYSTEM)) {
      errors.forbidden(
          "metadata.name",
          "priority class names with '"
              + SYSTEM
              + "' prefix are reserved for system use only. error: "
              + object.name()
              + " is not a known system priority class");
    } else if (object.tree().integer("value", 0) > MOST) {
      errors.forbidden("value", "maximum allowed value of a user defined priority is " + MOST);
    }
    FieldChecks.oneOf(
        errors, object.tree(), "preemptionPolicy", List.of("PreemptLowerPriority", "Never"));
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    if (object.tree().integer("value", 0) != before.tree().integer("value", 0)) {
      errors.forbidden("value", "may not be changed in an update.");
    }
    FieldChecks.immutable(errors, object.tree(), before.tree(), "preemptionPolicy");
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.number("Value", (object, now) -> object.tree().integer("value", 0)),
        Column.text(
            "Global-Default",
            (object, now) -> object.tree().bool("globalDefault") ? "true" : "false"),
        Column.AGE,
        Column.text(
            "PreemptionPolicy", (object, now) -> object.tree().string("preemptionPolicy", "")));
  }
}
