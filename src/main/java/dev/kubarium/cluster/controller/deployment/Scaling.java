package dev.kubarium.cluster.controller.deployment;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Changes how many Pods a ReplicaSet wishes for; in the middle of a rollout each ReplicaSet gets
 * its share.
 *
 * <p>Models: pkg/controller/deployment/sync.go (scale) and util/deployment_util.go
 * (GetReplicaSetProportion)
 */
final class Scaling {

  private final Client client;

  Scaling(Client client) {
    this.client = client;
  }

  /**
   * Whether the Deployment wishes for another number than when its ReplicaSets were scaled last.
   */
  static boolean isAsked(Rollout rollout) {
    String wished = Long.toString(rollout.replicas());
    for (KubeObject replicaSet : Rollout.active(rollout.all())) {
      String known = replicaSet.annotation(Revisions.DESIRED);
      if (known != null && !known.equals(wished)) {
        return true;
      }
    }
    return false;
  }

  /**
   * How many Pods the new ReplicaSet may wish for now, if it wishes for {@code has}. An old Pod
   * that is no longer wished for still counts until it goes: there are never more than {@code
   * maxSurge} allows, whoever is quicker.
   */
  long allowedForNew(Rollout rollout, long has) {
    if (!rollout.isRolling()) {
      return rollout.replicas();
    }
    long total = Rollout.there(rollout.old()) + has;
    if (total >= rollout.maxTotal()) {
      return has;
    }
    return has + Math.min(rollout.maxTotal() - total, rollout.replicas() - has);
  }

  /** Scales a ReplicaSet and says so; answers whether its wished number changed. */
  boolean scale(Rollout rollout, KubeObject replicaSet, long wished) {
    long before = Rollout.wished(replicaSet);
    client.patch(
        replicaSet,
        tree ->
            tree.withAt(wished, "spec", "replicas")
                .withAt(
                    Long.toString(rollout.replicas()), "metadata", "annotations", Revisions.DESIRED)
                .withAt(
                    Long.toString(rollout.maxTotal()), "metadata", "annotations", Revisions.MAX));
    if (before == wished) {
      return false;
    }
    String direction = before < wished ? "up" : "down";
    client.event(
        rollout.deployment(),
        "Normal",
        "ScalingReplicaSet",
        "Scaled "
            + direction
            + " replica set "
            + replicaSet.name()
            + " from "
            + before
            + " to "
            + wished);
    return true;
  }

  /**
   * Follows a changed number of replicas, or the number of a paused Deployment. A ReplicaSet that
   * has the right number already is told what is wished for now.
   */
  void follow(Rollout rollout) {
    KubeObject only = activeOrLatest(rollout);
    if (only != null) {
      scale(rollout, only, rollout.replicas());
      return;
    }
    if (isSaturated(rollout)) {
      Rollout.active(rollout.old()).forEach(each -> scale(rollout, each, 0));
      return;
    }
    if (rollout.isRolling()) {
      proportionally(rollout);
    }
  }

  /**
   * The one ReplicaSet with Pods; where none has, the new one or else the newest; {@code null}
   * where several have.
   */
  private static KubeObject activeOrLatest(Rollout rollout) {
    List<KubeObject> active = Rollout.active(rollout.all());
    if (active.size() == 1) {
      return active.getFirst();
    }
    if (active.size() > 1) {
      return null;
    }
    if (rollout.newReplicaSet() != null) {
      return rollout.newReplicaSet();
    }
    return rollout.old().isEmpty() ? null : rollout.old().getLast();
  }

  private static boolean isSaturated(Rollout rollout) {
    KubeObject fresh = rollout.newReplicaSet();
    return fresh != null
        && Rollout.wished(fresh) == rollout.replicas()
        && Long.toString(rollout.replicas()).equals(fresh.annotation(Revisions.DESIRED))
        && Rollout.available(fresh) == rollout.replicas();
  }

  private void proportionally(Rollout rollout) {
    List<KubeObject> active = new ArrayList<>(Rollout.active(rollout.all()));
    long allowed = rollout.replicas() > 0 ? rollout.maxTotal() : 0;
    long toAdd = allowed - Rollout.wished(active);
    Comparator<KubeObject> biggest = Comparator.comparingLong(each -> -Rollout.wished(each));
    active.sort(
        biggest.thenComparing(toAdd > 0 ? Rollout.OLDEST_FIRST.reversed() : Rollout.OLDEST_FIRST));
    List<Long> sizes = new ArrayList<>();
    long added = 0;
    for (KubeObject each : active) {
      long share = toAdd == 0 ? 0 : share(rollout, each, toAdd, added);
      sizes.add(Rollout.wished(each) + share);
      added += share;
    }
    for (int i = 0; i < active.size(); i++) {
      long size = i == 0 && toAdd != 0 ? Math.max(0, sizes.get(0) + toAdd - added) : sizes.get(i);
      scale(rollout, active.get(i), size);
    }
  }

  /**
   * What of {@code toAdd} (negative when scaling down) this ReplicaSet gets, in proportion to its
   * size.
   */
  private static long share(Rollout rollout, KubeObject replicaSet, long toAdd, long added) {
    if (Rollout.wished(replicaSet) == 0 || toAdd == added) {
      return 0;
    }
    long fraction = fraction(rollout, replicaSet);
    long left = toAdd - added;
    return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
  }

  /** With 10 Pods at most before and 15 now, a ReplicaSet of 8 becomes one of 12: 4 more. */
  private static long fraction(Rollout rollout, KubeObject replicaSet) {
    long size = Rollout.wished(replicaSet);
    if (rollout.replicas() == 0) {
      return -size;
    }
    JsonObject annotations = replicaSet.annotations();
    String before = annotations.string(Revisions.MAX);
    long atMostBefore =
        before == null
            ? rollout.deployment().status().integer("replicas", 0)
            : Long.parseLong(before);
    return atMostBefore == 0
        ? 0
        : Math.round((double) size * rollout.maxTotal() / atMostBefore) - size;
  }
}
