package dev.kubarium.cluster.network;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.network.Connection.Outcome;
import dev.kubarium.cluster.network.ServiceEndpoints.Backend;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * From an address and a port to the Pod that a connection ends at: cluster addresses, load
 * balancers, ports of nodes and of Pods, past NetworkPolicies and what is down.
 *
 * <p>Documentation: reference/networking/virtual-ips. Models: pkg/proxy/iptables/proxier.go. Left
 * out: with {@code sessionAffinity: ClientIP} a client stays with its Pod by a fixed order of
 * preference instead of a memory, so a new Pod takes over some clients and {@code timeoutSeconds}
 * does not count.
 */
final class ServiceProxy {

  private static final String LOCAL = "Local";

  private final Client client;
  private final ServiceEndpoints endpoints;
  private final NetworkPolicies policies;
  private final Outages outages;
  private final Sockets sockets;

  ServiceProxy(Client client, Sockets sockets) {
    this.client = client;
    this.sockets = sockets;
    this.endpoints = new ServiceEndpoints(client);
    this.policies = new NetworkPolicies(client);
    this.outages = new Outages(client);
  }

  NetworkPolicies policies() {
    return policies;
  }

  Outages outages() {
    return outages;
  }

  ServiceEndpoints endpoints() {
    return endpoints;
  }

  /** Opens a TCP connection; {@code choose} answers one of so many, by chance. */
  Connection connect(Peer from, String address, int port, IntUnaryOperator choose) {
    if (address.equals("127.0.0.1")) {
      return from.pod() == null
          ? Connection.failed(Outcome.REFUSED, address, null, List.of())
          : toPod(from, from.pod(), address, port);
    }
    KubeObject service = endpoints.serviceAt(address);
    if (service != null) {
      return toService(from, service, address, port, choose);
    }
    service = endpoints.balancerAt(address);
    if (service != null) {
      return toBalancer(from, service, address, port, choose);
    }
    KubeObject node = nodeAt(address);
    if (node != null) {
      return toNode(from, node, address, port, choose);
    }
    return toAddress(from, address, port);
  }

  private Connection toAddress(Peer from, String address, int port) {
    KubeObject last = null;
    for (ObjectKey key : sockets.podsAt(address)) {
      KubeObject pod = client.get(key);
      last = pod == null ? last : pod;
      if (pod != null && sockets.listens(pod, port)) {
        return toPod(from, pod, address, port);
      }
    }
    return last == null
        ? Connection.failed(Outcome.TIMED_OUT, address, null, List.of())
        : toPod(from, last, address, port);
  }

  private Connection toPod(Peer from, KubeObject pod, String address, int port) {
    Peer to = Peer.of(pod);
    Outcome outcome =
        outages.isDown(from, to)
            ? Outcome.TIMED_OUT
            : !policies.allow(from, to, port, "TCP")
                ? Outcome.DENIED
                : sockets.listens(pod, port) ? Outcome.REACHED : Outcome.REFUSED;
    return new Connection(outcome, address, pod, port, List.of(), 0);
  }

  // ── Services ──

  private Connection toService(
      Peer from, KubeObject service, String address, int port, IntUnaryOperator choose) {
    List<Backend> backends = endpoints.backends(service, port);
    if (backends == null) {
      return Connection.failed(Outcome.TIMED_OUT, address, null, List.of(service));
    }
    if (LOCAL.equals(service.spec().string("internalTrafficPolicy"))) {
      return toOneOf(from, from, service, on(from.node(), backends), backends, address, choose);
    }
    return toOneOf(from, from, service, backends, backends, address, choose);
  }

  private Connection toBalancer(
      Peer from, KubeObject service, String address, int port, IntUnaryOperator choose) {
    List<Backend> backends = endpoints.backends(service, port);
    List<String> ranges = service.spec().array("loadBalancerSourceRanges").strings();
    boolean barred =
        !from.isInside()
            && !ranges.isEmpty()
            && ranges.stream().noneMatch(range -> Cidr.contains(range, from.address()));
    if (backends == null || barred) {
      return Connection.failed(Outcome.TIMED_OUT, address, null, List.of(service));
    }
    if (from.isInside()) {
      return toOneOf(from, from, service, backends, backends, address, choose);
    }
    if (LOCAL.equals(service.spec().string("externalTrafficPolicy"))) {
      List<Backend> reachable =
          backends.stream().filter(backend -> !outages.isOff(backend.node())).toList();
      return toOneOf(from, from, service, reachable, backends, address, choose);
    }
    KubeObject entry = entry(choose);
    return toOneOf(
        from, entry == null ? from : asNode(entry), service, backends, backends, address, choose);
  }

