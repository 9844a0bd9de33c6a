package dev.kubarium.cluster.network;

import dev.kubarium.cluster.ClusterTestKit;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.sim.Chance;
import java.util.List;
import java.util.TreeSet;

/** A cluster with servers and clients in two namespaces, and what they hear from each other. */
final class NetworkTestKit {

  final ClusterTestKit kit = ClusterTestKit.given(2);
  private int luck;

  NetworkTestKit() {
    kit.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: blue}}");
    after("1s");
  }

  NetworkTestKit apply(String yaml) {
    kit.apply(yaml);
    return this;
  }

  NetworkTestKit after(String duration) {
    kit.after(duration);
    return this;
  }

  /** A Pod that serves on port 80 (and listens nowhere else), labelled {@code app: name}. */
  NetworkTestKit server(String namespace, String name) {
    return apply(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: "
            + name
            + ", namespace: "
            + namespace
            + ", labels: {app: "
            + name
            + "}}\nspec: {terminationGracePeriodSeconds: 2, containers: [{name: main, image: 'traefik/whoami', ports: [{name: http, containerPort: 80}]}]}");
  }

  NetworkTestKit client(String namespace, String name) {
    return apply(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: "
            + name
            + ", namespace: "
            + namespace
            + ", labels: {role: "
            + name
            + "}}\nspec: {containers: [{name: main, image: 'busybox:1.36', command: [sleep, '100000']}]}");
  }

  NetworkTestKit service(String namespace, String name, String app, String more) {
    return apply(
        "apiVersion: v1\nkind: Service\nmetadata: {name: "
            + name
            + ", namespace: "
            + namespace
            + "}\nspec: {selector: {app: "
            + app
            + "}, ports: [{port: 8080, targetPort: http}]"
            + more
            + "}");
  }

  NetworkTestKit policy(String namespace, String name, String spec) {
    return apply(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: "
            + name
            + ", namespace: "
            + namespace
            + "}\nspec: "
            + spec);
  }

  KubeObject get(Kind kind, String namespace, String name) {
    return kit.cluster().store().get(ObjectKey.of(kind, namespace, name));
  }

  KubeObject pod(String namespace, String name) {
    return get(Kinds.POD, namespace, name);
  }

  String ip(String namespace, String pod) {
    return pod(namespace, pod).status().string("podIP");
  }

  Network network() {
    return kit.cluster().kubelets().processes().network();
  }

  /** What {@code wget} in a Pod prints: the answer, or its complaint. */
  String wget(String namespace, String pod, String url) {
    var result =
        kit.cluster()
            .kubelets()
            .exec(
                pod(namespace, pod), "main", List.of("wget", "-q", "-T", "2", "-O", "-", url), "");
    return result.exitCode() == 0 ? result.out() : result.err();
  }

  boolean reaches(String namespace, String pod, String url) {
    return wget(namespace, pod, url).contains("Hostname");
  }

  Connection from(Peer peer, String host, int port) {
    return network().request(peer, host, port, "/", host, this::choose);
  }

  Connection fromOutside(String host, int port, String path) {
    return network().request(Peer.outside("203.0.113.9"), host, port, path, host, this::choose);
  }

  private int choose(int among) {
    return new Chance(7).of("test", luck++).nextInt(among);
  }

  /** Names of the Pods that twenty connections end at. */
  TreeSet<String> served(Peer peer, String host, int port) {
    TreeSet<String> names = new TreeSet<>();
    for (int i = 0; i < 20; i++) {
      Connection connection = from(peer, host, port);
      names.add(connection.isReached() ? connection.pod().name() : connection.outcome().name());
    }
    return names;
  }

  Client api() {
    return new Client(
        kit.cluster().api(), kit.cluster().store(), kit.cluster().loop(), new Chance(1), "you");
  }

  /** What the controller of load balancers says once it made one. */
  NetworkTestKit address(Kind kind, String namespace, String name, String address) {
    api()
        .patchStatus(
            get(kind, namespace, name),
            status ->
                status.with(
                    "loadBalancer",
                    JsonObject.of("ingress", JsonArray.of(JsonObject.of("ip", address)))));
    return this;
  }

  NetworkTestKit delete(Kind kind, String namespace, String name) {
    kit.cluster()
        .api()
        .handle(ApiRequest.delete(kind, namespace, name, ApiOptions.NONE, Caller.YOU));
    return this;
  }
}
