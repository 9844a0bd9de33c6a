package dev.kubarium.cluster.scheduler;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.Cause;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Timestamps;
import dev.kubarium.cluster.scheduler.filter.VolumeBinding;
import dev.kubarium.cluster.sim.EventLoop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gives each Pod without a node the best of the nodes that fit; where none fits it says why, and
 * tries again when something changed.
 *
 * <p>Documentation: concepts/scheduling-eviction/kube-scheduler. Models: pkg/scheduler. Left out:
 * several profiles, extenders, gang scheduling.
 */
public final class Scheduler {

  public static final String NAME = "default-scheduler";

  private static final long SOONEST = 1;
  private static final long LATEST = 4;

  /** Of how many Pods it is kept why they were placed as they were. */
  private static final int KEPT_DECISIONS = 256;

  private final Client client;
  private final EventLoop loop;
  private final SchedulingQueue queue;

  /** node name → what is known of it; rebuilt from the store at every start. */
  private final TreeMap<String, NodeView> nodes = new TreeMap<>();

  /** node name → the Pods for which Pods of lower priority leave it */
  private final TreeMap<String, TreeMap<ObjectKey, KubeObject>> nominated = new TreeMap<>();

  /** uid → the latest decision about a Pod; nothing rests on it. */
  private final LinkedHashMap<String, SchedulingDecision> decisions = new LinkedHashMap<>();

  private boolean planned;

