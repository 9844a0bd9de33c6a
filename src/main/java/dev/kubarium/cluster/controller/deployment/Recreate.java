package dev.kubarium.cluster.controller.deployment;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;
import java.util.List;

/**
 * All old Pods go before the first new one comes.
 *
 * <p>Models: pkg/controller/deployment/recreate.go
 */
final class Recreate {

  private final Client client;
  private final Scaling scaling;
  private final Revisions revisions;

  Recreate(Client client, Scaling scaling, Revisions revisions) {
    this.client = client;
    this.scaling = scaling;
    this.revisions = revisions;
  }

  Rollout step(Rollout before) {
    List<KubeObject> active = Rollout.active(before.old());
    if (!active.isEmpty()) {
      active.forEach(each -> scaling.scale(before, each, 0));
      return before.now(client);
    }
    if (oldPodsRun(before)) {
      return before;
    }
    Rollout rollout = before.newReplicaSet() == null ? revisions.created(before) : before;
    scaling.scale(rollout, rollout.newReplicaSet(), rollout.replicas());
    if (rollout.isComplete(rollout.deployment().status())) {
      revisions.cleanUp(rollout);
    }
    return rollout.now(client);
  }

  private boolean oldPodsRun(Rollout rollout) {
    if (Rollout.sum(rollout.old(), "replicas") > 0) {
      return true;
    }
    for (KubeObject old : rollout.old()) {
      for (KubeObject pod : client.controlledBy(old, Kinds.POD)) {
        if (!Pods.isFinished(pod)) {
          return true;
        }
      }
    }
    return false;
  }
}
