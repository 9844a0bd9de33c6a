package dev.kubarium.cluster.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.network.Connection.Outcome;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Services, node ports, load balancers and Ingresses as clients inside and outside the cluster meet
 * them.
 */
class NetworkTest {

  private static final Peer INSIDE = Peer.inside("10.244.9.9", "default", JsonObject.EMPTY);
  private static final Peer OUTSIDE = Peer.outside("203.0.113.9");

  /** Three Pods a-0, a-1, a-2 with the label app: a behind the Service a. */
  private static NetworkTestKit three(String more) {
    NetworkTestKit world = new NetworkTestKit();
    for (int i = 0; i < 3; i++) {
      world.apply(
          "apiVersion: v1\nkind: Pod\nmetadata: {name: a-"
              + i
              + ", labels: {app: a}}\nspec: {terminationGracePeriodSeconds: 6, "
              + "containers: [{name: main, image: 'traefik/whoami', ports: [{name: http, containerPort: 80}], lifecycle: {preStop: {sleep: {seconds: 5}}}}]}");
    }
    return world.service("default", "a", "a", more).after("15s");
  }

  @Test
  void aServiceSpreadsConnectionsOverItsReadyPods() {
    assertEquals(Set.of("a-0", "a-1", "a-2"), three("").served(INSIDE, "a", 8080));
  }

  @Test
  void aServiceWithoutEndpointsRefuses() {
    NetworkTestKit world =
        new NetworkTestKit()
            .service("default", "a", "nobody", "")
            .client("default", "c")
            .after("10s");
    assertEquals(Outcome.NO_ENDPOINTS, world.from(INSIDE, "a", 8080).outcome());
    assertTrue(world.wget("default", "c", "http://a:8080").contains("Connection refused"));
  }

  @Test
  void aPortThatTheServiceDoesNotHaveTimesOut() {
    assertEquals(Outcome.TIMED_OUT, three("").from(INSIDE, "a", 81).outcome());
  }

  @Test
  void aTargetPortOnWhichNobodyListensRefuses() {
    NetworkTestKit world =
        three("")
            .apply(
                "apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {selector: {app: a}, ports: [{port: 80, targetPort: 9999}]}")
            .after("2s");
    assertEquals(Outcome.REFUSED, world.from(INSIDE, "b", 80).outcome());
  }

  @Test
  void namesAreFoundFromTheNamespaceOfTheClient() {
    NetworkTestKit world = three("");
    Peer shop = Peer.inside("10.244.9.8", "shop", JsonObject.EMPTY);
    assertEquals(Outcome.UNKNOWN_NAME, world.from(shop, "a", 8080).outcome());
    assertTrue(world.from(shop, "a.default", 8080).isReached());
    assertTrue(world.from(shop, "a.default.svc.cluster.local", 8080).isReached());
    assertEquals(Outcome.UNKNOWN_NAME, world.from(OUTSIDE, "a.default", 8080).outcome());
  }

  @Test
  void sessionAffinityKeepsAClientWithItsPod() {
    NetworkTestKit world = three(", sessionAffinity: ClientIP");
    TreeSet<String> all = new TreeSet<>();
    for (int i = 1; i < 30; i++) {
      TreeSet<String> served =
          world.served(Peer.inside("10.244.9." + i, "default", JsonObject.EMPTY), "a", 8080);
      assertEquals(1, served.size());
      all.addAll(served);
    }
    assertEquals(3, all.size());
  }

  @Test
  void aPodThatEndsGetsNoNewConnectionsUnlessNobodyElseIsLeft() {
    NetworkTestKit world = three("");
    world.delete(Kinds.POD, "default", "a-0").after("1s");
    assertEquals(Set.of("a-1", "a-2"), world.served(INSIDE, "a", 8080));
    world.delete(Kinds.POD, "default", "a-1").delete(Kinds.POD, "default", "a-2").after("1s");
    assertTrue(
        world.from(INSIDE, "a", 8080).isReached(),
        "endpoints that still serve while they end are the last resort");
    world.after("20s");
    assertEquals(Outcome.NO_ENDPOINTS, world.from(INSIDE, "a", 8080).outcome());
  }

