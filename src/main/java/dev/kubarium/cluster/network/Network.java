package dev.kubarium.cluster.network;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.network.Connection.Outcome;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Who reaches whom at this instant: from a name and a port to the Pod that answers, or to why none
 * does.
 */
public final class Network {

  private static final int DNS_PORT = 53;

  /** Who answers the Pods' questions for names. */
  private static final Peer DNS =
      Peer.inside("10.96.0.10", "kube-system", JsonObject.of("k8s-app", "kube-dns"));

  private final Client client;
  private final ClusterDns dns;
  private final ServiceProxy proxy;
  private final IngressRoutes ingresses;

  public Network(Client client, ClusterDns dns, Sockets sockets) {
    this.client = client;
    this.dns = dns;
    this.proxy = new ServiceProxy(client, sockets);
    this.ingresses = new IngressRoutes(client);
  }

  // ── Names ──

  /** Looks a name up as this client does; {@code null} where there is none for it. */
  public ClusterDns.Found resolve(Peer from, String name) {
    if (Cidr.isAddress(name)) {
      return new ClusterDns.Found(name, List.of(name));
    }
    if (!from.isInside()) {
      String address = publicAddress(name);
      return address == null ? null : new ClusterDns.Found(name, List.of(address));
    }
    boolean asks = name.equals("localhost") || mayAskForNames(from);
    if (!asks) {
      return null;
    }
    ClusterDns.Found inside = dns.resolve(name, from.home());
    return inside != null ? inside : resolveForwarded(name);
  }

  /** The cluster's DNS passes on what it does not know: public DNS knows the hosts of Ingresses. */
  private ClusterDns.Found resolveForwarded(String name) {
    String address = ingresses.addressOf(name);
    return address == null ? null : new ClusterDns.Found(name, List.of(address));
  }

  private boolean mayAskForNames(Peer from) {
    return !proxy.outages().isDown(from, DNS)
        && (proxy.policies().allow(from, DNS, DNS_PORT, "UDP")
            || proxy.policies().allow(from, DNS, DNS_PORT, "TCP"));
  }

  /**
   * What a name outside the cluster stands for: hosts of Ingresses, host names of load balancers,
   * nodes.
   */
  private String publicAddress(String name) {
    KubeObject node = client.get(Kinds.NODE, "", name);
    if (node != null) {
      JsonObject internal = node.status().array("addresses").find("type", "InternalIP");
      return internal == null ? null : internal.string("address");
    }
    return ingresses.addressOf(name);
  }

  /** Whether a name or address can only be meant from inside the cluster: a Service's or Pod's. */
  public boolean isInternal(String host, String namespace) {
    if (Cidr.isAddress(host)) {
      return proxy.endpoints().serviceAt(host) != null
          || proxy.endpoints().balancerAt(host) == null
              && proxy.nodeAt(host) == null
              && !ingresses.isAddress(host);
    }
    return publicAddress(host) == null;
  }

  // ── Connections ──

  /** Opens a TCP connection; {@code choose} answers one of so many, by chance. */
  public Connection connect(Peer from, String host, int port, IntUnaryOperator choose) {
    String address = address(from, host, choose);
    return address == null
        ? Connection.failed(Outcome.UNKNOWN_NAME, null, null, List.of())
        : proxy.connect(from, address, port, choose);
  }

  /** Sends an HTTP request; {@code named} is the host that it names in its header. */
  public Connection request(
      Peer from, String host, int port, String path, String named, IntUnaryOperator choose) {
    String address = address(from, host, choose);
    if (address == null) {
      return Connection.failed(Outcome.UNKNOWN_NAME, null, null, List.of());
    }
    boolean toIngress = (port == 80 || port == 443) && ingresses.isAddress(address);
    return toIngress
        ? throughIngress(address, path, named, choose)
        : proxy.connect(from, address, port, choose);
  }

  private String address(Peer from, String host, IntUnaryOperator choose) {
    ClusterDns.Found found = resolve(from, host);
    if (found == null || found.addresses().isEmpty()) {
      return null;
    }
    int count = found.addresses().size();
    return found.addresses().get(count == 1 ? 0 : choose.applyAsInt(count));
  }

  private Connection throughIngress(
      String address, String path, String host, IntUnaryOperator choose) {
    IngressRoutes.Match match = ingresses.match(host, path);
    if (match.backend() == null) {
      return new Connection(Outcome.GATEWAY, address, null, 0, List.of(), 404);
    }
    JsonObject wanted = match.backend().object("service");
    KubeObject service =
        client.get(Kinds.SERVICE, match.ingress().namespace(), wanted.string("name", ""));
    if (service == null) {
      return new Connection(Outcome.GATEWAY, address, null, 0, List.of(match.ingress()), 503);
    }
    Connection behind =
        proxy.direct(Peer.outside(address), service, port(service, wanted.object("port")), choose);
    Connection whole = behind.through(match.ingress(), address);
    return switch (behind.outcome()) {
      case REACHED, GATEWAY -> whole;
      case NO_ENDPOINTS, UNKNOWN_NAME -> gateway(whole, 503);
      case REFUSED -> gateway(whole, 502);
      case TIMED_OUT, DENIED -> gateway(whole, 504);
    };
  }

  private static Connection gateway(Connection failed, int status) {
    return new Connection(
        Outcome.GATEWAY, failed.address(), failed.pod(), 0, failed.through(), status);
  }

  private static int port(KubeObject service, JsonObject port) {
    if (port.isSet("number")) {
      return (int) port.integer("number", 0);
    }
    JsonObject named = service.spec().array("ports").find("name", port.string("name", ""));
    return named == null ? 0 : (int) named.integer("port", 0);
  }
}
