package dev.kubarium.cluster.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The sentences of the documentation on network policies, as clients in Pods meet them. */
class NetworkPoliciesTest {

  private static final String DENY_ALL = "{podSelector: {}, policyTypes: [Ingress]}";
  private static final String WEB = "http://web.default:8080";

  private static NetworkTestKit world() {
    return new NetworkTestKit()
        .server("default", "web")
        .service("default", "web", "web", "")
        .client("default", "friend")
        .client("shop", "stranger")
        .after("15s");
  }

  @Test
  void aPodThatNoPolicySelectsIsOpenToAll() {
    NetworkTestKit world = world();
    assertTrue(world.reaches("default", "friend", WEB));
    assertTrue(world.reaches("shop", "stranger", WEB));
  }

  @Test
  void defaultDenyIngressDropsEverythingAndTheClientTimesOut() {
    NetworkTestKit world = world().policy("default", "deny", DENY_ALL);
    assertEquals("wget: download timed out\n", world.wget("default", "friend", WEB));
    assertEquals("wget: download timed out\n", world.wget("shop", "stranger", WEB));
    assertEquals(
        Connection.Outcome.DENIED,
        world.from(Peer.of(world.pod("default", "friend")), "web", 8080).outcome());
  }

  @Test
  void whatOneOfThePoliciesAllowsIsAllowed() {
    NetworkTestKit world =
        world()
            .policy("default", "deny", DENY_ALL)
            .policy(
                "default",
                "allow",
                "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: {role: friend}}}]}]}");
    assertTrue(world.reaches("default", "friend", WEB));
    assertFalse(
        world.reaches("shop", "stranger", WEB),
        "a podSelector alone selects in the policy's own namespace");
  }

  @Test
  void aNamespaceSelectorLetsANamespaceInAndBothTogetherAreAnd() {
    NetworkTestKit world =
        world()
            .client("shop", "other")
            .after("10s")
            .policy(
                "default",
                "allow",
                "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: blue}}, podSelector: {matchLabels: {role: stranger}}}]}]}");
    assertTrue(world.reaches("shop", "stranger", WEB));
    assertFalse(world.reaches("shop", "other", WEB));
    assertFalse(world.reaches("default", "friend", WEB));
  }

  @Test
  void twoPeersInAListAreOr() {
    NetworkTestKit world =
        world()
            .policy(
                "default",
                "allow",
                "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}, {podSelector: {matchLabels: {role: friend}}}]}]}");
    assertTrue(world.reaches("shop", "stranger", WEB));
    assertTrue(world.reaches("default", "friend", WEB));
  }

  @Test
  void portsAreThoseOfThePodNotOfTheService() {
    NetworkTestKit world =
        world().policy("default", "p", "{podSelector: {}, ingress: [{ports: [{port: 8080}]}]}");
    assertFalse(world.reaches("default", "friend", WEB));
    world.delete(dev.kubarium.cluster.object.Kinds.NETWORK_POLICY, "default", "p");
    world.policy("default", "p", "{podSelector: {}, ingress: [{ports: [{port: http}]}]}");
    assertTrue(world.reaches("default", "friend", WEB));
    world.policy(
        "default", "p", "{podSelector: {}, ingress: [{ports: [{port: 70, endPort: 90}]}]}");
    assertTrue(world.reaches("default", "friend", WEB));
    world.policy(
        "default", "p", "{podSelector: {}, ingress: [{ports: [{protocol: UDP, port: 80}]}]}");
    assertFalse(world.reaches("default", "friend", WEB));
  }

  @Test
  void anIpBlockTakesAddressesButNotItsExceptions() {
    NetworkTestKit world = world();
    String friend = world.ip("default", "friend");
    world.policy(
        "default", "p", "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.244.0.0/16}}]}]}");
    assertTrue(world.reaches("default", "friend", WEB));
    world.policy(
        "default",
        "p",
        "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.244.0.0/16, except: ["
            + friend
            + "/32]}}]}]}");
    assertFalse(world.reaches("default", "friend", WEB));
    assertTrue(world.reaches("shop", "stranger", WEB));
  }

  @Test
  void denyingEgressDeniesTheQuestionForNamesToo() {
    NetworkTestKit world =
        world()
            .policy(
                "default",
                "out",
                "{podSelector: {matchLabels: {role: friend}}, policyTypes: [Egress]}");
    assertEquals("wget: bad address 'web.default:8080'\n", world.wget("default", "friend", WEB));
    assertEquals(
        "wget: download timed out\n",
        world.wget("default", "friend", "http://" + world.ip("default", "web")));
  }

  @Test
  void egressToTheServerAndToDnsIsEnough() {
    NetworkTestKit world =
        world()
            .policy(
                "default",
                "out",
                """
                {podSelector: {matchLabels: {role: friend}}, policyTypes: [Egress], egress: [
                  {to: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 80}]},
                  {to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}], ports: [{protocol: UDP, port: 53}]}]}
                """);
    assertTrue(world.reaches("default", "friend", WEB));
  }

  @Test
  void netcatMeetsPoliciesToo() {
    NetworkTestKit world = world().policy("default", "deny", DENY_ALL);
    var result =
        world
            .kit
            .cluster()
            .kubelets()
            .exec(
                world.pod("default", "friend"),
                "main",
                java.util.List.of("nc", "-zv", "-w", "2", "web", "8080"),
                "");
    assertEquals(1, result.exitCode());
    assertTrue(result.err().contains("timed out"), result.err());
  }

  @Test
  void aPodAlwaysReachesItself() {
    NetworkTestKit world =
        world().policy("default", "deny", "{podSelector: {}, policyTypes: [Ingress, Egress]}");
    Peer web = Peer.of(world.pod("default", "web"));
    assertTrue(world.from(web, world.ip("default", "web"), 80).isReached());
    assertTrue(world.from(web, "127.0.0.1", 80).isReached());
  }
}
