package dev.kubarium.cluster.controller.replicationcontroller;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.controller.pods.OwnersOfPods;
import dev.kubarium.cluster.controller.pods.ReplicaKeeper;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.ObjectKey;
import java.util.Collection;

/**
 * The older ReplicaSet, whose selector is a plain map of labels.
 *
 * <p>Documentation: concepts/workloads/controllers/replicationcontroller. Models:
 * pkg/controller/replication. Left out: nothing beyond what a ReplicaSet leaves out.
 */
public final class ReplicationControllerController implements Controller {

  public static final String NAME = "replication-controller";

  private final OwnersOfPods owners;
  private final ReplicaKeeper keeper;

  public ReplicationControllerController(Client client) {
    this.owners =
        new OwnersOfPods(
            client, Kinds.REPLICATION_CONTROLLER, ReplicationControllerController::selector);
    this.keeper = new ReplicaKeeper(client, ReplicationControllerController::selector);
  }

  private static LabelSelector selector(KubeObject owner) {
    return LabelSelector.ofMap(owner.spec().object("selector"));
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
