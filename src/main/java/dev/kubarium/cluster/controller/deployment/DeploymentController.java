package dev.kubarium.cluster.controller.deployment;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Claim;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.OwnerReferences;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Brings the Pods of a Deployment to its template, at a controlled rate, by growing one ReplicaSet
 * and shrinking others.
 *
 * <p>Documentation: concepts/workloads/controllers/deployment. Models: pkg/controller/deployment.
 * Left out: the removed {@code rollbackTo} field (kubectl rolls back by writing the old template);
 * that a Deployment waits for ever which is scaled, in the middle of a rollout, to the very number
 * that its one ReplicaSet with Pods has; that upstream counts what old ReplicaSets wish for, so
 * that for an instant more Pods may run than {@code maxSurge} allows: here the new ReplicaSet waits
 * until the old Pods begin to end.
 */
public final class DeploymentController implements Controller {

  public static final String NAME = "deployment-controller";

  private final Client client;
  private final Scaling scaling;
  private final Revisions revisions;
  private final RollingUpdate rollingUpdate;
  private final Recreate recreate;

  public DeploymentController(Client client) {
    this.client = client;
    this.scaling = new Scaling(client);
    this.revisions = new Revisions(client, scaling);
    this.rollingUpdate = new RollingUpdate(client, scaling, revisions);
    this.recreate = new Recreate(client, scaling, revisions);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    if (change.kind().equals(Kinds.DEPLOYMENT)) {
      return change.isRemoval() ? List.of() : List.of(change.key());
    }
    if (change.kind().equals(Kinds.REPLICA_SET)) {
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
    return change.kind().equals(Kinds.POD) && change.isRemoval()
        ? ownerOfPod(change.before())
        : List.of();
  }

  private static List<ObjectKey> ownerOf(KubeObject replicaSet) {
    JsonObject owner = OwnerReferences.controller(replicaSet);
    return owner != null && Kinds.DEPLOYMENT.name().equals(owner.string("kind"))
        ? List.of(ObjectKey.of(Kinds.DEPLOYMENT, replicaSet.namespace(), owner.string("name", "")))
        : List.of();
  }

  /** A Deployment that recreates waits for the last old Pod to be gone. */
  private List<ObjectKey> ownerOfPod(KubeObject pod) {
    JsonObject owner = OwnerReferences.controller(pod);
    KubeObject replicaSet =
        owner == null
            ? null
            : client.get(Kinds.REPLICA_SET, pod.namespace(), owner.string("name", ""));
    return replicaSet == null ? List.of() : ownerOf(replicaSet);
  }

  private List<ObjectKey> thatWouldTake(KubeObject orphan) {
    List<ObjectKey> keys = new ArrayList<>();
    for (KubeObject deployment : client.list(Kinds.DEPLOYMENT, orphan.namespace())) {
      if (LabelSelector.of(deployment.spec().object("selector")).matches(orphan.labels())) {
        keys.add(deployment.key());
      }
    }
    return keys;
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject deployment = client.get(key);
    if (deployment == null) {
      return Recheck.NEVER;
    }
    LabelSelector selector = LabelSelector.of(deployment.spec().object("selector"));
    Rollout rollout =
        Rollout.of(
            deployment, new Claim(client, deployment, selector).of(Kinds.REPLICA_SET, any -> true));
    if (deployment.isTerminating()) {
      return written(rollout, DeploymentStatus::counted);
    }
    client.patchStatus(
        deployment, status -> DeploymentStatus.withPause(rollout, status, client.now()));
    Rollout synced = revisions.synced(rollout.now(client));
    if (synced.isPaused() || Scaling.isAsked(synced)) {
      scaling.follow(synced);
      if (synced.isPaused()) {
        revisions.cleanUp(synced);
      }
      return written(synced.now(client), DeploymentStatus::counted);
    }
    Rollout stepped = synced.isRolling() ? rollingUpdate.step(synced) : recreate.step(synced);
    return written(stepped, DeploymentStatus::rolledOut);
  }

  private interface Said {
    JsonObject of(Rollout rollout, JsonObject before, long now);
  }

  private Recheck written(Rollout rollout, Said said) {
    KubeObject after =
        client.patchStatus(rollout.deployment(), status -> said.of(rollout, status, client.now()));
    return after == null ? Recheck.NEVER : DeploymentStatus.atDeadline(rollout, after.status());
  }
}
