package dev.kubarium.cluster.network;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.Annotations;
import dev.kubarium.cluster.object.Fault;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.NodeLeases;
import java.util.List;

/** Which parts of the network are down: machines that lost it, and cuts between namespaces. */
public final class Outages {

  private final Client client;

  Outages(Client client) {
    this.client = client;
  }

  boolean isDown(Peer from, Peer to) {
    return !from.isSameAs(to)
        && (isOff(from.node())
            || isOff(to.node())
            || isCut(from.home(), to.home())
            || isCut(to.home(), from.home()));
  }

  /** Whether a machine lost the network. */
  boolean isOff(String node) {
    return !node.isEmpty()
        && NodeLeases.isStopped(client.get(Kinds.LEASE, NodeLeases.NAMESPACE, node));
  }

  private boolean isCut(String one, String other) {
    KubeObject namespace =
        one.isEmpty() || other.isEmpty() ? null : client.get(Kinds.NAMESPACE, "", one);
    return namespace != null && cuts(namespace).contains(other);
  }

  /** The namespaces that this one is cut off from. */
  public static List<String> cuts(KubeObject namespace) {
    String names = namespace.annotations().string(Annotations.CUT_FROM, "");
    return names.isEmpty() ? List.of() : List.of(names.split(","));
  }

  /** A Namespace as it is once it is cut off from another, or no longer so. */
  public static JsonObject cut(JsonObject namespace, String other, boolean off) {
    return Fault.listed(namespace, Annotations.CUT_FROM, other, off);
  }
}
