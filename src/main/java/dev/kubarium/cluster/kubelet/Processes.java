package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.image.Answer;
import dev.kubarium.cluster.image.ContainerProcess;
import dev.kubarium.cluster.image.ContainerSetup;
import dev.kubarium.cluster.image.Image;
import dev.kubarium.cluster.image.ImageReference;
import dev.kubarium.cluster.image.Surroundings;
import dev.kubarium.cluster.image.shell.Shell;
import dev.kubarium.cluster.network.ClusterDns;
import dev.kubarium.cluster.network.Network;
import dev.kubarium.cluster.network.Sockets;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Quantities;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;

/** What runs in the containers of all nodes, and which of it answers at an address. */
public final class Processes implements Sockets {

  private static final String START_FAILURE =
      "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: "
          + "unable to start container process: error during container init: exec: \"";

  /** Images whose own user is not root. */
  private static final java.util.regex.Pattern ROOTLESS =
      java.util.regex.Pattern.compile(
          "unprivileged|nonroot|rootless|bitnami|prom/|grafana/|jenkins/|elasticsearch|distroless");

  private final Kubelets kubelets;
  private final Network network;
  private final RecentVersions versions = new RecentVersions();

  /** address → the Pods that have it (several where they share their node's). */
  private final Map<String, TreeSet<ObjectKey>> byAddress = new HashMap<>();

  /** Runs that ended, told anew for their log. */
  private final Map<String, ContainerProcess> ended = new java.util.LinkedHashMap<>();

  Processes(Kubelets kubelets, Client client, ClusterDns dns) {
    this.kubelets = kubelets;
    this.network = new Network(client, dns, this);
  }

  /** ConfigMaps and Secrets as they were a short while ago. */
  RecentVersions versions() {
    return versions;
  }

  /** Who reaches whom. */
  public Network network() {
    return network;
  }

  // ── Addresses ──

  void know(Change change) {
    if (change.before() != null
        && change.after() != null
        && change.before().status() == change.after().status()) {
      return;
    }
    String before = change.before() == null ? "" : change.before().status().string("podIP", "");
    String after = change.after() == null ? "" : change.after().status().string("podIP", "");
    if (!before.equals(after)) {
      TreeSet<ObjectKey> known = byAddress.get(before);
      if (known != null && known.remove(change.key()) && known.isEmpty()) {
        byAddress.remove(before);
      }
      if (change.after() != null) {
        know(change.after());
      }
    }
  }

  void know(KubeObject pod) {
    String address = pod.status().string("podIP", "");
    if (!address.isEmpty()) {
      byAddress.computeIfAbsent(address, fresh -> new TreeSet<>()).add(pod.key());
    }
  }

  @Override
  public List<ObjectKey> podsAt(String address) {
    TreeSet<ObjectKey> pods = byAddress.get(address);
    return pods == null ? List.of() : List.copyOf(pods);
  }

  /** Asks a Pod's port over HTTP, as a client does; {@code null} where nobody listens there. */
  public Answer ask(KubeObject pod, int port, String method, String path) {
    return ask(pod, port, method, path, 1);
  }

  @Override
  public int serve(KubeObject pod, int port, String path, int many) {
    Answer answer = ask(pod, port, "GET", path, many);
    return answer == null ? 0 : answer.status();
  }

  private Answer ask(KubeObject pod, int port, String method, String path, int many) {
    PodWorker worker = kubelets.worker(pod);
    if (worker == null) {
      return null;
    }
    for (ContainerWorker container : worker.containers()) {
      ContainerProcess process = container.process();
      if (process != null) {
        process.advance(worker.now());
        Answer answer = process.answer(port, method, path, worker.now(), many);
        if (answer != null) {
          return answer;
        }
      }
    }
    return null;
  }

