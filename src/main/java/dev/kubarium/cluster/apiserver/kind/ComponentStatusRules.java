package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import java.util.Optional;

/**
 * The old way to ask whether the control plane lives; the simulated one does as long as it answers.
 *
 * <p>Models: pkg/registry/core/componentstatus
 */
final class ComponentStatusRules implements KindRules {

  private static final Kind KIND =
      new Kind("", "v1", "ComponentStatus", "componentstatuses", false, List.of("cs"), List.of());

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public List<String> verbs() {
    return List.of("get", "list");
  }

  @Override
  public Optional<String> deprecation() {
    return Optional.of("v1 ComponentStatus is deprecated in v1.19+");
  }

  @Override
  public Optional<List<KubeObject>> computed(RuleContext context) {
    return Optional.of(
        List.of(component("controller-manager"), component("etcd-0"), component("scheduler")));
  }

  private static KubeObject component(String name) {
    return KubeObject.of(
        KIND,
        JsonObject.of(
            "apiVersion", "v1",
            "kind", KIND.name(),
            "metadata", JsonObject.of("name", name),
            "conditions",
                JsonArray.of(JsonObject.of("type", "Healthy", "status", "True", "message", "ok"))));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("Status", (object, now) -> "Healthy"),
        Column.text("Message", (object, now) -> healthy(object).string("message", "")),
        Column.text("Error", (object, now) -> healthy(object).string("error", "")));
  }

  private static JsonObject healthy(KubeObject object) {
    return object.tree().array("conditions").object(0);
  }
}