  /** The node by which a load balancer enters: one that is ready. */
  private KubeObject entry(IntUnaryOperator choose) {
    List<KubeObject> up =
        client.list(Kinds.NODE, "").stream().filter(node -> !outages.isOff(node.name())).toList();
    return up.isEmpty() ? null : up.get(up.size() == 1 ? 0 : choose.applyAsInt(up.size()));
  }

  private Connection toNode(
      Peer from, KubeObject node, String address, int port, IntUnaryOperator choose) {
    if (outages.isOff(node.name())) {
      return Connection.failed(Outcome.TIMED_OUT, address, null, List.of());
    }
    KubeObject service = endpoints.onNodePort(port);
    if (service == null) {
      return toHostPort(from, node, address, port);
    }
    JsonObject asked = service.spec().array("ports").find("nodePort", (long) port);
    List<Backend> backends = endpoints.backends(service, (int) asked.integer("port", 0));
    if (LOCAL.equals(service.spec().string("externalTrafficPolicy"))) {
      return toOneOf(from, from, service, on(node.name(), backends), backends, address, choose);
    }
    return toOneOf(from, asNode(node), service, backends, backends, address, choose);
  }

  private Connection toHostPort(Peer from, KubeObject node, String address, int port) {
    for (KubeObject pod : client.podsOn(node.name())) {
      for (JsonObject container : pod.spec().array("containers").objects()) {
        JsonObject found = container.array("ports").find("hostPort", (long) port);
        if (found != null && !pod.spec().bool("hostNetwork")) {
          return toPod(from, pod, address, (int) found.integer("containerPort", 0));
        }
      }
    }
    Connection direct = toAddress(from, address, port);
    return direct.pod() == null
        ? Connection.failed(Outcome.REFUSED, address, null, List.of())
        : direct;
  }

  private static List<Backend> on(String node, List<Backend> backends) {
    return backends.stream().filter(backend -> backend.node().equals(node)).toList();
  }

  /** {@code client}: whom it comes from; {@code seen}: whom the Pod sees it come from. */
  private Connection toOneOf(
      Peer client,
      Peer seen,
      KubeObject service,
      List<Backend> usable,
      List<Backend> all,
      String address,
      IntUnaryOperator choose) {
    if (usable.isEmpty()) {
      // Where there are endpoints elsewhere only, packets are dropped; where there are none at all,
      // they are refused.
      return Connection.failed(
          all.isEmpty() ? Outcome.NO_ENDPOINTS : Outcome.TIMED_OUT,
          address,
          null,
          List.of(service));
    }
    Backend chosen = chosen(client, service, usable, choose);
    return toAddress(seen, chosen.address(), chosen.port()).through(service, address);
  }

  private static Backend chosen(
      Peer client, KubeObject service, List<Backend> usable, IntUnaryOperator choose) {
    if (usable.size() == 1) {
      return usable.get(0);
    }
    if (!"ClientIP".equals(service.spec().string("sessionAffinity"))) {
      return usable.get(choose.applyAsInt(usable.size()));
    }
    Backend best = null;
    long most = Long.MIN_VALUE;
    for (Backend backend : usable) {
      long preference =
          mix((client.address() + "/" + service.uid() + "/" + backend.address()).hashCode());
      if (best == null || preference > most) {
        best = backend;
        most = preference;
      }
    }
    return best;
  }

  private static long mix(long value) {
    long z = value * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    return z ^ (z >>> 27);
  }

  // ── Nodes ──

  KubeObject nodeAt(String address) {
    for (KubeObject node : client.list(Kinds.NODE, "")) {
      if (node.status().array("addresses").find("address", address) != null) {
        return node;
      }
    }
    return null;
  }

  private static Peer asNode(KubeObject node) {
    JsonObject internal = node.status().array("addresses").find("type", "InternalIP");
    return new Peer(
        internal == null ? "" : internal.string("address", ""), "", JsonObject.EMPTY, null, "");
  }

  /**
   * A connection to one endpoint of a Service, past the Service's own address: how an Ingress
   * connects.
   */
  Connection direct(Peer from, KubeObject service, int port, IntUnaryOperator choose) {
    List<Backend> backends = endpoints.backends(service, port);
    if (backends == null || backends.isEmpty()) {
      return Connection.failed(Outcome.NO_ENDPOINTS, null, null, List.of(service));
    }
    Backend chosen = backends.get(backends.size() == 1 ? 0 : choose.applyAsInt(backends.size()));
    return toAddress(from, chosen.address(), chosen.port()).through(service, chosen.address());
  }
}
