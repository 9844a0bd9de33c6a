package dev.kubarium.cluster.scheduler;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.Cause;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Timestamps;
import dev.kubarium.cluster.scheduler.filter.InterPodAffinity;
import dev.kubarium.cluster.scheduler.filter.NodeAffinity;
import dev.kubarium.cluster.scheduler.filter.NodePorts;
import dev.kubarium.cluster.scheduler.filter.NodeResourcesFit;
import dev.kubarium.cluster.scheduler.filter.NodeUnschedulable;
import dev.kubarium.cluster.scheduler.filter.TaintToleration;
import dev.kubarium.cluster.scheduler.filter.TopologySpread;
import dev.kubarium.cluster.scheduler.filter.VolumeBinding;
import dev.kubarium.cluster.scheduler.score.LeastAllocated;
import dev.kubarium.cluster.scheduler.score.PodTopologySpread;
import dev.kubarium.cluster.scheduler.score.PreferUntainted;
import dev.kubarium.cluster.scheduler.score.PreferredAffinity;
import dev.kubarium.cluster.scheduler.score.PreferredPodAffinity;
import dev.kubarium.cluster.sim.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Gives each Pod without a node the best of the nodes that fit; where none fits it says why, and tries again when
 * something changed.
 *
 * <p>Documentation: concepts/scheduling-eviction/kube-scheduler. Models: pkg/scheduler. Left out: several profiles,
 * extenders, gang scheduling.
 */
public final class Scheduler {

  public static final String NAME = "default-scheduler";

  private static final long SOONEST = 1;
  private static final long LATEST = 4;
  private static final long FIRST_BACK_OFF = 1_000;
  private static final long LONGEST_BACK_OFF = 10_000;

  private final Client client;
  private final EventLoop loop;
  private final List<FilterPlugin> filters =
      List.of(
          new NodeUnschedulable(),
          new TaintToleration(),
          new NodeAffinity(),
          new NodePorts(),
          new NodeResourcesFit(),
          new VolumeBinding(),
          new TopologySpread(),
          new InterPodAffinity());
  private final List<ScorePlugin> scores =
      List.of(
          new PreferUntainted(),
          new PreferredAffinity(),
          new PodTopologySpread(),
          new PreferredPodAffinity(),
          new LeastAllocated());

  /** node name → what is known of it; rebuilt from the store at every start. */
  private final TreeMap<String, NodeView> nodes = new TreeMap<>();

  /** Pods that want a node now. */
  private final Map<ObjectKey, Turn> active = new HashMap<>();

  /** The same in the order of their turns, with what woke them. */
  private final TreeMap<Turn, Cause> queue = new TreeMap<>();

  private long turns;

  /** Pods for which no node fitted → how often they were tried. */
  private final Map<ObjectKey, Integer> unschedulable = new HashMap<>();

  /** Pods that were tried in vain more than once → when they may be tried again, should something change. */
  private final Map<ObjectKey, Long> backingOff = new HashMap<>();

  private boolean planned;

  /** The Pod of the highest priority comes first, and of those the one that was woken first. */
  private record Turn(long priority, long number, ObjectKey pod) implements Comparable<Turn> {

    @Override
    public int compareTo(Turn that) {
      return priority != that.priority
          ? Long.compare(that.priority, priority)
          : Long.compare(number, that.number);
    }
  }

  public Scheduler(Client client, EventLoop loop) {
    this.client = client;
    this.loop = loop;
  }

  /** Learns what there is, as after any start. */
  public void start(List<KubeObject> existing) {
    for (KubeObject object : existing) {
      hear(new Change(object.revision(), client.now(), "", Cause.NONE, null, object), Cause.NONE);
    }
  }

  public void hear(Change change) {
    hear(change, Cause.of(change));
  }

  private void hear(Change change, Cause cause) {
    switch (change.key().resource()) {
      case "pods" -> hearPod(change, cause);
      case "nodes" -> {
        NodeView view = nodes.computeIfAbsent(change.key().name(), name -> new NodeView());
        view.setNode(change.after());
        if (view.isEmpty()) {
          nodes.remove(change.key().name());
        }
        if (change.after() != null && mayFitMore(change)) {
          retryAll(cause);
        }
      }
      case "persistentvolumeclaims", "persistentvolumes", "storageclasses.storage.k8s.io" -> retryAll(cause);
      default -> {}
    }
  }

