package dev.kubarium.cluster.controller.replicaset;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.controller.pods.OwnersOfPods;
import dev.kubarium.cluster.controller.pods.ReplicaKeeper;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.ObjectKey;
import java.util.Collection;

/**
 * Keeps as many Pods as a ReplicaSet wishes: creates what is missing, deletes what is too many.
 *
 * <p>Documentation: concepts/workloads/controllers/replicaset. Models: pkg/controller/replicaset.
 * Left out: expectations (reads are of the store itself, so nothing is counted twice).
 */
public final class ReplicaSetController implements Controller {

  public static final String NAME = "replicaset-controller";

  private final OwnersOfPods owners;
  private final ReplicaKeeper keeper;

  public ReplicaSetController(Client client) {
    this.owners = new OwnersOfPods(client, Kinds.REPLICA_SET);
    this.keeper =
        new ReplicaKeeper(
            client, replicaSet -> LabelSelector.of(replicaSet.spec().object("selector")));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    return owners.concernedBy(change);
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    return keeper.reconcile(key);
  }
}
