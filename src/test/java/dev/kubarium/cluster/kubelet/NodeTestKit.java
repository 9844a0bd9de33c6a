package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.ClusterSpec;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.apiserver.NodeConnector;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** A cluster of one machine, and what one asks of a Pod in it. */
final class NodeTestKit {

  Cluster cluster;

  NodeTestKit() {
    this(ClusterSpec.ofNodes(1), 1);
  }

  NodeTestKit(ClusterSpec spec, long seed) {
    cluster = Cluster.create(spec, seed);
    after(1);
  }

  NodeTestKit apply(String documents) {
    for (Object document : new Yaml().loadAll(documents)) {
      @SuppressWarnings("unchecked")
      JsonObject tree = JsonObject.copyOf((Map<String, Object>) document);
      Kind kind =
          cluster
              .api()
              .kinds()
              .findByName(tree.string("apiVersion"), tree.string("kind"))
              .orElseThrow()
              .kind();
      String namespace =
          kind.namespaced() ? tree.object("metadata").string("namespace", "default") : "";
      cluster.api().handle(ApiRequest.create(kind, namespace, tree, ApiOptions.NONE, Caller.YOU));
    }
    return this;
  }

  /** Writes these documents over the objects that are there. */
  NodeTestKit replace(String document) {
    @SuppressWarnings("unchecked")
    JsonObject tree = JsonObject.copyOf((Map<String, Object>) new Yaml().load(document));
    Kind kind =
        cluster
            .api()
            .kinds()
            .findByName(tree.string("apiVersion"), tree.string("kind"))
            .orElseThrow()
            .kind();
    String name = tree.object("metadata").string("name");
    cluster
        .api()
        .handle(ApiRequest.update(kind, "default", name, tree, ApiOptions.NONE, Caller.YOU));
    return this;
  }

  NodeTestKit remove(Kind kind, String name) {
    cluster.api().handle(ApiRequest.delete(kind, "default", name, ApiOptions.NONE, Caller.YOU));
    return this;
  }

  /** Somebody else says of a Pod that this condition is true. */
  void setCondition(String pod, String type) {
    client()
        .patchStatus(
            pod(pod),
            status ->
                status.with(
                    "conditions",
                    status
                        .array("conditions")
                        .plus(JsonObject.of("type", type, "status", "True"))));
  }

  /** A Pod of one container from lines of its YAML, indented by nothing. */
  NodeTestKit pod(String name, String podFields, String containerFields) {
    return apply(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: "
            + name
            + ", labels: {app: "
            + name
            + "}}\nspec:\n"
            + podFields.indent(2)
            + "  containers:\n  - name: main\n"
            + containerFields.indent(4));
  }

  NodeTestKit after(double seconds) {
    cluster.loop().runUntil(cluster.loop().now() + Math.round(seconds * 1000));
    return this;
  }

  /** Goes on with a cluster restored from a snapshot of this one. */
  NodeTestKit restored() {
    cluster = Cluster.restore(cluster.snapshot());
    return this;
  }

  KubeObject get(Kind kind, String name) {
    return cluster.store().get(ObjectKey.of(kind, "default", name));
  }

  KubeObject pod(String name) {
    return get(Kinds.POD, name);
  }

  String phase(String name) {
    return pod(name).status().string("phase");
  }

  JsonObject container(String name) {
    return pod(name).status().array("containerStatuses").object(0);
  }

  /** {@code running}, or the reason for which it waits or ended. */
  String state(String name) {
    JsonObject state = container(name).object("state");
    return state.isSet("running")
        ? "running"
        : state.object("waiting").string("reason", state.object("terminated").string("reason"));
  }

  boolean isReady(String name) {
    JsonObject ready = pod(name).status().array("conditions").find("type", "Ready");
    return ready != null && "True".equals(ready.string("status"));
  }

  void delete(String name) {
    KubeObject pod = pod(name);
    cluster
        .api()
        .handle(ApiRequest.delete(Kinds.POD, "default", pod.name(), ApiOptions.NONE, Caller.YOU));
  }

  /** The Events about a Pod, {@code Reason: message}, in the order of their writing. */
  List<String> events(String name) {
    List<KubeObject> found = new ArrayList<>();
    for (KubeObject event : cluster.store().list("events")) {
      if (event.tree().object("involvedObject").string("name", "").equals(name)) {
        found.add(event);
      }
    }
    found.sort((a, b) -> Long.compare(createdRevision(a), createdRevision(b)));
    return found.stream()
        .map(event -> event.tree().string("reason") + ": " + event.tree().string("message"))
        .toList();
  }

  private static long createdRevision(KubeObject event) {
    return Long.parseLong(event.name().substring(event.name().lastIndexOf('.') + 1), 16);
  }

  List<String> logs(String name) {
    return cluster.kubelets().logs(pod(name), "main", false).stream()
        .map(NodeConnector.LogLine::text)
        .toList();
  }

  NodeConnector.ExecResult exec(String name, String... command) {
    return cluster.kubelets().exec(pod(name), "main", List.of(command), "");
  }

  private Client client() {
    return new Client(
        cluster.api(),
        cluster.store(),
        cluster.loop(),
        new dev.kubarium.cluster.sim.Chance(1),
        "you");
  }

  void patchImage(String name, String image) {
    client()
        .patch(
            pod(name),
            tree ->
                tree.update(
                    "spec",
                    spec -> spec.updateEach("containers", each -> each.with("image", image))));
  }

  void stopKubelet() {
    cluster.kubelets().stop("node-1", client());
  }

  void resumeKubelet() {
    cluster.kubelets().resume("node-1", client());
  }

  private KubeObject node() {
    return cluster.store().get(ObjectKey.of(Kinds.NODE, "", "node-1"));
  }

  String nodeReady() {
    return nodeCondition("Ready");
  }

  String nodeCondition(String type) {
    return node().status().array("conditions").find("type", type).string("status");
  }

  boolean isTainted(String key) {
    return node().spec().array("taints").find("key", key) != null;
  }
}
