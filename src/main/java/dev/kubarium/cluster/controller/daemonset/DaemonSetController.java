package dev.kubarium.cluster.controller.daemonset;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Claim;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.controller.history.RevisionHistory;
import dev.kubarium.cluster.controller.history.RevisionHistory.Revisions;
import dev.kubarium.cluster.controller.pods.OwnersOfPods;
import dev.kubarium.cluster.controller.pods.PodControl;
import dev.kubarium.cluster.controller.pods.SlowStart;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Pods;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs one Pod on each node that fits: nodes that join get one, nodes that stop fitting lose
 * theirs.
 *
 * <p>Documentation: concepts/workloads/controllers/daemonset. Models: pkg/controller/daemon. Left
 * out: the growing pause before a Pod that failed on a node is made anew.
 */
public final class DaemonSetController implements Controller {

  public static final String NAME = "daemonset-controller";

  private static final int BURST = 250;

  private final Client client;
  private final OwnersOfPods owners;
  private final RevisionHistory history;
  private final PodControl pods;

  public DaemonSetController(Client client) {
    this.client = client;
    this.owners = new OwnersOfPods(client, Kinds.DAEMON_SET);
    this.history = new RevisionHistory(client, RevisionHistory.POD_LABEL);
    this.pods = new PodControl(client);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    if (!change.kind().equals(Kinds.NODE)) {
      return owners.concernedBy(change);
    }
    return mayFitDifferently(change)
        ? client.list(Kinds.DAEMON_SET, "").stream().map(KubeObject::key).toList()
        : List.of();
  }

  private static boolean mayFitDifferently(Change change) {
    return change.isCreation()
        || change.isRemoval()
        || !change.before().labels().equals(change.after().labels())
        || !change.before().spec().equals(change.after().spec());
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject daemonSet = client.get(key);
    if (daemonSet == null || daemonSet.isTerminating()) {
      return Recheck.NEVER;
    }
    Revisions revisions = history.sync(daemonSet);
    String hash = history.hash(revisions.wished());
    ApiException refusal = manage(daemonSet, hash);
    if (refusal == null && isRolling(daemonSet)) {
      refusal = roll(daemonSet, hash);
    }
    Map<String, List<KubeObject>> byNode = byNode(daemonSet);
    KubeObject written =
        client.patchStatus(
            daemonSet,
            status ->
                DaemonSetStatus.of(
                    client, daemonSet, status, byNode, hash, revisions.collisions()));
    if (written != null) {
      history.cleanUp(written, revisions, revision -> isInUse(revision, byNode));
    }
    if (refusal != null && !PodControl.isBecauseNamespaceEnds(refusal)) {
      throw refusal;
    }
    return whenMoreAreAvailable(daemonSet, byNode);
  }

  private boolean isInUse(KubeObject revision, Map<String, List<KubeObject>> byNode) {
    String hash = history.hash(revision);
    return byNode.values().stream()
        .flatMap(List::stream)
        .anyMatch(pod -> DaemonPods.isOf(pod, hash));
  }

  private static boolean isRolling(KubeObject daemonSet) {
    return "RollingUpdate".equals(daemonSet.spec().object("updateStrategy").string("type"));
  }

  /** node → the daemon's Pods for it, oldest first. */
  private Map<String, List<KubeObject>> byNode(KubeObject daemonSet) {
    LabelSelector selector = LabelSelector.of(daemonSet.spec().object("selector"));
    List<KubeObject> all = new Claim(client, daemonSet, selector).of(Kinds.POD, Pods::isActive);
    all.sort(Comparator.comparing(KubeObject::createdAt).thenComparing(KubeObject::name));
    Map<String, List<KubeObject>> byNode = new TreeMap<>();
    for (KubeObject pod : all) {
      byNode.computeIfAbsent(DaemonPods.nodeOf(pod), node -> new ArrayList<>()).add(pod);
    }
    return byNode;
  }

