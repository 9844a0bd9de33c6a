package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.NodeLeases;
import dev.kubarium.cluster.object.Timestamps;

/**
 * What a kubelet says of its node: what it offers, where it is, how it is.
 *
 * <p>Models: pkg/kubelet/kubelet_node_status.go, nodestatus/setters.go
 *
 * <p>Left out: the heartbeat every ten seconds. A Lease that is not marked as stopped counts as
 * fresh, so that a cluster in which nothing happens does nothing; see {@link NodeLeases}.
 */
final class NodeRegistration {

  private static final String READY_MESSAGE = "kubelet is posting ready status";

  private NodeRegistration() {}

  /** Says of a Node that has joined what only its machine knows, and that it is ready. */
  static void complete(Client client, KubeObject node) {
    String now = Timestamps.format(client.now());
    if (!node.status().isSet("nodeInfo")) {
      client.patchStatus(
          node,
          status ->
              status
                  .withDefault("conditions", conditions(now))
                  .withDefault(
                      "daemonEndpoints",
                      JsonObject.of("kubeletEndpoint", JsonObject.of("Port", 10250L)))
                  .with("nodeInfo", info(client, node.name())));
      NodeEvents.started(client, node);
    }
    lease(client, node.name());
  }

  private static JsonObject info(Client client, String name) {
    var draw = client.chance().of("machine", name);
    return JsonObject.of(
        "architecture", "amd64",
        "bootID", draw.uuid(),
        "containerRuntimeVersion", "containerd://2.2.0",
        "kernelVersion", "6.12.48",
        "kubeProxyVersion", "",
        "kubeletVersion", "v1.35.0",
        "machineID", draw.uuid().replace("-", ""),
        "operatingSystem", "linux",
        "osImage", "Debian GNU/Linux 13 (trixie)",
        "systemUUID", draw.uuid());
  }

  static JsonArray conditions(String now) {
    return JsonArray.of(
        condition(
            "MemoryPressure",
            "False",
            "KubeletHasSufficientMemory",
            "kubelet has sufficient memory available",
            now),
        condition(
            "DiskPressure",
            "False",
            "KubeletHasNoDiskPressure",
            "kubelet has no disk pressure",
            now),
        condition(
            "PIDPressure",
            "False",
            "KubeletHasSufficientPID",
            "kubelet has sufficient PID available",
            now),
        condition("Ready", "True", "KubeletReady", READY_MESSAGE, now));
  }

  private static JsonObject condition(
      String type, String status, String reason, String message, String now) {
    return JsonObject.of(
        "type", type,
        "status", status,
        "reason", reason,
        "message", message,
        "lastHeartbeatTime", now,
        "lastTransitionTime", now);
  }

  /** The status of a Node that says whether there is enough memory. */
  static JsonObject memoryPressure(JsonObject status, boolean pressure, long time) {
    String now = Timestamps.format(time);
    JsonObject said =
        pressure
            ? condition(
                "MemoryPressure",
                "True",
                "KubeletHasInsufficientMemory",
                "kubelet has insufficient memory available",
                now)
            : condition(
                "MemoryPressure",
                "False",
                "KubeletHasSufficientMemory",
                "kubelet has sufficient memory available",
                now);
    return status.updateEach(
        "conditions", each -> "MemoryPressure".equals(each.string("type")) ? said : each);
  }

  /** Posts the conditions again, as after a break. Those whose status stays keep their time. */
  static void post(Client client, KubeObject node) {
    String now = Timestamps.format(client.now());
    if (!Conditions.isTrue(node.status(), "Ready")) {
      NodeEvents.isNow(client, node, "NodeReady");
    }
    client.patchStatus(
        node,
        status -> {
          JsonArray before = status.array("conditions");
          JsonArray all = JsonArray.EMPTY;
          for (JsonObject condition : conditions(now).objects()) {
            JsonObject known = before.find("type", condition.string("type"));
            if (known != null
                && "MemoryPressure".equals(known.string("type"))
                && "True".equals(known.string("status"))) {
              all = all.plus(known.with("lastHeartbeatTime", now));
              continue;
            }
            boolean same =
                known != null && known.string("status", "").equals(condition.string("status"));
            all =
                all.plus(
                    same
                        ? condition.with(
                            "lastTransitionTime", known.string("lastTransitionTime", now))
                        : condition);
          }
          return status.with("conditions", all);
        });
  }

  private static void lease(Client client, String name) {
    if (client.get(Kinds.LEASE, NodeLeases.NAMESPACE, name) != null
        || client.get(Kinds.NAMESPACE, "", NodeLeases.NAMESPACE) == null) {
      return;
    }
    client.create(
        KubeObject.of(
            Kinds.LEASE,
            JsonObject.of(
                "apiVersion",
                "coordination.k8s.io/v1",
                "kind",
                "Lease",
                "metadata",
                JsonObject.of("name", name, "namespace", NodeLeases.NAMESPACE),
                "spec",
                JsonObject.of(
                    "holderIdentity",
                    name,
                    "leaseDurationSeconds",
                    40L,
                    "renewTime",
                    Timestamps.formatMicro(client.now())))));
  }
}