  /** Heartbeats change a node every few minutes; they are no reason to try again. */
  private static boolean mayFitMore(Change change) {
    return change.isCreation()
        || change.before().spec() != change.after().spec()
        || !change.before().labels().equals(change.after().labels())
        || !change.before().status().object("allocatable").equals(change.after().status().object("allocatable"));
  }

  private void hearPod(Change change, Cause cause) {
    KubeObject before = change.before();
    KubeObject after = change.after();
    String boundBefore = before == null ? "" : occupied(before);
    String boundAfter = after == null ? "" : occupied(after);
    if (!boundBefore.isEmpty() && !boundBefore.equals(boundAfter)) {
      NodeView view = nodes.get(boundBefore);
      if (view != null) {
        view.remove(change.key());
        if (view.isEmpty()) {
          nodes.remove(boundBefore);
        }
      }
      retryAll(cause);
    }
    if (!boundAfter.isEmpty() && (!boundAfter.equals(boundBefore) || countsDifferently(before, after))) {
      nodes.computeIfAbsent(boundAfter, name -> new NodeView()).put(after);
    }
    if (!boundAfter.isEmpty() && !boundAfter.equals(boundBefore)) {
      retryThoseThatLookAtOthers(cause);
    }
    if (after != null && waits(after)) {
      if (before == null || !waits(before) || before.spec() != after.spec() || !before.labels().equals(after.labels())) {
        forget(change.key());
        activate(change.key(), cause);
      }
    } else {
      leave(change.key());
      forget(change.key());
    }
  }

  private void leave(ObjectKey key) {
    Turn turn = active.remove(key);
    if (turn != null) {
      queue.remove(turn);
    }
  }

  private void forget(ObjectKey key) {
    unschedulable.remove(key);
    backingOff.remove(key);
  }

  private static boolean countsDifferently(KubeObject before, KubeObject after) {
    return before == null || before.spec() != after.spec() || before.isTerminating() != after.isTerminating();
  }

  /** The node whose room the Pod takes; empty where it takes none. */
  private static String occupied(KubeObject pod) {
    String phase = pod.status().string("phase", "");
    return phase.equals("Succeeded") || phase.equals("Failed") ? "" : pod.spec().string("nodeName", "");
  }

  private static boolean waits(KubeObject pod) {
    return pod.spec().string("nodeName", "").isEmpty()
        && !pod.isTerminating()
        && NAME.equals(pod.spec().string("schedulerName", NAME))
        && pod.spec().array("schedulingGates").isEmpty();
  }

  private void retryAll(Cause cause) {
    for (ObjectKey key : new TreeSet<>(unschedulable.keySet())) {
      activate(key, cause);
    }
  }

  /** A Pod that came to a node may be what another waits to be with, or make a spread even. */
  private void retryThoseThatLookAtOthers(Cause cause) {
    for (ObjectKey key : new TreeSet<>(unschedulable.keySet())) {
      KubeObject pod = client.get(key);
      if (pod != null && (pod.spec().isSet("affinity") || pod.spec().isSet("topologySpreadConstraints"))) {
        activate(key, cause);
      }
    }
  }

  private void activate(ObjectKey key, Cause cause) {
    Long notBefore = backingOff.remove(key);
    if (notBefore != null && notBefore > loop.now()) {
      loop.at(notBefore, () -> activate(key, cause));
      return;
    }
    if (!active.containsKey(key)) {
      KubeObject pod = client.get(key);
      Turn turn = new Turn(pod == null ? 0 : pod.spec().integer("priority", 0), turns++, key);
      active.put(key, turn);
      queue.put(turn, cause);
    }
    plan(SOONEST);
  }

  private void plan(long soonest) {
    if (!planned && !active.isEmpty()) {
      planned = true;
      long wait = client.chance().of("scheduler", loop.now()).between(soonest, LATEST);
      loop.at(loop.now() + wait, this::scheduleNext);
    }
  }

  private void scheduleNext() {
    planned = false;
    Map.Entry<Turn, Cause> next = queue.pollFirstEntry();
    if (next != null) {
      active.remove(next.getKey().pod());
      KubeObject pod = client.get(next.getKey().pod());
      if (pod != null && waits(pod)) {
        client.because(next.getValue());
        schedule(pod);
      }
    }
    plan(SOONEST);
  }

