package dev.kubarium.cluster.controller.statefulset;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Claim;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.IntOrPercent;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.controller.history.RevisionHistory;
import dev.kubarium.cluster.controller.history.RevisionHistory.Revisions;
import dev.kubarium.cluster.controller.pods.OwnersOfPods;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Pods;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Keeps Pods {@code web-0}, {@code web-1} …: created one after the other as each becomes ready,
 * deleted and updated in reverse.
 *
 * <p>Documentation: concepts/workloads/controllers/statefulset. Models: pkg/controller/statefulset.
 * Left out: mending the labels and claims of a Pod whose identity somebody changed.
 */
public final class StatefulSetController implements Controller {

  public static final String NAME = "statefulset-controller";

  private final Client client;
  private final OwnersOfPods owners;
  private final RevisionHistory history;
  private final Claims claims;
  private final StatefulPods pods;

  public StatefulSetController(Client client) {
    this.client = client;
    this.owners = new OwnersOfPods(client, Kinds.STATEFUL_SET);
    this.history = new RevisionHistory(client, "controller.kubernetes.io/hash");
    this.claims = new Claims(client);
    this.pods = new StatefulPods(client, claims);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** A Pod that still waits for a node concerns its set however it changed: it may lack a claim. */
  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    return change.kind().equals(Kinds.POD)
            && !change.isRemoval()
            && Pods.phase(change.after()).equals("Pending")
        ? owners.of(change)
        : owners.concernedBy(change);
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject set = client.get(key);
    if (set == null || set.isTerminating()) {
      return Recheck.NEVER;
    }
    Revisions revisions = history.sync(set);
    KubeObject current = revisions.named(set.status().string("currentRevision", ""));
    step(set, current == null ? revisions.wished() : current, revisions.wished());
    NavigableMap<Integer, KubeObject> now = byOrdinal(set);
    KubeObject written =
        client.patchStatus(
            set,
            status -> StatefulSetStatus.of(set, status, now.values(), revisions, client.now()));
    if (written != null) {
      history.cleanUp(written, revisions, revision -> isInUse(revision, written, now.values()));
    }
    return whenMoreAreAvailable(set, now.values());
  }

  private static boolean isInUse(
      KubeObject revision, KubeObject set, Collection<KubeObject> existing) {
    return revision.name().equals(set.status().string("currentRevision"))
        || existing.stream().anyMatch(pod -> StatefulPods.revision(pod).equals(revision.name()));
  }

  /** ordinal → the set's Pod. */
  private NavigableMap<Integer, KubeObject> byOrdinal(KubeObject set) {
    NavigableMap<Integer, KubeObject> existing = new TreeMap<>();
    LabelSelector selector = LabelSelector.of(set.spec().object("selector"));
    for (KubeObject pod :
        new Claim(client, set, selector)
            .of(Kinds.POD, pod -> StatefulPods.ordinal(set, pod) >= 0)) {
      int ordinal = StatefulPods.ordinal(set, pod);
      if (ordinal >= 0) {
        existing.put(ordinal, pod);
      }
    }
    return existing;
  }

  /** Takes the steps that its order allows now. */
  private void step(KubeObject set, KubeObject current, KubeObject wished) {
    NavigableMap<Integer, KubeObject> existing = byOrdinal(set);
    int first = (int) set.spec().object("ordinals").integer("start", 0);
    int end = first + (int) set.spec().integer("replicas", 1);
    boolean ordered = !"Parallel".equals(set.spec().string("podManagementPolicy"));
    existing.forEach(
        (ordinal, pod) -> claims.retain(set, pod, ordinal, ordinal < first || ordinal >= end));
    for (int ordinal = first; ordinal < end; ordinal++) {
      if (!isInPlace(set, existing.get(ordinal), ordinal, current, wished) && ordered) {
        return;
      }
    }
    if (scaleDown(set, existing, first, end, ordered)) {
      update(set, existing.subMap(first, true, Math.max(first, end), false), first, wished);
    }
  }

