package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.apiserver.ScaleRules;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Deployment rolls by quarters unless told otherwise.
 *
 * <p>Models: pkg/registry/apps/deployment, pkg/apis/apps/v1/defaults.go
 */
final class DeploymentRules implements KindRules {

  private static final String QUARTER = "25%";

  @Override
  public Kind kind() {
    return Kinds.DEPLOYMENT;
  }

  @Override
  public boolean hasGeneration() {
    return true;
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return object.updateOrCreate(
        "spec",
        spec ->
            PodSpecDefaults.template(
                spec.withDefault("replicas", 1L)
                    .withDefault("revisionHistoryLimit", 10L)
                    .withDefault("progressDeadlineSeconds", 600L)
                    .updateOrCreate("strategy", DeploymentRules::strategy)));
  }

  private static JsonObject strategy(JsonObject strategy) {
    JsonObject typed = PodSpecDefaults.text(strategy, "type", "RollingUpdate");
    return typed.string("type").equals("RollingUpdate")
        ? typed.updateOrCreate(
            "rollingUpdate",
            rolling -> rolling.withDefault("maxUnavailable", QUARTER).withDefault("maxSurge", QUARTER))
        : typed;
  }

  @Override
  public JsonObject prepareCreate(JsonObject object, RuleContext context) {
    return object.with("status", JsonObject.EMPTY);
  }

  @Override
  public Optional<ScaleRules> scale() {
    return Optional.of(Workloads.scale(Workloads::selectorText));
  }

  @Override
  public List<Column> columns() {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.NAME,
                Workloads.readyOfWished(),
                Workloads.statusNumber("Up-to-date", "updatedReplicas"),
                Workloads.statusNumber("Available", "availableReplicas"),
                Column.AGE));
    columns.addAll(Workloads.wideColumns());
    return columns;
  }
}