  private void schedule(KubeObject pod) {
    SchedulingDecision decision = decide(pod);
    if (decision.node() == null) {
      park(pod, decision);
      return;
    }
    if (!VolumeBinding.bindOn(pod, nodes.get(decision.node()).node(), client)) {
      unschedulable.putIfAbsent(pod.key(), 0);
      return;
    }
    try {
      client.bind(pod, decision.node());
      client.event(
          pod,
          "Normal",
          "Scheduled",
          "Successfully assigned " + pod.namespace() + "/" + pod.name() + " to " + decision.node());
    } catch (ApiException refused) {
      retryLater(pod.key());
    }
  }

  /** Which node is best for this Pod now, and what speaks against each other one. Changes nothing. */
  public SchedulingDecision decide(KubeObject pod) {
    List<NodeView> known = nodes.values().stream().filter(view -> view.node() != null).toList();
    SchedulingContext context = new SchedulingContext(known, client);
    String refusal = VolumeBinding.refusal(pod, client);
    if (refusal != null) {
      return SchedulingDecision.refused(refusal, known.size());
    }
    Map<String, Map<String, List<String>>> against = new LinkedHashMap<>();
    List<NodeView> fitting = new ArrayList<>();
    for (NodeView node : known) {
      Map<String, List<String>> verdicts = verdicts(pod, node, context);
      if (verdicts.isEmpty()) {
        fitting.add(node);
      } else {
        against.put(node.name(), verdicts);
      }
    }
    Map<String, Map<String, Long>> scored = new LinkedHashMap<>();
    String best = null;
    long bestTotal = -1;
    var draw = client.chance().of("scheduler/tie", pod.uid());
    for (NodeView node : fitting) {
      Map<String, Long> ofNode = new LinkedHashMap<>();
      long total = 0;
      for (ScorePlugin score : scores) {
        long weighted = score.weight() * score.score(pod, node, context);
        ofNode.put(score.name(), weighted);
        total += weighted;
      }
      scored.put(node.name(), ofNode);
      if (total > bestTotal || total == bestTotal && draw.nextInt(2) == 0) {
        best = node.name();
        bestTotal = total;
      }
    }
    return new SchedulingDecision(best, against, scored, known.size(), null);
  }

  /** As upstream the first filter that says no ends the questions to a node. */
  private Map<String, List<String>> verdicts(KubeObject pod, NodeView node, SchedulingContext context) {
    for (FilterPlugin filter : filters) {
      List<String> reasons = filter.reasonsAgainst(pod, node, context);
      if (!reasons.isEmpty()) {
        return Map.of(filter.name(), reasons);
      }
    }
    return Map.of();
  }

  private void park(KubeObject pod, SchedulingDecision decision) {
    String sentence = decision.sentence();
    client.event(pod, "Warning", "FailedScheduling", sentence);
    client.patchStatus(pod, status -> withUnschedulable(status, sentence));
    retryLater(pod.key());
  }

  private void retryLater(ObjectKey key) {
    int tries = unschedulable.merge(key, 1, Integer::sum);
    if (tries == 1) {
      return;
    }
    long wait = Math.min(FIRST_BACK_OFF << Math.min(tries - 2, 10), LONGEST_BACK_OFF);
    backingOff.put(key, loop.now() + wait);
  }

  private JsonObject withUnschedulable(JsonObject status, String sentence) {
    JsonObject known = status.array("conditions").find("type", "PodScheduled");
    boolean same = known != null && "False".equals(known.string("status"));
    JsonObject condition =
        JsonObject.of(
            "type", "PodScheduled",
            "status", "False",
            "reason", "Unschedulable",
            "message", sentence,
            "lastProbeTime", null,
            "lastTransitionTime",
                same ? known.string("lastTransitionTime") : Timestamps.format(client.now()));
    JsonArray others = status.array("conditions").without(each -> each == known);
    return status.with("conditions", others.plus(condition));
  }

  /** All nodes as the scheduler sees them. */
  public List<NodeView> nodes() {
    return nodes.values().stream().filter(view -> view.node() != null).toList();
  }

  /** The Pods that wait for a node, in key order. */
  public List<KubeObject> waiting() {
    List<KubeObject> waiting = new ArrayList<>();
    for (KubeObject pod : client.list(Kinds.POD, "")) {
      if (waits(pod)) {
        waiting.add(pod);
      }
    }
    return waiting;
  }
}
