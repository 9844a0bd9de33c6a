package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import java.util.List;

/**
 * Who holds something until when; a node's heartbeat.
 *
 * <p>Models: pkg/registry/coordination/lease
 */
final class LeaseRules implements KindRules {

  @Override
  public Kind kind() {
    return Kinds.LEASE;
  }

  @Override
  public boolean hasStatus() {
    return false;
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("Holder", (object, now) -> object.spec().string("holderIdentity", "")),
        Column.AGE);
  }
}
