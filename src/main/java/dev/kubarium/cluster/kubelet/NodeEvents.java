package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;

/** What a kubelet tells of its own node. Models: pkg/kubelet, recordNodeStatusEvent */
final class NodeEvents {

  private static final List<String> AT_FIRST =
      List.of("NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID");

  private NodeEvents() {}

  /** The kubelet began. */
  static void started(Client client, KubeObject node) {
    client.event(node, "Normal", "Starting", "Starting kubelet.");
    AT_FIRST.forEach(reason -> isNow(client, node, reason));
    client.event(
        node, "Normal", "NodeAllocatableEnforced", "Updated Node Allocatable limit across pods");
    isNow(client, node, "NodeReady");
  }

  /** {@code reason} is the state that it says, e.g. {@code NodeReady}. */
  static void isNow(Client client, KubeObject node, String reason) {
    client.event(node, "Normal", reason, "Node " + node.name() + " status is now: " + reason);
  }
}
