package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.NodeConnector;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.image.ContainerProcess;
import dev.kubarium.cluster.image.ImageCatalogue;
import dev.kubarium.cluster.image.OutputLog;
import dev.kubarium.cluster.network.ClusterDns;
import dev.kubarium.cluster.object.Annotations;
import dev.kubarium.cluster.object.Cause;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Fault;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.NodeLeases;
import dev.kubarium.cluster.sim.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The kubelets of a cluster: one for each Node behind which a machine stands, as long as there is
 * the Node.
 */
public final class Kubelets implements NodeConnector {

  private static final String ACTOR = "kubelet/";
  private static final int OUT_OF_MEMORY = 137;

  /** How the {@code spec.providerID} of a Node begins behind which a machine stands. */
  private static final String PROVIDER = "kubarium://";

  private final Function<String, Client> clients;
  private final EventLoop loop;
  private final ImageCatalogue catalogue;
  private final boolean anyImage;
  private final Processes processes;
  private final Map<String, Kubelet> byNode = new TreeMap<>();

  /**
   * @param clients makes the client of an actor, e.g. {@code kubelet/node-1}
   * @param anyImage whether names outside the catalogue can be pulled too
   * @param dns names in the cluster
   */
  public Kubelets(
      Function<String, Client> clients,
      EventLoop loop,
      ImageCatalogue catalogue,
      boolean anyImage,
      ClusterDns dns) {
    this.clients = clients;
    this.loop = loop;
    this.catalogue = catalogue;
    this.anyImage = anyImage;
    this.processes = new Processes(this, clients.apply("kube-proxy"), dns);
  }

  // ── Nodes ──

  private Kubelet kubelet(String node) {
    return byNode.computeIfAbsent(
        node,
        name -> {
          Client client = clients.apply(ACTOR + name);
          ImagePuller puller = new ImagePuller(client, name, catalogue, anyImage, this::isDown);
          return new Kubelet(client, loop, name, puller, processes);
        });
  }

  /** Looks at everything once, as after any start. */
  public void start(Iterable<KubeObject> existing) {
    for (KubeObject object : existing) {
      if (object.kind().equals(Kinds.NODE) && hasMachine(object)) {
        kubelet(object.name());
        loop.at(loop.now(), () -> kubelet(object.name()).eviction().look());
        if (!object.status().isSet("nodeInfo")) {
          loop.at(loop.now(), () -> join(object.name()));
        }
      } else if (object.kind().equals(Kinds.POD)) {
        Kubelet kubelet = byNode.get(object.spec().string("nodeName", ""));
        if (kubelet != null) {
          kubelet.look(object, Cause.NONE);
        }
        processes.know(object);
      }
    }
  }

  /** Takes note of a change. */
  public void hear(Change change) {
    switch (change.key().resource()) {
      case "pods" -> {
        processes.know(change);
        Kubelet kubelet = byNode.get(change.object().spec().string("nodeName", ""));
        if (kubelet != null) {
          kubelet.hear(change);
        }
      }
      case "nodes" -> hearNode(change);
      case "configmaps", "secrets" -> processes.versions().hear(change);
      case "leases.coordination.k8s.io" -> {
        Kubelet kubelet =
            change.key().namespace().equals(NodeLeases.NAMESPACE)
                ? byNode.get(change.key().name())
                : null;
        if (kubelet != null) {
          kubelet.hearLease();
        }
      }
      default -> {}
    }
  }

  private void hearNode(Change change) {
    String node = change.key().name();
    if (change.isRemoval()) {
      Kubelet kubelet = byNode.remove(node);
      if (kubelet != null) {
        kubelet.shutDown();
      }
    } else if (!change.isCreation() && isCordoned(change.before()) != isCordoned(change.after())) {
      loop.at(loop.now(), () -> sayWhetherSchedulable(node));
    } else if (!change.isCreation()
        && change.before().annotations() != change.after().annotations()) {
      Kubelet kubelet = byNode.get(node);
      if (kubelet != null) {
        kubelet.eviction().look();
      }
    } else if (change.isCreation() && !byNode.containsKey(node) && hasMachine(change.after())) {
      loop.at(loop.now(), () -> join(node));
    }
  }

