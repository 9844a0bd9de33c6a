package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import java.util.List;

/**
 * Who a Pod is towards the API.
 *
 * <p>Models: pkg/registry/core/serviceaccount
 */
final class ServiceAccountRules implements KindRules {

  @Override
  public Kind kind() {
    return Kinds.SERVICE_ACCOUNT;
  }

  @Override
  public boolean hasStatus() {
    return false;
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("Secrets", (object, now) -> Long.toString(object.tree().array("secrets").size())),
        Column.AGE);
  }
}
