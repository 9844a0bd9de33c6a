package dev.kubarium.cluster.controller;

import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiServer;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.apiserver.ClusterNetwork;
import dev.kubarium.cluster.apiserver.admission.AdmissionChain;
import dev.kubarium.cluster.apiserver.kind.KindCatalog;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.serviceaccount.ServiceAccountsController;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.Pods;
import dev.kubarium.cluster.object.Timestamps;
import dev.kubarium.cluster.object.Yaml;
import dev.kubarium.cluster.scheduler.Scheduler;
import dev.kubarium.cluster.sim.Chance;
import dev.kubarium.cluster.sim.EventLoop;
import dev.kubarium.cluster.store.ObjectStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A real API server with the scheduler and the controllers under test. There are no kubelets: the
 * test writes what they would write, by {@link #fate}.
 */
public final class ControlPlane {

  /** What becomes of a Pod a second after it is bound. */
  public enum Fate {
    READY,
    NOT_READY,
    SUCCEEDS,
    FAILS,
    PENDING
  }

  public static final long START = 1_767_600_000_000L;

  public final EventLoop loop = new EventLoop(START);
  private final Chance chance;
  public final ObjectStore store = new ObjectStore(100_000);
  private final ApiServer api;
  private final Client kubelet;
  private final Scheduler scheduler;
  private Function<KubeObject, Fate> fate = pod -> Fate.READY;

  private ControlPlane(long seed, List<Function<Client, Controller>> makers) {
    chance = new Chance(seed);
    api =
        new ApiServer(
            store,
            loop,
            chance,
            KindCatalog.all(),
            AdmissionChain.plugins(),
            ClusterNetwork.DEFAULT);
    kubelet = client("kubelet");
    ControllerManager manager = new ControllerManager(loop, chance);
    List<Function<Client, Controller>> all = new ArrayList<>(makers);
    all.add(ServiceAccountsController::new);
    for (Function<Client, Controller> maker : all) {
      Client client = client(maker.apply(client("")).name());
      manager.add(maker.apply(client), client);
    }
    scheduler = new Scheduler(client(Scheduler.NAME), loop);
    store.onChange(manager::hear);
    store.onChange(scheduler::hear);
    store.onChange(this::play);
    for (String namespace : List.of("default", "kube-node-lease")) {
      apply("{apiVersion: v1, kind: Namespace, metadata: {name: " + namespace + "}}");
    }
    after("1s");
  }

  @SafeVarargs
  public static ControlPlane with(Function<Client, Controller>... makers) {
    return new ControlPlane(1, List.of(makers));
  }

  public Scheduler scheduler() {
    return scheduler;
  }

  public Client client(String actor) {
    return new Client(api, store, loop, chance, actor);
  }

  /**
   * Adds ready nodes named node-1, node-2 … whose heartbeats never stop by themselves for an hour.
   */
  public ControlPlane nodes(int count) {
    for (int i = 1; i <= count; i++) {
      apply(
          """
          apiVersion: v1
          kind: Node
          metadata: {name: node-%d, labels: {kubernetes.io/hostname: node-%d}}
          status:
            capacity: {cpu: "64", memory: 256Gi, pods: "500"}
            allocatable: {cpu: "64", memory: 256Gi, pods: "500"}
            conditions: [{type: Ready, status: "True", lastHeartbeatTime: "%s"}]
          """
              .formatted(i, i, Timestamps.format(now() + 3_600_000)));
    }
    after("1s");
    return this;
  }

  public ControlPlane fate(Function<KubeObject, Fate> chosen) {
    fate = chosen;
    return this;
  }

  public long now() {
    return loop.now();
  }

  /** Lets time pass: {@code 30s}, {@code 5m}, {@code 2h}. */
  public ControlPlane after(String duration) {
    loop.runUntil(loop.now() + Duration.parse("PT" + duration.toUpperCase(Locale.ROOT)).toMillis());
    return this;
  }

  /** Lets time pass and looks after every single task. */
  public ControlPlane watching(String duration, Consumer<ControlPlane> look) {
    long end = loop.now() + Duration.parse("PT" + duration.toUpperCase(Locale.ROOT)).toMillis();
    while (loop.nextDue() <= end) {
      loop.runNext();
      look.accept(this);
    }
    loop.runUntil(end);
    return this;
  }

  /** Creates what is not there, merges into what is; answers the last. */
  public KubeObject apply(String yaml) {
    KubeObject last = null;
    for (var document : Yaml.parse(yaml)) {
      JsonObject tree = (JsonObject) document.value();
      Kind kind =
          api.kinds()
              .findByName(tree.string("apiVersion"), tree.string("kind"))
              .orElseThrow()
              .kind();
      String namespace =
          kind.namespaced() ? tree.object("metadata").string("namespace", "default") : "";
      String name = tree.object("metadata").string("name", "");
      KubeObject before =
          store.get(dev.kubarium.cluster.object.ObjectKey.of(kind, namespace, name));
      last =
          before == null
              ? api.handle(ApiRequest.create(kind, namespace, tree, ApiOptions.NONE, Caller.YOU))
                  .object()
              : edit(
                  before,
                  known -> dev.kubarium.cluster.apiserver.patch.MergePatch.apply(known, tree));
      if (before == null && tree.isSet("status")) {
        last = status(last, status -> tree.object("status"));
      }
    }
    return last;
  }

  public KubeObject edit(KubeObject known, UnaryOperator<JsonObject> change) {
    return client("you").patch(known, change);
  }

  public KubeObject status(KubeObject known, UnaryOperator<JsonObject> change) {
    return kubelet.patchStatus(known, change);
  }

  public void delete(KubeObject known) {
    client("you").delete(known);
  }

  public void delete(KubeObject known, String propagation) {
    client("you").delete(known, null, propagation);
  }

  public KubeObject get(Kind kind, String name) {
    return kubelet.get(kind, "default", name);
  }

  public KubeObject now(KubeObject known) {
    return store.get(known.key());
  }

  public List<KubeObject> list(Kind kind) {
    return List.copyOf(kubelet.list(kind, ""));
  }

  public List<KubeObject> list(Kind kind, String selector) {
    return kubelet.list(kind, "default", LabelSelector.parse(selector));
  }

  public List<String> names(Kind kind) {
    return list(kind).stream().map(KubeObject::name).toList();
  }

  public List<KubeObject> pods() {
    return list(Kinds.POD);
  }

  /** The messages of the Events with this reason, oldest first. */
  public List<String> said(String reason) {
    return list(Kinds.EVENT).stream()
        .filter(event -> reason.equals(event.tree().string("reason")))
        .sorted(java.util.Comparator.comparing(KubeObject::revision))
        .map(event -> event.tree().string("message"))
        .toList();
  }

  public static JsonObject condition(KubeObject object, String type) {
    return Conditions.find(object.status(), type);
  }

  public List<Change> history() {
    return store.changesSince(0);
  }

  private void play(Change change) {
    if (!change.kind().equals(Kinds.POD)
        || change.isRemoval()
        || Pods.nodeName(change.after()).isEmpty()) {
      return;
    }
    KubeObject pod = change.after();
    boolean bound = change.isCreation() || Pods.nodeName(change.before()).isEmpty();
    boolean ends = pod.isTerminating() && (change.isCreation() || !change.before().isTerminating());
    if (bound) {
      loop.after(Duration.ofSeconds(1), () -> start(pod));
    }
    if (ends) {
      loop.after(Duration.ofSeconds(1), () -> remove(pod));
    }
  }

  private void remove(KubeObject pod) {
    KubeObject current = kubelet.current(pod);
    if (current != null) {
      kubelet.delete(current, 0L, "Background");
    }
  }

  private void start(KubeObject pod) {
    KubeObject current = kubelet.current(pod);
    if (current == null || current.isTerminating()) {
      return;
    }
    Fate chosen = fate.apply(current);
    switch (chosen) {
      case READY, NOT_READY -> ready(current, chosen == Fate.READY);
      case SUCCEEDS -> end(current, "Succeeded", 0);
      case FAILS -> end(current, "Failed", 1);
      case PENDING -> {}
    }
  }

  public void ready(KubeObject pod, boolean ready) {
    status(
        pod,
        status ->
            Conditions.replace(
                status.with("phase", "Running").with("podIP", "10.244.0.7"),
                Conditions.of("Ready", ready ? "True" : "False", "", "", now())));
  }

  public void end(KubeObject pod, String phase, long exitCode) {
    String at = Timestamps.format(now());
    JsonObject terminated =
        JsonObject.of(
            "exitCode",
            exitCode,
            "reason",
            exitCode == 0 ? "Completed" : "Error",
            "startedAt",
            at,
            "finishedAt",
            at);
    status(
        pod,
        status ->
            Conditions.replace(
                status
                    .with("phase", phase)
                    .with(
                        "containerStatuses",
                        JsonArray.of(
                            JsonObject.of(
                                "name",
                                pod.spec().array("containers").object(0).string("name"),
                                "image",
                                "x",
                                "imageID",
                                "x",
                                "ready",
                                false,
                                "restartCount",
                                0L,
                                "state",
                                JsonObject.of("terminated", terminated)))),
                Conditions.of(
                    "Ready",
                    "False",
                    phase.equals("Failed") ? "PodFailed" : "PodCompleted",
                    "",
                    now())));
  }
}
