package dev.kubarium.cluster;

import static dev.kubarium.cluster.ClusterTestKit.deployment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.apiserver.Verb;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.kubelet.Kubelets;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Pods;
import dev.kubarium.cluster.sim.Chance;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * concepts/architecture/nodes, tasks/administer-cluster/safely-drain-node: nodes come, rest, fail
 * and go.
 */
class NodeLifeTest {

  private final ClusterTestKit kit =
      ClusterTestKit.given(3).apply(deployment("web", 6, "nginx:1.27")).after("60s");
  private final Cluster cluster = kit.cluster();
  private final Client you =
      new Client(cluster.api(), cluster.store(), cluster.loop(), new Chance(1), "you");
  private final Kubelets kubelets = cluster.kubelets();

  private List<String> saidOf(String node) {
    return cluster.store().list("events").stream()
        .filter(event -> event.tree().object("involvedObject").string("kind", "").equals("Node"))
        .filter(event -> event.tree().object("involvedObject").string("name", "").equals(node))
        .sorted(java.util.Comparator.comparing(KubeObject::revision))
        .map(event -> event.tree().string("reason", ""))
        .toList();
  }

  private KubeObject node(String name) {
    return cluster.store().get(ObjectKey.of(Kinds.NODE, "", name));
  }

  private List<KubeObject> on(String node) {
    return cluster.store().list("pods", "default").stream()
        .filter(pod -> Pods.nodeName(pod).equals(node))
        .toList();
  }

  private long ready() {
    return cluster.store().list("pods", "default").stream().filter(Pods::isReady).count();
  }

  @Test
  void aMachineThatJoinsIsReadyAndTakesPods() {
    cluster.join(ClusterSpec.NodeSpec.standard("node-4"));
    kit.after("10s");
    assertTrue(Conditions.isTrue(node("node-4").status(), "Ready"));
    assertEquals(
        List.of(
            "Starting",
            "NodeHasSufficientMemory",
            "NodeHasNoDiskPressure",
            "NodeHasSufficientPID",
            "NodeAllocatableEnforced",
            "NodeReady",
            "RegisteredNode"),
        saidOf("node-4"));
    kit.scale(Kinds.DEPLOYMENT, "web", 12).after("60s");
    assertTrue(on("node-4").size() >= 2);
  }

  @Test
  void aNodeThatIsDeletedTakesItsPodsAlong() {
    kit.delete(Kinds.NODE, "node-1", null, null).after("90s");
    assertNull(node("node-1"));
    assertEquals("RemovingNode", saidOf("node-1").getLast());
    assertEquals(List.of(), on("node-1"));
    assertEquals(6, ready());
  }

  @Test
  void aCordonedNodeKeepsItsPodsAndGetsNoNewOnes() {
    kit.patch(Kinds.NODE, "node-1", "spec: {unschedulable: true}").after("5s");
    int before = on("node-1").size();
    kit.scale(Kinds.DEPLOYMENT, "web", 12).after("60s");
    assertEquals(before, on("node-1").size());
    assertEquals("NodeNotSchedulable", saidOf("node-1").getLast());
    kit.patch(Kinds.NODE, "node-1", "spec: {unschedulable: null}").after("5s");
    assertEquals("NodeSchedulable", saidOf("node-1").getLast());
    assertTrue(node("node-1").spec().array("taints").isEmpty());
  }

  @Test
  void drainingEvictsThroughTheApiAndDisruptionBudgetsSlowItDown() {
    kit.apply(
            "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {maxUnavailable: 1, selector:"
                + " {matchLabels: {app: web}}}}")
        .patch(Kinds.NODE, "node-1", "spec: {unschedulable: true}")
        .after("5s");
    int rounds = 0;
    while (!on("node-1").isEmpty() && rounds++ < 30) {
      for (KubeObject pod : on("node-1")) {
        try {
          evict(pod);
        } catch (dev.kubarium.cluster.apiserver.ApiException refused) {
          assertEquals(
              "Cannot evict pod as it would violate the pod's disruption budget.",
              refused.getMessage());
        }
      }
      assertTrue(ready() >= 5, "never more than one unavailable");
      kit.after("5s");
    }
    assertEquals(List.of(), on("node-1"));
    assertTrue(rounds > 1);
  }

  private void evict(KubeObject pod) {
    JsonObject eviction =
        JsonObject.of(
            "apiVersion", "policy/v1",
            "kind", "Eviction",
            "metadata", JsonObject.of("name", pod.name(), "namespace", pod.namespace()));
    cluster
        .api()
        .handle(
            new ApiRequest(
                Verb.CREATE,
                Kinds.POD,
                pod.namespace(),
                pod.name(),
                "eviction",
                eviction,
                ApiOptions.NONE,
                Caller.YOU));
  }

  @Test
  void aNodeThatFallsSilentIsNotReadyAndLosesItsPodsAfterFiveMinutes() {
    kubelets.stop("node-2", you);
    kit.after("60s");
    JsonObject ready = Conditions.find(node("node-2").status(), "Ready");
    assertEquals("Unknown", ready.string("status"));
    assertEquals("Kubelet stopped posting node status.", ready.string("message"));
    assertEquals("NodeNotReady", saidOf("node-2").getLast());
    assertEquals(
        List.of("NoSchedule", "NoExecute"),
        node("node-2").spec().array("taints").objects().stream()
            .filter(taint -> taint.string("key", "").equals("node.kubernetes.io/unreachable"))
            .map(taint -> taint.string("effect", ""))
            .toList());
    assertTrue(
        on("node-2").stream().noneMatch(KubeObject::isTerminating), "tolerated for 300 seconds");
    kit.after("330s");
    assertTrue(
        on("node-2").stream().allMatch(KubeObject::isTerminating),
        "nobody there who could end them");
    assertEquals(6, ready());
  }

  @Test
  void aNodeThatRecoversIsReadyAgainAndForgetsItsTaints() {
    kubelets.stop("node-2", you);
    kit.after("60s");
    kubelets.resume("node-2", you);
    kit.after("10s");
    assertTrue(Conditions.isTrue(node("node-2").status(), "Ready"));
    assertEquals("NodeReady", saidOf("node-2").getLast());
    assertTrue(node("node-2").spec().array("taints").isEmpty());
    kit.after("400s");
    assertEquals(6, ready());
  }

  @Test
  void aTaintWithNoExecuteEvictsWhatDoesNotTolerateIt() {
    kit.patch(Kinds.NODE, "node-3", "spec: {taints: [{key: broken, effect: NoExecute}]}")
        .after("90s");
    assertEquals(List.of(), on("node-3"));
    assertEquals(6, ready());
  }
}
