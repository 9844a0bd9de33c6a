package dev.kubarium.cluster.controller.replicaset;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Claim;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.controller.pods.PodControl;
import dev.kubarium.cluster.controller.pods.SlowStart;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.OwnerReferences;
import dev.kubarium.cluster.object.Pods;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps as many Pods as a ReplicaSet wishes: creates what is missing, deletes what is too many.
 *
 * <p>Documentation: concepts/workloads/controllers/replicaset. Models: pkg/controller/replicaset. Left out: expectations
 * (reads are of the store itself, so nothing is counted twice).
 */
public final class ReplicaSetController implements Controller {

  public static final String NAME = "replicaset-controller";

  /** The most Pods that one step creates or deletes. */
  private static final int BURST = 500;

  private final Client client;
  private final PodControl pods;

  public ReplicaSetController(Client client) {
    this.client = client;
    this.pods = new PodControl(client);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    if (change.kind().equals(Kinds.REPLICA_SET)) {
      return change.isRemoval() ? List.of() : List.of(change.key());
    }
    if (!change.kind().equals(Kinds.POD) || !Pods.countsDifferently(change)) {
      return List.of();
    }
    Set<ObjectKey> keys = new LinkedHashSet<>();
    if (change.before() != null) {
      keys.addAll(ownerOf(change.before()));
    }
    if (change.after() != null) {
      keys.addAll(ownerOf(change.after()));
      if (OwnerReferences.controller(change.after()) == null) {
        keys.addAll(thatWouldTake(change.after()));
      }
    }
    return keys;
  }

  private static List<ObjectKey> ownerOf(KubeObject pod) {
    JsonObject owner = OwnerReferences.controller(pod);
    return owner != null && Kinds.REPLICA_SET.name().equals(owner.string("kind"))
        ? List.of(ObjectKey.of(Kinds.REPLICA_SET, pod.namespace(), owner.string("name", "")))
        : List.of();
  }

  private List<ObjectKey> thatWouldTake(KubeObject orphan) {
    List<ObjectKey> keys = new ArrayList<>();
    for (KubeObject replicaSet : client.list(Kinds.REPLICA_SET, orphan.namespace())) {
      if (selector(replicaSet).matches(orphan.labels())) {
        keys.add(replicaSet.key());
      }
    }
    return keys;
  }

  private static LabelSelector selector(KubeObject replicaSet) {
    return LabelSelector.of(replicaSet.spec().object("selector"));
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject replicaSet = client.get(key);
    if (replicaSet == null) {
      return Recheck.NEVER;
    }
    List<KubeObject> active = claimed(replicaSet);
    ApiException refusal = replicaSet.isTerminating() ? null : manage(replicaSet, active);
    KubeObject written =
        client.patchStatus(
            replicaSet, status -> ReplicaSetStatus.of(replicaSet, status, active, refusal, client.now()));
    if (refusal != null && !PodControl.isBecauseNamespaceEnds(refusal)) {
      throw refusal;
    }
    return written == null ? Recheck.NEVER : whenMoreAreAvailable(written, active);
  }

  /** The Pods that belong to it and have not ended; a Pod that ended or is ending has had its replacement. */
  private List<KubeObject> claimed(KubeObject replicaSet) {
    List<KubeObject> active = new ArrayList<>();
    for (KubeObject pod : new Claim(client, replicaSet, selector(replicaSet)).of(Kinds.POD, Pods::isActive)) {
      if (Pods.isActive(pod)) {
        active.add(pod);
      }
    }
    return active;
  }

  /** Answers the refusal that ended the step early, or {@code null}. */
  private ApiException manage(KubeObject replicaSet, List<KubeObject> active) {
    long wished = replicaSet.spec().integer("replicas", 1);
    int missing = (int) Math.min(wished - active.size(), BURST);
    if (missing > 0) {
      JsonObject template = replicaSet.spec().object("template");
      return SlowStart.of(missing, i -> pods.create(replicaSet, template)).refusal();
    }
    if (missing < 0) {
      int tooMany = (int) Math.min(active.size() - wished, BURST);
      List<KubeObject> victims = new Victims(client, replicaSet).choose(active, tooMany);
      return SlowStart.of(victims.size(), i -> pods.delete(replicaSet, victims.get(i))).refusal();
    }
    return null;
  }

  private Recheck whenMoreAreAvailable(KubeObject replicaSet, List<KubeObject> active) {
    long minReady = replicaSet.spec().integer("minReadySeconds", 0);
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

  /** Whether this condition tells that Pods could not be made or unmade. */
  static final String REPLICA_FAILURE = "ReplicaFailure";

  static JsonObject failure(ApiException refusal, boolean creating, long now) {
    return Conditions.of(REPLICA_FAILURE, "True", creating ? "FailedCreate" : "FailedDelete", refusal.getMessage(), now);
  }
}