  @Test
  void aHeadlessServiceIsTheNamesOfItsPods() {
    NetworkTestKit world =
        three("")
            .apply(
                "apiVersion: v1\nkind: Service\nmetadata: {name: h}\nspec: {clusterIP: None, selector: {app: a}, ports: [{port: 80}]}")
            .after("2s");
    assertEquals(3, world.network().resolve(INSIDE, "h").addresses().size());
    assertEquals(Set.of("a-0", "a-1", "a-2"), world.served(INSIDE, "h", 80));
  }

  @Test
  void everyNodeAnswersOnANodePort() {
    NetworkTestKit world = three(", type: NodePort");
    world.kit.patch(
        Kinds.SERVICE, "a", "spec: {ports: [{port: 8080, targetPort: http, nodePort: 30080}]}");
    world.after("1s");
    for (String node : List.of("node-1", "192.168.49.3")) {
      assertEquals(Set.of("a-0", "a-1", "a-2"), world.served(OUTSIDE, node, 30080));
    }
    assertEquals(Outcome.REFUSED, world.from(OUTSIDE, "node-1", 30081).outcome());
  }

  @Test
  void underTheLocalPolicyANodeWithoutPodsDropsWhatComes() {
    NetworkTestKit world =
        new NetworkTestKit()
            .apply(
                "apiVersion: v1\nkind: Pod\nmetadata: {name: one, labels: {app: a}}\nspec: {nodeName: node-1, containers: [{name: main, image: 'traefik/whoami', ports: [{name: http, containerPort: 80}]}]}")
            .apply(
                "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: NodePort, externalTrafficPolicy: Local, selector: {app: a}, ports: [{port: 80, nodePort: 30080}]}")
            .after("12s");
    assertTrue(world.from(OUTSIDE, "node-1", 30080).isReached());
    assertEquals(Outcome.TIMED_OUT, world.from(OUTSIDE, "node-2", 30080).outcome());
  }

  @Test
  void aLoadBalancerIsReachedFromOutsideWithinItsSourceRanges() {
    NetworkTestKit world =
        three(", type: LoadBalancer, loadBalancerSourceRanges: [203.0.113.0/24]")
            .address(Kinds.SERVICE, "default", "a", "172.18.255.200");
    assertTrue(world.from(OUTSIDE, "172.18.255.200", 8080).isReached());
    assertEquals(
        Outcome.TIMED_OUT,
        world.from(Peer.outside("198.51.100.1"), "172.18.255.200", 8080).outcome());
  }

  @Test
  void podsOnAMachineThatLostTheNetworkTimeOut() {
    NetworkTestKit world = three("");
    world.kit.cluster().kubelets().stop("node-1", world.api());
    TreeSet<String> served = world.served(INSIDE, "a", 8080);
    assertTrue(served.contains("TIMED_OUT"), served.toString());
    world.after("60s");
    assertTrue(
        !world.served(INSIDE, "a", 8080).contains("TIMED_OUT"),
        "once the node is not ready, its Pods are no endpoints");
  }

  // ── Ingress ──

  private static final String INGRESS =
      """
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: %s}
      spec:
        ingressClassName: nginx
        %s
      """;

  private static String path(String type, String path, String service) {
    return "{pathType: "
        + type
        + ", path: "
        + path
        + ", backend: {service: {name: "
        + service
        + ", port: {number: 8080}}}}";
  }

