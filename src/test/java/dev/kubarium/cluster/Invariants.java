package dev.kubarium.cluster;

import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.OwnerReferences;
import dev.kubarium.cluster.object.Pods;
import dev.kubarium.cluster.object.Quantities;
import dev.kubarium.cluster.store.ObjectStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold after every single change of a cluster, whatever anybody does to it. */
final class Invariants {

  private final ObjectStore store;
  private final String where;
  private long revision;

  /**
   * Each revision that was committed, with the hash of its text then: nobody may edit it
   * afterwards.
   */
  private final List<KubeObject> committed = new ArrayList<>();

  private final List<Integer> hashes = new ArrayList<>();

  /** {@code where} is told when something does not hold: the seed. */
  Invariants(Cluster cluster, String where) {
    this.store = cluster.store();
    this.where = where;
    this.revision = store.revision();
    store.onChange(this::check);
  }

  private void check(Change change) {
    holds(change.revision() == revision + 1, "revisions have no gap", change);
    revision = change.revision();
    holds(!change.actor().isEmpty(), "every change has an actor", change);
    holds(change.cause().revision() < change.revision(), "a cause lies before its effect", change);
    if (change.after() != null) {
      committed.add(change.after());
      hashes.add(Json.print(change.after().tree()).hashCode());
    }
    if (change.before() != null && change.after() != null) {
      holds(change.before().uid().equals(change.after().uid()), "an object keeps its uid", change);
      holds(
          change.after().generation() >= change.before().generation(),
          "a generation never goes back",
          change);
      holds(
          !change.before().isTerminating() || change.after().isTerminating(),
          "a deletion is never taken back",
          change);
    }
    if (change.kind().equals(Kinds.POD)) {
      pod(change);
    }
    if (change.kind().equals(Kinds.REPLICA_SET)) {
      replicaSet(change);
    }
  }

  private void pod(Change change) {
    KubeObject before = change.before();
    KubeObject after = change.after();
    if (before == null) {
      noSurplus(change);
    } else if (after != null) {
      String node = Pods.nodeName(before);
      holds(
          node.isEmpty() || node.equals(Pods.nodeName(after)),
          "a Pod never changes its node",
          change);
      holds(
          !Pods.isFinished(before) || Pods.phase(before).equals(Pods.phase(after)),
          "a Pod that ended stays so",
          change);
      holds(
          !Pods.phase(before).equals("Running") || !Pods.phase(after).equals("Pending"),
          "a Pod that ran is not pending again",
          change);
      if (node.isEmpty() && !Pods.nodeName(after).isEmpty()) {
        fits(after, change);
      }
      String ip = after.status().string("podIP", "");
      if (!ip.isEmpty() && !ip.equals(before.status().string("podIP", ""))) {
        ownAddress(after, ip, change);
      }
    }
  }

  /** Reads are current: a ReplicaSet never makes a Pod that it did not want at that instant. */
  private void noSurplus(Change change) {
    String owner = OwnerReferences.controllerUid(change.after());
    if (!change.actor().equals("replicaset-controller")) {
      return;
    }
    long siblings =
        store.controlledBy(owner).stream()
            .filter(pod -> pod.kind().equals(Kinds.POD) && Pods.isActive(pod))
            .count();
    KubeObject replicaSet =
        store.get(
            ObjectKey.of(
                Kinds.REPLICA_SET,
                change.after().namespace(),
                OwnerReferences.controller(change.after()).string("name")));
    holds(
        replicaSet != null && siblings <= replicaSet.spec().integer("replicas", 1),
        "a ReplicaSet makes no Pod too many (" + siblings + ")",
        change);
  }

  private void fits(KubeObject pod, Change change) {
    KubeObject node = store.get(ObjectKey.of(Kinds.NODE, "", Pods.nodeName(pod)));
    holds(node != null, "a Pod is bound to a node that is there", change);
    long asked = 0;
    long pods = 0;
    for (KubeObject each : store.podsOn(node.name())) {
      if (!Pods.isFinished(each)) {
        pods++;
        asked += cpu(each);
      }
    }
    JsonObject allocatable = node.status().object("allocatable");
    holds(
        asked <= Quantities.milli(allocatable.string("cpu")),
        "no node is asked for more CPU than it has",
        change);
    holds(
        pods <= Quantities.value(allocatable.string("pods")),
        "no node has more Pods than it takes",
        change);
    holds(
        !node.spec().bool("unschedulable") || bears(pod, "node.kubernetes.io/unschedulable"),
        "nothing is placed on a cordoned node that does not bear it",
        change);
  }