  public Scheduler(Client client, EventLoop loop) {
    this.client = client;
    this.loop = loop;
    queue = new SchedulingQueue(loop, client::get, this::plan);
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
          queue.wakeAll(cause);
        }
      }
      case "persistentvolumeclaims", "persistentvolumes", "storageclasses.storage.k8s.io" ->
          queue.wakeAll(cause);
      default -> {}
    }
  }

  /** Heartbeats change a node every few minutes; they are no reason to try again. */
  private static boolean mayFitMore(Change change) {
    return change.isCreation()
        || change.before().spec() != change.after().spec()
        || !change.before().labels().equals(change.after().labels())
        || !change
            .before()
            .status()
            .object("allocatable")
            .equals(change.after().status().object("allocatable"));
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
      queue.wakeAll(cause);
    }
    if (!boundAfter.isEmpty()
        && (!boundAfter.equals(boundBefore) || countsDifferently(before, after))) {
      nodes.computeIfAbsent(boundAfter, name -> new NodeView()).put(after);
    }
    if (!boundAfter.isEmpty() && !boundAfter.equals(boundBefore)) {
      queue.wakeThoseThatLookAtOthers(cause);
    }
    noteNomination(before, after);
    if (after != null && waits(after)) {
      if (before == null
          || !waits(before)
          || before.spec() != after.spec()
          || !before.labels().equals(after.labels())) {
        queue.add(change.key(), cause);
      }
    } else {
      queue.remove(change.key());
    }
    if (after == null) {
      decisions.remove(before.uid());
    }
  }

  private void noteNomination(KubeObject before, KubeObject after) {
    String nodeBefore = before == null ? "" : nominatedNode(before);
    String nodeAfter = after == null ? "" : nominatedNode(after);
    if (!nodeBefore.isEmpty() && nominated.containsKey(nodeBefore)) {
      nominated.get(nodeBefore).remove(before.key());
      if (nominated.get(nodeBefore).isEmpty()) {
        nominated.remove(nodeBefore);
      }
    }
    if (!nodeAfter.isEmpty()) {
      nominated.computeIfAbsent(nodeAfter, name -> new TreeMap<>()).put(after.key(), after);
    }
  }

  private static String nominatedNode(KubeObject pod) {
    return waits(pod) ? pod.status().string("nominatedNodeName", "") : "";
  }

  private static boolean countsDifferently(KubeObject before, KubeObject after) {
    return before == null
        || before.spec() != after.spec()
        || before.isTerminating() != after.isTerminating();
  }

  /** The node whose room the Pod takes; empty where it takes none. */
  private static String occupied(KubeObject pod) {
    String phase = pod.status().string("phase", "");
    return phase.equals("Succeeded") || phase.equals("Failed")
        ? ""
        : pod.spec().string("nodeName", "");
  }

  private static boolean waits(KubeObject pod) {
    return pod.spec().string("nodeName", "").isEmpty()
        && !pod.isTerminating()
        && NAME.equals(pod.spec().string("schedulerName", NAME))
        && pod.spec().array("schedulingGates").isEmpty();
  }

  private void plan() {
    if (!planned && !queue.isEmpty()) {
      planned = true;
      long wait = client.chance().of("scheduler", loop.now()).between(SOONEST, LATEST);
      loop.at(loop.now() + wait, this::scheduleNext);
    }
  }

  private void scheduleNext() {
    planned = false;
    SchedulingQueue.Next next = queue.next();
    if (next != null) {
      KubeObject pod = client.get(next.pod());
      if (pod != null && waits(pod)) {
        client.because(next.cause());
        schedule(pod);
      }
    }
    plan();
  }

  private void schedule(KubeObject pod) {
    SchedulingDecision decision = decide(pod);
    keep(pod, decision);
    if (decision.node() == null) {
      refuse(pod, decision);
      return;
    }
    if (!VolumeBinding.bindOn(pod, nodes.get(decision.node()).node(), client)) {
      queue.hold(pod.key());
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
      queue.park(pod.key());
    }
  }

  private void keep(KubeObject pod, SchedulingDecision decision) {
    decisions.remove(pod.uid());
    decisions.put(pod.uid(), decision);
    if (decisions.size() > KEPT_DECISIONS) {
      decisions.remove(decisions.keySet().iterator().next());
    }
  }

  /**
   * Which node is best for this Pod now, and what speaks against each other one. Changes nothing.
   */
  public SchedulingDecision decide(KubeObject pod) {
    Map<String, List<KubeObject>> waiting = new TreeMap<>();
    nominated.forEach((node, pods) -> waiting.put(node, List.copyOf(pods.values())));
    return new Placement(nodes(), waiting, client).decide(pod);
  }

  /**
   * What was decided about this Pod when it was last its turn: each filter's verdict and each
   * score. Empty where that was long ago, or before the last start.
   */
  public Optional<SchedulingDecision> lastDecision(KubeObject pod) {
    return Optional.ofNullable(decisions.get(pod.uid()));
  }

  /** No node fits: says so, and makes room where Pods of lower priority may go. */
  private void refuse(KubeObject pod, SchedulingDecision decision) {
    String sentence = decision.sentence();
    Preemption preemption = decision.preemption();
    queue.park(pod.key());
    if (preemption.node() != null) {
      preempt(pod, preemption);
    }
    client.event(pod, "Warning", "FailedScheduling", sentence);
    client.patchStatus(
        pod,
        status -> {
          JsonObject refused = withUnschedulable(status, sentence);
          if (preemption.node() != null) {
            return refused.with("nominatedNodeName", preemption.node());
          }
          return preemption.forgetsNomination() ? refused.without("nominatedNodeName") : refused;
        });
  }

  private void preempt(KubeObject pod, Preemption preemption) {
    // Pods of lower priority that waited for this node must look for another.
    for (KubeObject other :
        List.copyOf(nominated.getOrDefault(preemption.node(), new TreeMap<>()).values())) {
      if (Preemptor.priority(other) < Preemptor.priority(pod)) {
        client.patchStatus(other, status -> status.without("nominatedNodeName"));
      }
    }
    for (KubeObject victim : preemption.victims()) {
      if (victim.isTerminating()) {
        continue;
      }
      client.patchStatus(
          victim,
          status ->
              Conditions.put(
                  status,
                  Conditions.of(
                      "DisruptionTarget",
                      "True",
                      "PreemptionByScheduler",
                      NAME + ": preempting to accommodate a higher priority pod",
                      client.now())));
      client.delete(victim);
      client.event(
          victim,
          "Normal",
          "Preempted",
          "Preempted by pod " + pod.uid() + " on node " + preemption.node());
    }
  }

  private JsonObject withUnschedulable(JsonObject status, String sentence) {
    JsonObject known = status.array("conditions").find("type", "PodScheduled");
    boolean same = known != null && "False".equals(known.string("status"));
    JsonObject condition =
        JsonObject.of(
            "type",
            "PodScheduled",
            "status",
            "False",
            "reason",
            "Unschedulable",
            "message",
            sentence,
            "lastProbeTime",
            null,
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
