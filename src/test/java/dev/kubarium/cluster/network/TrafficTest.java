package dev.kubarium.cluster.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.ClusterTestKit;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Clients that send requests at a rate, and what becomes of them. */
class TrafficTest {

  private static final String SERVICE =
      "{apiVersion: v1, kind: Service, metadata: {name: api}, spec: {type: %s, selector: {app: api}, ports: [{port: 80, targetPort: 8000, nodePort: %s}]}}";

  private final ClusterTestKit kit = ClusterTestKit.given(3);

  private void deploy(String tag, String more) {
    kit.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: api}
        spec:
          replicas: 3
          selector: {matchLabels: {app: api}}
          template:
            metadata: {labels: {app: api}}
            spec:
              containers:
              - name: api
                image: fastapi-demo:%s
                ports: [{containerPort: 8000}]
                %s
        """
            .formatted(tag, more));
  }

  private TrafficCounts send(String url, int perSecond) {
    return kit.cluster()
        .traffic()
        .start(new TrafficClient("1", url, perSecond, "default", kit.cluster().loop().now()))
        .counts();
  }

  private Set<String> podNames() {
    Set<String> names = new TreeSet<>();
    for (KubeObject pod : kit.podsOf("api")) {
      names.add(pod.name());
    }
    return names;
  }

  @Test
  void aRateIsKeptAndEachReadyPodGetsItsPart() {
    deploy("v1", "");
    kit.apply(SERVICE.formatted("ClusterIP", "null"));
    kit.after("60s");
    TrafficCounts counts = send("http://api", 30);
    kit.after("10s");
    assertEquals(300, counts.served(), 1);
    assertEquals(0, counts.failed());
    assertEquals(podNames(), new TreeSet<>(counts.pods().keySet()));
    counts.pods().values().forEach(part -> assertTrue(part > 60, counts.pods().toString()));
    assertEquals(Map.of("200", counts.served()), counts.outcomes());
  }

  private static final String READINESS =
      "readinessProbe: {httpGet: {path: /health, port: 8000}, periodSeconds: 1}\n"
          + "        lifecycle: {preStop: {exec: {command: [sleep, \"5\"]}}}";

  private TrafficCounts throughARollout(String container) {
    deploy("v1", container);
    kit.apply(SERVICE.formatted("ClusterIP", "null"));
    kit.after("60s");
    TrafficCounts counts = send("http://api.default.svc.cluster.local/", 50);
    kit.after("5s");
    deploy("v2", container);
    kit.after("90s");
    assertEquals(3, kit.get(Kinds.DEPLOYMENT, "api").status().integer("updatedReplicas", 0));
    assertTrue(counts.served() > 4_000, "served " + counts.served());
    return counts;
  }

  @Test
  void aRolloutWithoutReadinessProbesHurts() {
    TrafficCounts counts = throughARollout("");
    assertTrue(counts.failed() > 0, counts.outcomes().toString());
    assertEquals(Set.of("200", "refused"), counts.outcomes().keySet());
  }

  @Test
  void aRolloutWithReadinessProbesAndAPreStopHookDoesNot() {
    TrafficCounts counts = throughARollout(READINESS);
    assertEquals(0, counts.failed(), counts.outcomes().toString());
  }

  @Test
  void withNobodyBehindTheServiceEachRequestIsRefused() {
    kit.apply(SERVICE.formatted("ClusterIP", "null"));
    kit.after("5s");
    TrafficCounts counts = send("http://api", 10);
    kit.after("2s");
    assertEquals(Set.of("no-endpoints"), counts.outcomes().keySet());
    TrafficCounts nobody = send("http://no-such-name", 10);
    kit.after("2s");
    assertEquals(Set.of("name"), nobody.outcomes().keySet());
  }

  @Test
  void comesInByANodePortALoadBalancerAndAnIngress() {
    deploy("v1", "");
    kit.apply(SERVICE.formatted("LoadBalancer", "30080"));
    kit.apply(
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: shop}
        spec:
          rules:
          - host: shop.example.com
            http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}]}
        """);
    kit.after("60s");
    String balancer =
        kit.get(Kinds.SERVICE, "api")
            .status()
            .object("loadBalancer")
            .array("ingress")
            .object(0)
            .string("ip");
    for (String url :
        new String[] {"http://node-1:30080/", "http://" + balancer, "http://shop.example.com/"}) {
      TrafficCounts counts = send(url, 10);
      kit.after("2s");
      assertTrue(counts.served() >= 20, url + " " + counts.outcomes());
      assertEquals(0, counts.failed(), url);
    }
    kit.delete(Kinds.SERVICE, "api", null, null);
    kit.after("10s");
    assertTrue(
        kit.cluster().traffic().flows().get(0).counts().outcomes().containsKey("503"),
        "the Ingress answers for a Service that is gone");
  }

  @Test
  void aNetworkPolicyThatLetsNothingInDeniesThem() {
    deploy("v1", "");
    kit.apply(SERVICE.formatted("ClusterIP", "null"));
    kit.apply(
        "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: shut}, spec: {podSelector: {}, policyTypes: [Ingress]}}");
    kit.after("60s");
    TrafficCounts counts = send("http://api", 10);
    kit.after("2s");
    assertEquals(Set.of("denied"), counts.outcomes().keySet());
  }

  @Test
  void aDayOfTrafficIsCountedWithoutDoingEachOfItsRequests() {
    deploy("v1", "");
    kit.apply(SERVICE.formatted("ClusterIP", "null"));
    kit.after("2m");
    TrafficCounts counts = send("http://api", 50);
    long before = kit.cluster().loop().ran();
    kit.after("24h");
    assertEquals(24 * 3600 * 50, counts.served() + counts.failed(), 200);
    assertTrue(kit.cluster().loop().ran() - before < 24 * 3600 * 2, "events");
    assertTrue(counts.seconds().size() <= TrafficCounts.SECONDS);
  }

  @Test
  void aClientThatStoppedSendsNothing() {
    deploy("v1", "");
    kit.apply(SERVICE.formatted("ClusterIP", "null"));
    kit.after("30s");
    TrafficCounts counts = send("http://api", 10);
    kit.after("1s");
    long sent = counts.served() + counts.failed();
    assertTrue(kit.cluster().traffic().stop("1"));
    assertFalse(kit.cluster().traffic().stop("1"));
    kit.after("5s");
    assertEquals(sent, counts.served() + counts.failed());
  }

  @Test
  void whatIsNoAddressOrNoRateIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new TrafficClient("1", "web", 1, "default", 0));
    assertThrows(
        IllegalArgumentException.class, () -> new TrafficClient("1", "ftp://web", 1, "default", 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TrafficClient("1", "http://we b", 1, "default", 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TrafficClient("1", "http://web", 0, "default", 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TrafficClient("1", "http://web", 51, "default", 0));
  }
}
