package dev.kubarium.cluster.controller.deployment;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.KubeObject;

/**
 * One step of a rolling update: the new ReplicaSet grows as far as {@code maxSurge} lets it, the
 * old ones shrink as far as {@code maxUnavailable} lets them.
 *
 * <p>Models: pkg/controller/deployment/rolling.go
 */
final class RollingUpdate {

  private final Client client;
  private final Scaling scaling;
  private final Revisions revisions;

  RollingUpdate(Client client, Scaling scaling, Revisions revisions) {
    this.client = client;
    this.scaling = scaling;
    this.revisions = revisions;
  }

  Rollout step(Rollout before) {
    Rollout rollout = before.newReplicaSet() == null ? revisions.created(before) : before;
    if (resizeNew(rollout) || shrinkOld(rollout)) {
      return rollout.now(client);
    }
    if (rollout.isComplete(rollout.deployment().status())) {
      revisions.cleanUp(rollout);
    }
    return rollout.now(client);
  }

  private boolean resizeNew(Rollout rollout) {
    KubeObject fresh = rollout.newReplicaSet();
    long has = Rollout.wished(fresh);
    if (has == rollout.replicas()) {
      return false;
    }
    long wished =
        has > rollout.replicas() ? rollout.replicas() : scaling.allowedForNew(rollout, has);
    return scaling.scale(rollout, fresh, wished);
  }

  /**
   * With 10 wished, 3 allowed to be unavailable and 13 there of which 2 new ones are not available
   * yet: 13 - 7 - 2 = 4 old ones may go, the unhealthy ones first.
   */
  private boolean shrinkOld(Rollout rollout) {
    if (Rollout.wished(rollout.old()) == 0) {
      return false;
    }
    KubeObject fresh = rollout.newReplicaSet();
    long minAvailable = rollout.replicas() - rollout.maxUnavailable();
    long newUnavailable = Rollout.wished(fresh) - Rollout.available(fresh);
    long mayGo = Rollout.wished(rollout.all()) - minAvailable - newUnavailable;
    if (mayGo <= 0) {
      return false;
    }
    boolean cleaned = dropUnhealthy(rollout, mayGo);
    Rollout left = rollout.now(client);
    boolean shrunk =
        dropAvailable(left, Rollout.sum(left.all(), "availableReplicas") - minAvailable);
    return cleaned || shrunk;
  }

  private boolean dropUnhealthy(Rollout rollout, long mayGo) {
    long left = mayGo;
    boolean dropped = false;
    for (KubeObject old : rollout.old()) {
      long wished = Rollout.wished(old);
      long unhealthy = Math.max(0, wished - Rollout.available(old));
      long goes = Math.min(left, unhealthy);
      if (goes > 0) {
        dropped |= scaling.scale(rollout, old, wished - goes);
        left -= goes;
      }
    }
    return dropped;
  }

  private boolean dropAvailable(Rollout rollout, long mayGo) {
    long left = mayGo;
    boolean dropped = false;
    for (KubeObject old : rollout.old()) {
      long goes = Math.min(left, Rollout.wished(old));
      if (goes > 0) {
        dropped |= scaling.scale(rollout, old, Rollout.wished(old) - goes);
        left -= goes;
      }
    }
    return dropped;
  }
}