  private static boolean isCordoned(KubeObject node) {
    return node.spec().bool("unschedulable");
  }

  private void sayWhetherSchedulable(String node) {
    Kubelet kubelet = byNode.get(node);
    KubeObject self = kubelet == null || kubelet.isStopped() ? null : kubelet.self();
    if (self != null) {
      NodeEvents.isNow(
          kubelet.client(), self, isCordoned(self) ? "NodeNotSchedulable" : "NodeSchedulable");
    }
  }

  private void join(String name) {
    Kubelet kubelet = kubelet(name);
    if (kubelet.self() != null) {
      NodeRegistration.complete(kubelet.client(), kubelet.self());
      kubelet.client().podsOn(name).forEach(pod -> kubelet.look(pod, Cause.NONE));
    }
  }

  /** Whether a machine stands behind a Node. */
  private static boolean hasMachine(KubeObject node) {
    return node.spec().string("providerID", "").startsWith(PROVIDER);
  }

  /** The kubelet of a node stops, as if its machine had lost the network; its containers run on. */
  public void stop(String node, Client by) {
    KubeObject lease = by.get(Kinds.LEASE, NodeLeases.NAMESPACE, node);
    by.patch(lease, tree -> NodeLeases.stopped(tree, loop.now()));
  }

  /** The kubelet of a node goes on. */
  public void resume(String node, Client by) {
    KubeObject lease = by.get(Kinds.LEASE, NodeLeases.NAMESPACE, node);
    by.patch(lease, tree -> NodeLeases.renewed(tree, loop.now()));
  }

  /** From now on (or no longer) a registry such as {@code docker.io} answers nobody. */
  public void registry(String registry, boolean reachable, Client by) {
    KubeObject system = by.get(Kinds.NAMESPACE, "", Annotations.OF_THE_CLUSTER);
    by.patch(system, tree -> Fault.listed(tree, Annotations.REGISTRIES_DOWN, registry, !reachable));
  }

  private boolean isDown(String registry) {
    KubeObject system = clients.apply(ACTOR).get(Kinds.NAMESPACE, "", Annotations.OF_THE_CLUSTER);
    return Fault.on(system).stream()
        .anyMatch(
            fault ->
                fault.kind().equals(Fault.REGISTRY_OUTAGE) && fault.about().contains(registry));
  }

  // ── What the API server asks ──

  /**
   * The worker of a Pod, with what it knows of it up to date; {@code null} where no kubelet
   * answers.
   */
  PodWorker worker(KubeObject pod) {
    Kubelet kubelet = byNode.get(pod.spec().string("nodeName", ""));
    if (kubelet == null) {
      return null;
    }
    PodWorker worker = kubelet.worker(pod);
    if (worker == null) {
      worker = new PodWorker(kubelet, pod);
    }
    worker.readContainers();
    return worker;
  }

  private ContainerWorker container(KubeObject pod, String name) {
    PodWorker worker = worker(pod);
    if (worker == null || worker.kubelet().isStopped()) {
      String node = pod.spec().string("nodeName", "");
      throw new ApiException(
          500,
          "InternalError",
          "Get \"https://"
              + pod.status().string("hostIP", node)
              + ":10250/containerLogs/"
              + pod.namespace()
              + "/"
              + pod.name()
              + "/"
              + name
              + "\": dial tcp "
              + pod.status().string("hostIP", node)
              + ":10250: i/o timeout",
          JsonObject.EMPTY);
    }
    ContainerWorker container = worker.container(name);
    if (container == null) {
      throw ApiException.badRequest("container " + name + " is not valid for pod " + pod.name());
    }
    return container;
  }

  private ContainerProcess running(KubeObject pod, String name) {
    ContainerWorker container = container(pod, name);
    ContainerProcess process = container.process();
    if (process == null) {
      throw new ApiException(
          500,
          "InternalError",
          container.state().isTerminated() || !container.state().lastEnd().isEmpty()
              ? "cannot exec in a stopped state: unknown"
              : "container not found (\"" + name + "\")",
          JsonObject.EMPTY);
    }
    process.advance(loop.now());
    return process;
  }