  private static NetworkTestKit ingresses() {
    NetworkTestKit world = new NetworkTestKit();
    for (String name : List.of("shop", "cart", "pay", "wild", "rest")) {
      world.server("default", name).service("default", name, name, "");
    }
    world.apply(
        INGRESS.formatted(
            "main",
            "rules: [{host: shop.example, http: {paths: ["
                + path("Prefix", "/", "shop")
                + ", "
                + path("Prefix", "/cart", "cart")
                + ", "
                + path("Exact", "/cart/pay", "pay")
                + "]}}, {host: '*.example', http: {paths: ["
                + path("Prefix", "/", "wild")
                + "]}}]"));
    world.apply(
        INGRESS.formatted("rest", "defaultBackend: {service: {name: rest, port: {number: 8080}}}"));
    return world
        .after("20s")
        .address(Kinds.INGRESS, "default", "main", "172.18.255.201")
        .address(Kinds.INGRESS, "default", "rest", "172.18.255.201");
  }

  private static String address(NetworkTestKit world) {
    return IngressRoutes.address(world.get(Kinds.INGRESS, "default", "main"));
  }

  @Test
  void anIngressChoosesByHostThenByTheLongestPath() {
    NetworkTestKit world = ingresses();
    // host, path → the Pod that answers
    String[][] table = {
      {"shop.example", "/", "shop"},
      {"shop.example", "/cart", "cart"},
      {"shop.example", "/cart/", "cart"},
      {"shop.example", "/cart/items?all", "cart"},
      {"shop.example", "/cartoon", "shop"},
      {"shop.example", "/cart/pay", "pay"},
      {"shop.example", "/cart/pay/now", "cart"},
      {"other.example", "/cart", "wild"},
      {address(world), "/", "rest"},
    };
    for (String[] row : table) {
      Connection connection = world.fromOutside(row[0], 80, row[1]);
      assertTrue(connection.isReached(), row[0] + row[1] + " " + connection);
      assertEquals(row[2], connection.pod().name(), row[0] + row[1]);
      assertEquals(
          List.of("Ingress", "Service"),
          connection.through().stream().map(each -> each.kind().name()).toList());
    }
    assertEquals(Outcome.UNKNOWN_NAME, world.fromOutside("a.b.example", 80, "/").outcome());
    assertEquals(Outcome.UNKNOWN_NAME, world.fromOutside("example", 80, "/").outcome());
  }

  @Test
  void anIngressAnswersItselfWhereNobodyElseCan() {
    NetworkTestKit world = ingresses();
    world.delete(Kinds.INGRESS, "default", "rest");
    assertEquals(404, world.fromOutside(address(world), 80, "/").status());
    world.delete(Kinds.SERVICE, "default", "pay");
    assertEquals(503, world.fromOutside("shop.example", 80, "/cart/pay").status());
    world.delete(Kinds.POD, "default", "cart").after("10s");
    assertEquals(503, world.fromOutside("shop.example", 80, "/cart").status());
    world.policy(
        "default", "deny", "{podSelector: {matchLabels: {app: shop}}, policyTypes: [Ingress]}");
    assertEquals(504, world.fromOutside("shop.example", 80, "/").status());
  }

  @Test
  void anIngressWithoutAnAddressIsNotServed() {
    NetworkTestKit world =
        new NetworkTestKit().server("default", "a").service("default", "a", "a", "");
    world.apply(
        INGRESS
            .formatted(
                "main",
                "rules: [{host: shop.example, http: {paths: [" + path("Prefix", "/", "a") + "]}}]")
            .replace("ingressClassName: nginx", "ingressClassName: nobody"));
    world.after("20s");
    assertNull(world.network().resolve(OUTSIDE, "shop.example"));
  }

  @Test
  void curlNamesTheHostInAHeader() {
    NetworkTestKit world =
        ingresses()
            .apply(
                "apiVersion: v1\nkind: Pod\nmetadata: {name: c}\nspec: {containers: [{name: main, image: 'curlimages/curl', command: [sleep, '9999']}]}")
            .after("10s");
    var result =
        world
            .kit
            .cluster()
            .kubelets()
            .exec(
                world.pod("default", "c"),
                "main",
                List.of(
                    "curl", "-s", "-H", "Host: shop.example", "http://" + address(world) + "/cart"),
                "");
    assertTrue(result.out().contains("Hostname: cart"), result.out() + result.err());
  }
}
