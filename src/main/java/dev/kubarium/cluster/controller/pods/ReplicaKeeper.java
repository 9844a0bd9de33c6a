package dev.kubarium.cluster.controller.pods;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Claim;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Pods;
import java.util.List;
import java.util.function.Function;

/**
 * Keeps {@code spec.replicas} Pods of a template, as a ReplicaSet and a ReplicationController do.
 *
 * <p>Models: pkg/controller/replicaset, which upstream's replication controller wraps too
 */
public final class ReplicaKeeper {

  /** The most Pods that one step creates or deletes. */
  private static final int BURST = 500;

  private final Client client;
  private final Function<KubeObject, LabelSelector> selector;
  private final PodControl pods;

  /** {@code selector} answers the selector of an owner. */
  public ReplicaKeeper(Client client, Function<KubeObject, LabelSelector> selector) {
    this.client = client;
    this.selector = selector;
    this.pods = new PodControl(client);
  }

  /** Looks at one owner and takes a step. */
  public Recheck reconcile(ObjectKey key) {
    KubeObject owner = client.get(key);
    if (owner == null) {
      return Recheck.NEVER;
    }
    List<KubeObject> claimed =
        new Claim(client, owner, selector.apply(owner)).of(Kinds.POD, Pods::isActive);
    List<KubeObject> active = claimed.stream().filter(Pods::isActive).toList();
    ApiException refusal = owner.isTerminating() ? null : manage(owner, active);
    KubeObject written =
        client.patchStatus(
            owner,
            status ->
                withTerminating(
                    ReplicaStatus.of(owner, status, active, refusal, client.now()),
                    owner,
                    claimed));
    if (refusal != null && !PodControl.isBecauseNamespaceEnds(refusal)) {
      throw refusal;
    }
    return written == null ? Recheck.NEVER : whenMoreAreAvailable(written, active);
  }

  /** A ReplicaSet counts its ending Pods too; a ReplicationController does not. */
  private static JsonObject withTerminating(
      JsonObject status, KubeObject owner, List<KubeObject> claimed) {
    long terminating =
        claimed.stream().filter(pod -> pod.isTerminating() && !Pods.isFinished(pod)).count();
    return owner.kind().equals(Kinds.REPLICA_SET)
        ? status.with("terminatingReplicas", terminating)
        : status;
  }

  /** Answers the refusal that ended the step early, or {@code null}. */
  private ApiException manage(KubeObject owner, List<KubeObject> active) {
    long wished = owner.spec().integer("replicas", 1);
    int missing = (int) Math.min(wished - active.size(), BURST);
    if (missing > 0) {
      JsonObject template = owner.spec().object("template");
      return SlowStart.of(missing, i -> pods.create(owner, template)).refusal();
    }
    if (missing < 0) {
      int tooMany = (int) Math.min(active.size() - wished, BURST);
      List<KubeObject> victims = new Victims(client, owner).choose(active, tooMany);
      return SlowStart.of(victims.size(), i -> pods.delete(owner, victims.get(i))).refusal();
    }
    return null;
  }

  private Recheck whenMoreAreAvailable(KubeObject owner, List<KubeObject> active) {
    long minReady = owner.spec().integer("minReadySeconds", 0);
    if (minReady == 0) {
      return Recheck.NEVER;
    }
    long next = Long.MAX_VALUE;
    for (KubeObject pod : active) {
      long at = Pods.availableAt(pod, minReady);
      next = at > client.now() ? Math.min(next, at) : next;
    }
    return Recheck.at(next);
  }
}