  private ContainerProcess logged(KubeObject pod, String name, boolean previous) {
    ContainerWorker container = container(pod, name);
    ContainerState state = container.state();
    if (previous) {
      if (state.last().isEmpty()) {
        throw ApiException.badRequest(
            "previous terminated container \""
                + name
                + "\" in pod \""
                + pod.name()
                + "\" not found");
      }
      return processes.ended(worker(pod), container, state.last());
    }
    if (state.isRunning()) {
      ContainerProcess process = container.process();
      process.advance(loop.now());
      return process;
    }
    if (!state.lastEnd().isEmpty()) {
      return processes.ended(worker(pod), container, state.lastEnd());
    }
    String reason = state.waitingReason();
    throw ApiException.badRequest(
        "container \""
            + name
            + "\" in pod \""
            + pod.name()
            + "\" is waiting to start: "
            + (switch (reason) {
              case "ErrImagePull", "ImagePullBackOff", "InvalidImageName" -> imageFailure(reason);
              default -> reason;
            }));
  }

  private static String imageFailure(String reason) {
    return reason.equals("ErrImagePull")
        ? "image can't be pulled"
        : reason.equals("ImagePullBackOff") ? "trying and failing to pull image" : reason;
  }

  @Override
  public List<LogLine> logs(KubeObject pod, String container, boolean previous) {
    return lines(logged(pod, container, previous).log().until(loop.now()));
  }

  private static List<LogLine> lines(List<OutputLog.Line> lines) {
    return lines.stream().map(line -> new LogLine(line.at(), line.text())).toList();
  }

  @Override
  public Runnable followLogs(KubeObject pod, String container, Consumer<LogLine> listener) {
    return new LogFollower(this, loop, pod, container, listener);
  }

  /** The output of the run under way, or {@code null} where none is. */
  OutputLog followed(KubeObject pod, String name) {
    KubeObject current = byNode.isEmpty() ? null : clients.apply("kubelet").current(pod);
    PodWorker worker = current == null ? null : worker(current);
    ContainerWorker container = worker == null ? null : worker.container(name);
    ContainerProcess process = container == null ? null : container.process();
    if (process != null) {
      process.advance(loop.now());
    }
    return process == null ? null : process.log();
  }

  @Override
  public ExecResult exec(KubeObject pod, String container, List<String> command, String stdin) {
    ContainerProcess process = running(pod, container);
    ContainerProcess.Result result = process.exec(command, stdin, loop.now());
    PodWorker worker = worker(pod);
    if (byNode.get(worker.node()).worker(pod) == worker) {
      worker.unsettle();
    }
    return new ExecResult(result.out(), result.err(), result.exitCode());
  }

  @Override
  public Usage usage(KubeObject pod, String container) {
    PodWorker worker = worker(pod);
    ContainerWorker named = worker == null ? null : worker.container(container);
    ContainerProcess process = named == null ? null : named.process();
    return process == null
        ? new Usage(0, 0)
        : new Usage(process.cpu(loop.now()), process.memory(loop.now()));
  }

  /** Bytes that the containers of a Pod take together. */
  public long memory(KubeObject pod) {
    long bytes = 0;
    for (JsonObject container : pod.spec().array("containers").objects()) {
      bytes += usage(pod, container.string("name", "")).memoryBytes();
    }
    return bytes;
  }

  /** Ends a running container at once with this exit code, as a crash of its program would. */
  public void crash(KubeObject pod, String container, int exitCode) {
    ContainerProcess process = running(pod, container);
    process.end(new ContainerProcess.Exit(loop.now(), exitCode, false));
    worker(pod).wakeBy(loop.now(), Cause.NONE);
  }

  /** Lets a running container take memory until the kernel ends it. */
  public void fillMemory(KubeObject pod, String container) {
    running(pod, container).end(new ContainerProcess.Exit(loop.now(), OUT_OF_MEMORY, true));
    worker(pod).wakeBy(loop.now(), Cause.NONE);
  }

  /** Whether a container runs on a node that answers. */
  public boolean runs(KubeObject pod, String name) {
    PodWorker worker = worker(pod);
    ContainerWorker container =
        worker == null || worker.kubelet().isStopped() ? null : worker.container(name);
    return container != null && container.process() != null;
  }

  /** What answers at an address in the cluster. */
  public Processes processes() {
    return processes;
  }
}