  @Override
  public boolean listens(KubeObject pod, int port) {
    PodWorker worker = kubelets.worker(pod);
    if (worker != null) {
      for (ContainerWorker container : worker.containers()) {
        ContainerProcess process = container.process();
        if (process != null) {
          process.advance(worker.now());
          if (process.listens(port, worker.now())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  // ── Runs ──

  /** The run of a container that began then. */
  ContainerProcess of(PodWorker pod, ContainerWorker container, long startedAt) {
    ImageReference reference = ImageReference.parse(container.state().image());
    Image image = reference == null ? null : pod.puller().image(reference);
    if (image == null) {
      image = dev.kubarium.cluster.image.ImageCatalogue.plain(reference);
    }
    ContainerSetup setup = setup(pod, container, image, reference.tag(), startedAt);
    return new ContainerProcess(setup, surroundings(pod, container));
  }

  /** What others may change later is read as the container begins, the rest when somebody asks. */
  private static Supplier<Map<String, String>> variables(
      PodWorker pod, JsonObject spec, Image image) {
    if (!Environment.asksOthers(spec)) {
      return once(() -> new Environment(pod, spec).variables(image));
    }
    Map<String, String> now = new Environment(pod, spec).variables(image);
    return () -> now;
  }

  private static ContainerSetup setup(
      PodWorker pod, ContainerWorker container, Image image, String tag, long startedAt) {
    JsonObject spec = container.spec();
    Supplier<Map<String, String>> env = variables(pod, spec, image);
    List<Integer> ports = new ArrayList<>();
    for (JsonObject port : spec.array("ports").objects()) {
      ports.add((int) port.integer("containerPort", 0));
    }
    Object limit = spec.object("resources").object("limits").get("memory");
    String about = pod.uid() + "/" + container.name() + "/" + container.state().restarts();
    return new ContainerSetup(
        about,
        image,
        tag,
        command(spec, image, env),
        env,
        ports,
        Environment.hostname(pod.object()),
        spec.string("workingDir", "/"),
        startedAt,
        limit == null ? 0 : Quantities.value(limit),
        (int) pod.draw("start/" + about).between(80, 130));
  }

  private static <T> Supplier<T> once(Supplier<T> source) {
    return new Supplier<>() {
      private T value;

      @Override
      public T get() {
        if (value == null) {
          value = source.get();
        }
        return value;
      }
    };
  }

  /**
   * {@code command} replaces the image's entrypoint and its arguments; {@code args} only the
   * arguments.
   */
  private static List<String> command(
      JsonObject spec, Image image, Supplier<Map<String, String>> env) {
    List<String> own = spec.array("command").strings();
    List<String> arguments = spec.array("args").strings();
    List<String> command = new ArrayList<>(own.isEmpty() ? image.entrypoint() : own);
    command.addAll(!arguments.isEmpty() || !own.isEmpty() ? arguments : image.arguments());
    command.replaceAll(
        word ->
            word.contains("$(") || word.contains("$$")
                ? Environment.expand(word, env.get())
                : word);
    return command;
  }

  /** What keeps a container from being created, or {@code null}. */
  String configFault(PodWorker pod, JsonObject spec) {
    boolean asks = spec.isSet("envFrom") || spec.isSet("env");
    String fault = asks ? new Environment(pod, spec).fault() : null;
    return fault != null ? fault : rootFault(pod, spec);
  }

  /** Who must not run as root may not say so, nor leave it to an image whose user is root. */
  private static String rootFault(PodWorker pod, JsonObject spec) {
    JsonObject own = spec.object("securityContext");
    JsonObject ofPod = pod.object().spec().object("securityContext");
    boolean forbidden =
        own.isSet("runAsNonRoot") ? own.bool("runAsNonRoot") : ofPod.bool("runAsNonRoot");
    Long user = own.isSet("runAsUser") ? own.integer("runAsUser") : ofPod.integer("runAsUser");
    if (!forbidden || user != null && user != 0) {
      return null;
    }
    String whose =
        " (pod: \""
            + pod.object().name()
            + "_"
            + pod.object().namespace()
            + "("
            + pod.uid()
            + ")\", container: "
            + spec.string("name", "")
            + ")";
    if (user != null) {
      return "container's runAsUser breaks non-root policy" + whose;
    }
    return ROOTLESS.matcher(spec.string("image", "")).find()
        ? null
        : "container has runAsNonRoot and image will run as root" + whose;
  }

  /** Why its command cannot be started, in the container runtime's words, or {@code null}. */
  String startFailure(Image image, PodWorker pod, ContainerWorker container) {
    JsonObject spec = container.spec();
    if (spec.array("command").isEmpty() && spec.array("args").isEmpty()) {
      return null;
    }
    List<String> command = command(spec, image, () -> Map.of());
    if (command.isEmpty()) {
      return "failed to create containerd task: no command specified";
    }
    String word = command.get(0);
    if (Shell.knows(image, word)) {
      return null;
    }
    return word.contains("/")
        ? START_FAILURE + word + "\": stat " + word + ": no such file or directory"
        : START_FAILURE + word + "\": executable file not found in $PATH";
  }

  /** A run that ended, for its log: as it is remembered, or told anew. */
  ContainerProcess ended(PodWorker pod, ContainerWorker container, JsonObject end) {
    ContainerProcess remembered = pod.previous(container.name());
    long startedAt = Moments.of(end.string("startedAt"));
    if (remembered != null
        && dev.kubarium.cluster.object.Timestamps.format(remembered.setup().startedAt())
            .equals(end.string("startedAt"))) {
      return remembered;
    }
    String about = pod.uid() + "/" + container.name() + "/" + end.string("startedAt");
    ContainerProcess told = ended.get(about);
    if (told == null) {
      told = of(pod, container, startedAt);
      long finishedAt = Moments.of(end.string("finishedAt"));
      told.advance(finishedAt);
      told.log().close(finishedAt);
      if (ended.size() > 32) {
        ended.remove(ended.keySet().iterator().next());
      }
      ended.put(about, told);
    }
    return told;
  }

  void forget(PodWorker pod) {
    ended.keySet().removeIf(about -> about.startsWith(pod.uid()));
  }

  Surroundings surroundings(PodWorker pod, ContainerWorker container) {
    return new PodSurroundings(this, pod, container);
  }
}