  private static boolean bears(KubeObject pod, String taint) {
    return pod.spec().array("tolerations").objects().stream()
        .anyMatch(each -> taint.equals(each.string("key")));
  }

  private static long cpu(KubeObject pod) {
    long cpu = 0;
    for (JsonObject container : pod.spec().array("containers").objects()) {
      String asked = container.object("resources").object("requests").string("cpu");
      cpu += asked == null ? 0 : Quantities.milli(asked);
    }
    return cpu;
  }

  private void ownAddress(KubeObject pod, String ip, Change change) {
    for (KubeObject other : store.list(Kinds.POD.resource())) {
      boolean same =
          !other.uid().equals(pod.uid()) && ip.equals(other.status().string("podIP", ""));
      holds(!same || Pods.isFinished(other), "no two living Pods have one address", change);
    }
  }

  /**
   * A Deployment that rolls never wishes for more Pods than maxSurge allows when it grows a
   * ReplicaSet.
   */
  private void replicaSet(Change change) {
    if (!change.actor().equals("deployment-controller") || change.after() == null) {
      return;
    }
    long before = change.before() == null ? 0 : change.before().spec().integer("replicas", 1);
    long after = change.after().spec().integer("replicas", 1);
    String max = change.after().annotation("deployment.kubernetes.io/max-replicas");
    if (after <= before || max == null) {
      return;
    }
    long wished = 0;
    for (KubeObject sibling : store.controlledBy(OwnerReferences.controllerUid(change.after()))) {
      wished += sibling.spec().integer("replicas", 1);
    }
    holds(
        wished <= Math.max(Long.parseLong(max), after),
        "a rollout stays within maxSurge (" + wished + " of " + max + ")",
        change);
  }

  /** What must hold once nothing is left to do. */
  void atRest() {
    Set<String> uids = new HashSet<>();
    store.all().forEach(object -> uids.add(object.uid()));
    Map<String, Integer> active = new HashMap<>();
    for (KubeObject object : store.all()) {
      for (JsonObject reference : object.metadata().array("ownerReferences").objects()) {
        check(uids.contains(reference.string("uid")), object + " has an owner that is gone");
      }
      if (object.kind().equals(Kinds.POD) && Pods.isActive(object)) {
        active.merge(OwnerReferences.controllerUid(object), 1, Integer::sum);
      }
    }
    for (KubeObject replicaSet : store.list(Kinds.REPLICA_SET.resource())) {
      long wished = replicaSet.spec().integer("replicas", 1);
      check(
          active.getOrDefault(replicaSet.uid(), 0) == wished,
          replicaSet + " wants " + wished + " and has " + active.get(replicaSet.uid()));
      check(
          replicaSet.status().integer("replicas", 0) == wished,
          replicaSet + " says " + replicaSet.status());
    }
    for (KubeObject slice : store.list(Kinds.ENDPOINT_SLICE.resource())) {
      for (JsonObject endpoint : slice.tree().array("endpoints").objects()) {
        String pod = endpoint.object("targetRef").string("name");
        KubeObject target =
            pod == null ? null : store.get(ObjectKey.of(Kinds.POD, slice.namespace(), pod));
        check(pod == null || target != null, slice + " lists a Pod that is gone: " + pod);
        check(
            target == null || Pods.isReady(target) == endpoint.object("conditions").bool("ready"),
            slice + " does not say how " + pod + " is");
      }
    }
    unedited();
  }

  /** Nobody edited a revision after it was committed. */
  void unedited() {
    for (int i = 0; i < committed.size(); i++) {
      check(
          Json.print(committed.get(i).tree()).hashCode() == hashes.get(i),
          committed.get(i) + " was edited after it was committed");
    }
  }

  private void holds(boolean truth, String what, Change change) {
    check(truth, what + ": " + change.actor() + " changed " + change.object());
  }

  private void check(boolean truth, String what) {
    if (!truth) {
      throw new AssertionError(where + ": " + what);
    }
  }
}
