package dev.kubarium.cluster.controller.tainteviction;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.controller.pods.DisruptionTarget;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Pods;
import dev.kubarium.cluster.object.Timestamps;
import dev.kubarium.cluster.object.Tolerations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A NoExecute taint drives out the Pods that do not tolerate it, and those that tolerate it for
 * some seconds once these are over.
 *
 * <p>Documentation: concepts/scheduling-eviction/taint-and-toleration. Models:
 * pkg/controller/tainteviction. Left out: the clock of a taint that came without {@code timeAdded}
 * is kept on the taint itself, not in memory.
 */
public final class TaintEvictionController implements Controller {

  public static final String NAME = "taint-eviction-controller";

  private final Client client;

  /** Pods that will be evicted later, unless the taint goes before: upstream keeps timers. */
  private final Set<ObjectKey> counted = new HashSet<>();

  public TaintEvictionController(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    if (change.isRemoval()) {
      return List.of();
    }
    if (change.kind().equals(Kinds.NODE)) {
      return concernedByNode(change);
    }
    return change.kind().equals(Kinds.POD) && isNewlyBoundOrTolerant(change)
        ? List.of(change.key())
        : List.of();
  }

  private List<ObjectKey> concernedByNode(Change change) {
    List<JsonObject> before = change.isCreation() ? List.of() : drivingOut(change.before());
    List<JsonObject> after = drivingOut(change.after());
    if (before.equals(after)) {
      return List.of();
    }
    List<ObjectKey> keys = new ArrayList<>(List.of(change.key()));
    client.podsOn(change.after().name()).forEach(pod -> keys.add(pod.key()));
    return keys;
  }

  private static boolean isNewlyBoundOrTolerant(Change change) {
    KubeObject pod = change.after();
    if (Pods.nodeName(pod).isEmpty()) {
      return false;
    }
    return change.isCreation()
        || !Pods.nodeName(change.before()).equals(Pods.nodeName(pod))
        || !change.before().spec().array("tolerations").equals(pod.spec().array("tolerations"));
  }

  private static List<JsonObject> drivingOut(KubeObject node) {
    return node.spec().array("taints").objects().stream()
        .filter(taint -> "NoExecute".equals(taint.string("effect")))
        .toList();
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject object = client.get(key);
    if (object == null) {
      counted.remove(key);
      return Recheck.NEVER;
    }
    if (object.kind().equals(Kinds.NODE)) {
      startClocks(object);
      return Recheck.NEVER;
    }
    KubeObject node =
        object.isTerminating() ? null : client.get(Kinds.NODE, "", Pods.nodeName(object));
    if (node == null || Pods.isFinished(object)) {
      counted.remove(key);
      return Recheck.NEVER;
    }
    long at = evictedAt(object, drivingOut(node));
    if (at == Long.MAX_VALUE) {
      if (counted.remove(key)) {
        say(object, "Cancelling deletion of Pod ");
      }
      return Recheck.NEVER;
    }
    if (at > client.now()) {
      counted.add(key);
      return Recheck.at(at);
    }
    counted.remove(key);
    evict(object);
    return Recheck.NEVER;
  }

  /** Says on each taint that drives out since when it does. */
  private void startClocks(KubeObject node) {
    String now = Timestamps.format(client.now());
    client.patch(
        node,
        tree ->
            tree.update(
                "spec",
                spec ->
                    spec.updateEach(
                        "taints",
                        taint ->
                            "NoExecute".equals(taint.string("effect"))
                                ? taint.withDefault("timeAdded", now)
                                : taint)));
  }

  /** Virtual milliseconds; {@code Long.MAX_VALUE} where the Pod may stay. */
  private long evictedAt(KubeObject pod, List<JsonObject> taints) {
    long at = Long.MAX_VALUE;
    for (JsonObject taint : taints) {
      long since =
          Math.max(
              pod.createdAt(),
              taint.isSet("timeAdded")
                  ? Timestamps.parse(taint.string("timeAdded"))
                  : client.now());
      at = Math.min(at, leavesAt(pod, taint, since));
    }
    return at;
  }

  /** Of several tolerations of one taint, the shortest counts; one without seconds is for ever. */
  private static long leavesAt(KubeObject pod, JsonObject taint, long since) {
    long at = -1;
    for (JsonObject toleration : Tolerations.of(pod).tolerations()) {
      if (Tolerations.tolerates(toleration, taint)) {
        Long seconds = toleration.integer("tolerationSeconds");
        long end = seconds == null ? Long.MAX_VALUE : since + Math.max(0, seconds) * 1000;
        at = at < 0 ? end : Math.min(at, end);
      }
    }
    return at < 0 ? 0 : at;
  }

  private void evict(KubeObject pod) {
    KubeObject marked =
        DisruptionTarget.mark(
            client,
            pod,
            "DeletionByTaintManager",
            "Taint manager: deleting due to NoExecute taint");
    say(marked, "Marking for deletion Pod ");
    client.delete(marked);
  }

  private void say(KubeObject pod, String what) {
    client.event(pod, "Normal", "TaintManagerEviction", what + pod.namespace() + "/" + pod.name());
  }
}
