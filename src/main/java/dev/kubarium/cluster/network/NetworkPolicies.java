package dev.kubarium.cluster.network;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;

/**
 * Which connections the NetworkPolicies allow. A Pod that no policy selects is open; one that some
 * do is open only to what one of them names.
 *
 * <p>Documentation: concepts/services-networking/network-policies. What a Pod's own node asks of
 * it, the kubelet's probes, does not come this way and is always allowed.
 */
public final class NetworkPolicies {

  private final Client client;

  NetworkPolicies(Client client) {
    this.client = client;
  }

  /** Whether a connection may be opened. */
  boolean allow(Peer from, Peer to, int port, String protocol) {
    return from.isSameAs(to)
        || allows(from, "Egress", "egress", "to", to, to, port, protocol)
            && allows(to, "Ingress", "ingress", "from", from, to, port, protocol);
  }

  /**
   * Whether what {@code guarded} is selected by lets {@code other} through. The port is one of
   * {@code server}.
   */
  private boolean allows(
      Peer guarded,
      String type,
      String rules,
      String peers,
      Peer other,
      Peer server,
      int port,
      String protocol) {
    if (guarded.namespace().isEmpty()) {
      return true;
    }
    boolean isolated = false;
    for (KubeObject policy : client.list(Kinds.NETWORK_POLICY, guarded.namespace())) {
      JsonObject spec = policy.spec();
      if (!spec.array("policyTypes").contains(type)
          || !LabelSelector.of(spec.object("podSelector")).matches(guarded.labels())) {
        continue;
      }
      isolated = true;
      for (JsonObject rule : spec.array(rules).objects()) {
        if (takesPort(rule.array("ports"), server, port, protocol)
            && takesPeer(rule.array(peers), policy.namespace(), other)) {
          return true;
        }
      }
    }
    return !isolated;
  }

  private static boolean takesPort(JsonArray ports, Peer server, int port, String protocol) {
    if (ports.isEmpty()) {
      return true;
    }
    for (JsonObject each : ports.objects()) {
      if (!each.string("protocol", "TCP").equals(protocol)) {
        continue;
      }
      if (!each.isSet("port")) {
        return true;
      }
      if (each.get("port") instanceof Long first) {
        if (port >= first && port <= each.integer("endPort", first)) {
          return true;
        }
      } else if (port == named(server, each.string("port"), protocol)) {
        return true;
      }
    }
    return false;
  }

  /** The number behind a port's name in the Pod that serves, or -1. */
  private static long named(Peer server, String name, String protocol) {
    if (server.pod() != null) {
      for (String list : new String[] {"containers", "initContainers"}) {
        for (JsonObject container : server.pod().spec().array(list).objects()) {
          JsonObject port = container.array("ports").find("name", name);
          if (port != null && port.string("protocol", "TCP").equals(protocol)) {
            return port.integer("containerPort", -1);
          }
        }
      }
    }
    return -1;
  }

  private boolean takesPeer(JsonArray peers, String namespace, Peer other) {
    if (peers.isEmpty()) {
      return true;
    }
    for (JsonObject peer : peers.objects()) {
      boolean takes =
          peer.isSet("ipBlock")
              ? isIn(peer.object("ipBlock"), other.address())
              : isSelected(peer, namespace, other);
      if (takes) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIn(JsonObject block, String address) {
    return Cidr.contains(block.string("cidr", ""), address)
        && block.array("except").strings().stream()
            .noneMatch(except -> Cidr.contains(except, address));
  }

  private boolean isSelected(JsonObject peer, String namespace, Peer other) {
    if (other.namespace().isEmpty()) {
      return false;
    }
    boolean there;
    if (peer.isSet("namespaceSelector")) {
      KubeObject home = client.get(Kinds.NAMESPACE, "", other.namespace());
      there =
          home != null && LabelSelector.of(peer.object("namespaceSelector")).matches(home.labels());
    } else {
      there = other.namespace().equals(namespace);
    }
    return there
        && (!peer.isSet("podSelector")
            || LabelSelector.of(peer.object("podSelector")).matches(other.labels()));
  }
}