  /** Brings one ordinal forward; answers whether the next may follow. */
  private boolean isInPlace(
      KubeObject set, KubeObject pod, int ordinal, KubeObject current, KubeObject wished) {
    if (pod == null) {
      pods.create(set, keepsCurrent(set, ordinal) ? current : wished, ordinal);
      return false;
    }
    if (Pods.isFinished(pod)) {
      if (!pod.isTerminating()) {
        replaceEnded(set, pod);
      }
      return false;
    }
    if (Pods.phase(pod).equals("Pending") && !pod.isTerminating()) {
      claims.create(set, ordinal);
    }
    return StatefulPods.isHealthy(pod) && Pods.isAvailable(pod, minReadySeconds(set), client.now());
  }

  private void replaceEnded(KubeObject set, KubeObject pod) {
    String how = Pods.phase(pod).equals("Failed") ? "failed" : "terminated";
    client.event(
        set,
        "Warning",
        how.equals("failed") ? "RecreatingFailedPod" : "RecreatingTerminatedPod",
        "StatefulSet "
            + set.namespace()
            + "/"
            + set.name()
            + " is recreating "
            + how
            + " Pod "
            + pod.name());
    pods.delete(set, pod);
  }

  /** Below the partition, a Pod that is missing comes back as it was. */
  private static boolean keepsCurrent(KubeObject set, int ordinal) {
    long first = set.spec().object("ordinals").integer("start", 0);
    return isRolling(set) && ordinal < first + partition(set);
  }

  private static boolean isRolling(KubeObject set) {
    return "RollingUpdate".equals(set.spec().object("updateStrategy").string("type"));
  }

  private static long partition(KubeObject set) {
    return set.spec().objectAt("updateStrategy", "rollingUpdate").integer("partition", 0);
  }

  private static long minReadySeconds(KubeObject set) {
    return set.spec().integer("minReadySeconds", 0);
  }

  /** Deletes what is outside the wished ordinals, highest first; answers whether that is done. */
  private boolean scaleDown(
      KubeObject set,
      NavigableMap<Integer, KubeObject> existing,
      int first,
      int end,
      boolean ordered) {
    KubeObject firstUnhealthy =
        existing.values().stream()
            .filter(pod -> !StatefulPods.isHealthy(pod))
            .findFirst()
            .orElse(null);
    for (var entry : existing.descendingMap().entrySet()) {
      KubeObject pod = entry.getValue();
      if (entry.getKey() >= first && entry.getKey() < end) {
        continue;
      }
      if (pod.isTerminating()) {
        if (ordered) {
          return false;
        }
        continue;
      }
      if (ordered && !StatefulPods.isHealthy(pod) && pod != firstUnhealthy) {
        return false;
      }
      pods.delete(set, pod);
      if (ordered) {
        return false;
      }
    }
    return true;
  }

  /**
   * Deletes old Pods from the highest ordinal down to the partition, so many at once as may be
   * unavailable.
   */
  private void update(
      KubeObject set, NavigableMap<Integer, KubeObject> kept, int first, KubeObject wished) {
    if (!isRolling(set)) {
      return;
    }
    JsonObject rolling = set.spec().objectAt("updateStrategy", "rollingUpdate");
    long replicas = set.spec().integer("replicas", 1);
    long budget =
        rolling.isSet("maxUnavailable")
            ? Math.max(1, IntOrPercent.of(rolling.get("maxUnavailable"), replicas, true))
            : 1;
    for (var entry : kept.descendingMap().entrySet()) {
      KubeObject pod = entry.getValue();
      if (entry.getKey() < first + partition(set)) {
        return;
      }
      if (!StatefulPods.revision(pod).equals(wished.name()) && !pod.isTerminating()) {
        pods.delete(set, pod);
        budget--;
      } else if (!StatefulPods.isHealthy(pod)) {
        budget--;
      }
      if (budget <= 0) {
        return;
      }
    }
  }

  private Recheck whenMoreAreAvailable(KubeObject set, Collection<KubeObject> existing) {
    long minReady = minReadySeconds(set);
    long next = Long.MAX_VALUE;
    for (KubeObject pod : minReady == 0 ? List.<KubeObject>of() : existing) {
      long at = Pods.availableAt(pod, minReady);
      next = at > client.now() ? Math.min(next, at) : next;
    }
    return Recheck.at(next);
  }
}
