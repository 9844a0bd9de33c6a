package dev.kubarium.cluster;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.ingress.IngressController;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;

/**
 * What a new cluster holds before anybody asks for anything: its namespaces, its own Service, its
 * machines.
 */
final class Bootstrap {

  static final String ACTOR = "kube-apiserver";

  /** How the Node of a machine that is there begins its {@code spec.providerID}. */
  static final String PROVIDER = "kubarium://";

  private static final List<String> NAMESPACES =
      List.of("default", "kube-system", "kube-public", "kube-node-lease");
  private static final String FIRST_ADDRESS = "192.168.49.";
  private static final long API_SERVER_PORT = 8443;

  private final Client client;

  Bootstrap(Client client) {
    this.client = client;
  }

  void run(ClusterSpec spec) {
    for (String namespace : NAMESPACES) {
      create(Kinds.NAMESPACE, JsonObject.of("name", namespace), JsonObject.EMPTY);
    }
    priorityClass(
        "system-cluster-critical",
        2_000_000_000L,
        "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.");
    priorityClass(
        "system-node-critical",
        2_000_001_000L,
        "Used for system critical pods that must not be moved from their current node.");
    create(
        Kinds.STORAGE_CLASS,
        JsonObject.of(
            "name",
            "standard",
            "annotations",
            JsonObject.of("storageclass.kubernetes.io/is-default-class", "true")),
        JsonObject.of(
            "provisioner", "kubarium.dev/volumes",
            "reclaimPolicy", "Delete",
            "volumeBindingMode", "Immediate",
            "allowVolumeExpansion", true));
    create(
        Kinds.INGRESS_CLASS,
        JsonObject.of(
            "name",
            "nginx",
            "annotations",
            JsonObject.of("ingressclass.kubernetes.io/is-default-class", "true")),
        JsonObject.of("spec", JsonObject.of("controller", IngressController.CONTROLLER)));
    apiService();
    spec.nodes().forEach(this::join);
  }

  private void priorityClass(String name, long value, String description) {
    create(
        Kinds.PRIORITY_CLASS,
        JsonObject.of("name", name),
        JsonObject.of("value", value, "description", description));
  }

  /** The Service by which Pods reach the API, and the one address behind it. */
  private void apiService() {
    JsonObject labels = JsonObject.of("component", "apiserver", "provider", "kubernetes");
    create(
        Kinds.SERVICE,
        JsonObject.of("name", "kubernetes", "namespace", "default", "labels", labels),
        JsonObject.of(
            "spec",
            JsonObject.of(
                "type",
                "ClusterIP",
                "clusterIP",
                "10.96.0.1",
                "clusterIPs",
                JsonArray.of("10.96.0.1"),
                "ports",
                JsonArray.of(
                    JsonObject.of(
                        "name",
                        "https",
                        "protocol",
                        "TCP",
                        "port",
                        443L,
                        "targetPort",
                        API_SERVER_PORT)))));
    create(
        Kinds.ENDPOINT_SLICE,
        JsonObject.of(
            "name", "kubernetes",
            "namespace", "default",
            "labels", JsonObject.of("kubernetes.io/service-name", "kubernetes")),
        JsonObject.of(
            "addressType", "IPv4",
            "endpoints",
                JsonArray.of(
                    JsonObject.of(
                        "addresses",
                        JsonArray.of(FIRST_ADDRESS + 1),
                        "conditions",
                        JsonObject.of("ready", true))),
            "ports",
                JsonArray.of(
                    JsonObject.of("name", "https", "protocol", "TCP", "port", API_SERVER_PORT))));
  }

  /**
   * Adds a machine as a Node; its kubelet says the rest. Its number decides its addresses: the
   * third machine that ever joined has 192.168.49.4 and the Pods 10.244.2.0/24.
   */
  KubeObject join(ClusterSpec.NodeSpec machine) {
    int number = nextNumber();
    JsonObject capacity =
        JsonObject.of(
            "cpu",
            machine.cpuMilli() % 1000 == 0
                ? Long.toString(machine.cpuMilli() / 1000)
                : machine.cpuMilli() + "m",
            "memory",
            machine.memoryBytes() / 1024 + "Ki",
            "ephemeral-storage",
            "61255492Ki",
            "hugepages-2Mi",
            "0",
            "pods",
            Long.toString(machine.pods()));
    String cidr = "10.244." + number + ".0/24";
    return create(
        Kinds.NODE,
        JsonObject.of(
            "name", machine.name(),
            "labels",
                JsonObject.of(
                    "beta.kubernetes.io/arch", "amd64",
                    "beta.kubernetes.io/os", "linux",
                    "kubernetes.io/arch", "amd64",
                    "kubernetes.io/hostname", machine.name(),
                    "kubernetes.io/os", "linux")),
        JsonObject.of(
            "spec",
                JsonObject.of(
                    "podCIDR",
                    cidr,
                    "podCIDRs",
                    JsonArray.of(cidr),
                    "providerID",
                    PROVIDER + machine.name()),
            "status",
                JsonObject.of(
                    "capacity", capacity,
                    "allocatable", capacity,
                    "addresses",
                        JsonArray.of(
                            JsonObject.of(
                                "type", "InternalIP", "address", FIRST_ADDRESS + (number + 2)),
                            JsonObject.of("type", "Hostname", "address", machine.name())))));
  }

  private int nextNumber() {
    int next = 0;
    for (KubeObject node : client.list(Kinds.NODE, "")) {
      String[] parts = node.spec().string("podCIDR", "").split("\\.");
      if (parts.length == 4) {
        next = Math.max(next, Integer.parseInt(parts[2]) + 1);
      }
    }
    return next;
  }

  private KubeObject create(Kind kind, JsonObject metadata, JsonObject rest) {
    return client.create(
        KubeObject.of(
            kind,
            rest.with("apiVersion", kind.apiVersion())
                .with("kind", kind.name())
                .with("metadata", metadata)));
  }
}