  /** One Pod on each node that fits, none elsewhere. */
  private ApiException manage(KubeObject daemonSet, String hash) {
    Map<String, List<KubeObject>> byNode = byNode(daemonSet);
    List<KubeObject> wanting = new ArrayList<>();
    List<KubeObject> going = new ArrayList<>();
    for (KubeObject node : client.list(Kinds.NODE, "")) {
      List<KubeObject> here = byNode.remove(node.name());
      DaemonPods.Verdict verdict = DaemonPods.judge(daemonSet, node);
      if (here == null) {
        if (verdict.mayCome()) {
          wanting.add(node);
        }
      } else if (verdict.mayStay()) {
        surplus(daemonSet, node, here, hash, going);
      } else {
        here.stream().filter(pod -> !pod.isTerminating()).forEach(going::add);
      }
    }
    for (List<KubeObject> ofMissingNode : byNode.values()) {
      ofMissingNode.stream()
          .filter(pod -> Pods.nodeName(pod).isEmpty() && !pod.isTerminating())
          .forEach(going::add);
    }
    ApiException refusal = delete(daemonSet, going);
    return refusal != null ? refusal : create(daemonSet, wanting, hash);
  }

  /**
   * Ended Pods, and all but the oldest of each template: during a surge an old and a new one stand
   * side by side.
   */
  private void surplus(
      KubeObject daemonSet,
      KubeObject node,
      List<KubeObject> here,
      String hash,
      List<KubeObject> going) {
    boolean maySurge =
        !Long.valueOf(0)
            .equals(daemonSet.spec().objectAt("updateStrategy", "rollingUpdate").get("maxSurge"));
    KubeObject keptFresh = null;
    KubeObject keptOld = null;
    for (KubeObject pod : here) {
      if (pod.isTerminating()) {
        continue;
      }
      if (Pods.isFinished(pod)) {
        sayEnded(daemonSet, node, pod);
        going.add(pod);
      } else if (DaemonPods.isOf(pod, hash) && keptFresh == null && (keptOld == null || maySurge)) {
        keptFresh = pod;
      } else if (!DaemonPods.isOf(pod, hash)
          && keptOld == null
          && (keptFresh == null || maySurge)) {
        keptOld = pod;
      } else {
        going.add(pod);
      }
    }
  }

  private void sayEnded(KubeObject daemonSet, KubeObject node, KubeObject pod) {
    boolean failed = Pods.phase(pod).equals("Failed");
    String what = pod.namespace() + "/" + pod.name() + " on node " + node.name();
    client.event(
        daemonSet,
        failed ? "Warning" : "Normal",
        failed ? "FailedDaemonPod" : "SucceededDaemonPod",
        failed
            ? "Found failed daemon pod " + what + ", will try to kill it"
            : "Found succeeded daemon pod " + what + ", will try to delete it");
  }

  private ApiException roll(KubeObject daemonSet, String hash) {
    Map<String, List<KubeObject>> byNode = byNode(daemonSet);
    Map<String, List<KubeObject>> wanting = new TreeMap<>();
    List<KubeObject> nodes = new ArrayList<>();
    for (KubeObject node : client.list(Kinds.NODE, "")) {
      if (DaemonPods.judge(daemonSet, node).mayCome()) {
        wanting.put(node.name(), byNode.getOrDefault(node.name(), List.of()));
        nodes.add(node);
      }
    }
    DaemonRollout.Step step = new DaemonRollout(daemonSet, hash, client.now()).next(wanting);
    ApiException refusal = delete(daemonSet, step.going());
    nodes.removeIf(node -> !step.surging().contains(node.name()));
    return refusal != null ? refusal : create(daemonSet, nodes, hash);
  }

  private ApiException create(KubeObject daemonSet, List<KubeObject> nodes, String hash) {
    JsonObject template = daemonSet.spec().object("template");
    return SlowStart.of(
            Math.min(nodes.size(), BURST),
            i ->
                pods.create(
                    daemonSet, template, pod -> DaemonPods.on(nodes.get(i), daemonSet, hash, pod)))
        .refusal();
  }

  private ApiException delete(KubeObject daemonSet, List<KubeObject> going) {
    return SlowStart.of(Math.min(going.size(), BURST), i -> pods.delete(daemonSet, going.get(i)))
        .refusal();
  }

  private Recheck whenMoreAreAvailable(KubeObject daemonSet, Map<String, List<KubeObject>> byNode) {
    long minReady = daemonSet.spec().integer("minReadySeconds", 0);
    long next = Long.MAX_VALUE;
    for (List<KubeObject> here : byNode.values()) {
      for (KubeObject pod : minReady == 0 ? List.<KubeObject>of() : here) {
        long at = Pods.availableAt(pod, minReady);
        next = at > client.now() ? Math.min(next, at) : next;
      }
    }
    return Recheck.at(next);
  }
}
