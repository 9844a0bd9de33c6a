package dev.kubarium.cluster.fault;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.fault.FaultRefusedException.Reason;
import dev.kubarium.cluster.kubelet.Kubelets;
import dev.kubarium.cluster.network.Outages;
import dev.kubarium.cluster.object.Annotations;
import dev.kubarium.cluster.object.Fault;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.NodeLeases;
import dev.kubarium.cluster.object.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Breaks what can be broken, as somebody in the machine room would, and mends it.
 *
 * <p>Left out: slow or lossy networks, full disks, clocks that go wrong.
 */
public final class Faults {

  private static final String DOCKER_HUB = "docker.io";
  private static final int CRASHED = 1;

  /** What is left of a node's memory under pressure: less than the kubelet's threshold. */
  private static final long LEFT = 60L << 20;

  private final Client client;
  private final Kubelets kubelets;

  /** {@code client} signs what is broken. */
  public Faults(Client client, Kubelets kubelets) {
    this.client = client;
    this.kubelets = kubelets;
  }

  /** What is broken now. */
  public List<Fault> all() {
    List<Fault> faults = new ArrayList<>();
    for (Kind kind : List.of(Kinds.NODE, Kinds.NAMESPACE)) {
      client.list(kind, "").forEach(object -> faults.addAll(Fault.on(object)));
    }
    client.list(Kinds.LEASE, NodeLeases.NAMESPACE).forEach(lease -> faults.addAll(Fault.on(lease)));
    return faults;
  }

  /**
   * Breaks something; {@code wish} has a {@code kind} and the names that go with it. Answers the
   * fault that lasts, or nothing where all is done at once. Throws {@link FaultRefusedException}.
   */
  public Optional<Fault> begin(JsonObject wish) {
    String kind = wish.string("kind", "");
    switch (kind) {
      case Fault.NODE_FAILURE -> {
        String node = node(wish).name();
        kubelets.stop(node, client);
        return known(kind, node);
      }
      case Fault.NETWORK_PARTITION -> {
        KubeObject from = namespace(wish.string("from", ""));
        KubeObject to = namespace(wish.string("to", ""));
        if (from.name().equals(to.name())) {
          throw new FaultRefusedException(Reason.MISSING, to.name());
        }
        client.patch(from, tree -> Outages.cut(tree, to.name(), true));
        return known(kind, from.name(), to.name());
      }
      case Fault.REGISTRY_OUTAGE -> {
        String registry = wish.string("registry", DOCKER_HUB);
        if (!registry.matches("[a-z0-9.:-]{1,100}")) {
          throw new FaultRefusedException(Reason.MISSING, registry);
        }
        kubelets.registry(registry, false, client);
        return known(kind, registry);
      }
      case Fault.MEMORY_PRESSURE -> {
        KubeObject node = node(wish);
        String taken = Long.toString(Math.max(1, free(node) - LEFT));
        client.patch(
            node, tree -> tree.withAt(taken, "metadata", "annotations", Annotations.MEMORY_TAKEN));
        return known(kind, node.name());
      }
      case "ContainerCrash" -> end(wish, (int) wish.integer("exitCode", CRASHED), false);
      case "ContainerMemory" -> end(wish, 0, true);
      default -> throw new FaultRefusedException(Reason.KIND, kind);
    }
    return Optional.empty();
  }

  /** Mends the fault with this id; answers whether there was one. */
  public boolean mend(String id) {
    Optional<Fault> found = all().stream().filter(fault -> fault.id().equals(id)).findFirst();
    found.ifPresent(this::mend);
    return found.isPresent();
  }

  private void mend(Fault fault) {
    String first = fault.about().get(0);
    switch (fault.kind()) {
      case Fault.NODE_FAILURE -> kubelets.resume(first, client);
      case Fault.NETWORK_PARTITION ->
          client.patch(
              client.get(Kinds.NAMESPACE, "", first),
              tree -> Outages.cut(tree, fault.about().get(1), false));
      case Fault.REGISTRY_OUTAGE -> kubelets.registry(first, true, client);
      default ->
          client.patch(
              client.get(Kinds.NODE, "", first),
              tree -> tree.withoutAt("metadata", "annotations", Annotations.MEMORY_TAKEN));
    }
  }

  private Optional<Fault> known(String kind, String... about) {
    Fault wanted = new Fault(kind, List.of(about), "");
    return all().stream().filter(fault -> fault.id().equals(wanted.id())).findFirst();
  }

  private KubeObject node(JsonObject wish) {
    String name = wish.string("node", "");
    KubeObject node = client.get(Kinds.NODE, "", name);
    boolean hasMachine =
        node != null && client.get(Kinds.LEASE, NodeLeases.NAMESPACE, name) != null;
    return hasMachine ? node : missing(name);
  }

  private KubeObject namespace(String name) {
    KubeObject namespace = client.get(Kinds.NAMESPACE, "", name);
    return namespace == null ? missing(name) : namespace;
  }

  private static KubeObject missing(String name) {
    throw new FaultRefusedException(Reason.MISSING, name);
  }

  /** The bytes of a node that no Pod takes. */
  private long free(KubeObject node) {
    long free = Quantities.value(node.status().object("capacity").string("memory", "0"));
    for (KubeObject pod : client.podsOn(node.name())) {
      free -= kubelets.memory(pod);
    }
    return free;
  }

  private void end(JsonObject wish, int exitCode, boolean outOfMemory) {
    String name = wish.string("pod", "");
    KubeObject pod = client.get(Kinds.POD, wish.string("namespace", "default"), name);
    if (pod == null) {
      throw new FaultRefusedException(Reason.MISSING, name);
    }
    String first = pod.spec().array("containers").object(0).string("name", "");
    String container = wish.string("container", first);
    if (!kubelets.runs(pod, container)) {
      throw new FaultRefusedException(Reason.NOT_RUNNING, container);
    }
    if (outOfMemory) {
      kubelets.fillMemory(pod, container);
    } else {
      kubelets.crash(pod, container, exitCode);
    }
  }
}
