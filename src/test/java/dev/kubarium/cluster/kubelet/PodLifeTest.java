package dev.kubarium.cluster.kubelet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The sentences of the documentation on Pod lifecycle, hooks, sidecars and node-pressure eviction.
 */
class PodLifeTest {

  private static final String SLEEP = "image: busybox:1.36\ncommand: [sleep, '3600']\n";

  private static List<String> reasons(NodeTestKit node, String name) {
    return node.events(name).stream().map(event -> event.substring(0, event.indexOf(':'))).toList();
  }

  // ── Hooks ──

  @Test
  void aPostStartHookThatFailsKillsTheContainer() {
    NodeTestKit node =
        new NodeTestKit()
            .pod(
                "web",
                "terminationGracePeriodSeconds: 2",
                SLEEP + "lifecycle: {postStart: {exec: {command: [sh, -c, 'exit 1']}}}")
            .after(25);
    assertTrue(
        node.events("web").contains("FailedPostStartHook: PostStartHook failed"),
        node.events("web").toString());
    assertTrue(
        node.container("web").integer("restartCount", 0) >= 1, node.container("web").toString());
    assertEquals(
        137, node.container("web").object("lastState").object("terminated").integer("exitCode", 0));
  }

  @Test
  void aPostStartHookThatWorksLeavesItsTrace() {
    NodeTestKit node =
        new NodeTestKit()
            .pod(
                "web",
                "",
                "image: nginx\nlifecycle: {postStart: {exec: {command: [sh, -c, 'echo hello > /usr/share/message']}}}")
            .after(10);
    assertEquals("hello\n", node.exec("web", "cat", "/usr/share/message").out());
  }

  @Test
  void thePreStopHookRunsBeforeSigtermWithinTheGracePeriod() {
    NodeTestKit node =
        new NodeTestKit()
            .pod("web", "", "image: nginx\nlifecycle: {preStop: {sleep: {seconds: 8}}}")
            .after(10);
    node.delete("web");
    node.after(7.5);
    assertNotNull(node.pod("web"));
    node.after(4);
    assertNull(node.pod("web"));
  }

  @Test
  void aPreStopHookThatLastsLongerThanTheGracePeriodIsCutOff() {
    NodeTestKit node =
        new NodeTestKit()
            .pod(
                "web",
                "terminationGracePeriodSeconds: 5",
                "image: nginx\nlifecycle: {preStop: {exec: {command: [sleep, '60']}}}")
            .after(10);
    node.delete("web");
    node.after(9);
    assertNull(node.pod("web"));
  }

  @Test
  void aPreStopHookThatFailsIsSaid() {
    NodeTestKit node =
        new NodeTestKit()
            .pod("web", "", "image: nginx\nlifecycle: {preStop: {exec: {command: [nope]}}}")
            .after(10);
    node.delete("web");
    node.after(0.5);
    assertTrue(
        node.events("web").contains("FailedPreStopHook: PreStopHook failed"),
        node.events("web").toString());
  }

  // ── Init containers and sidecars ──

  @Test
  void anInitContainerThatFailsIsTriedAgainAndKeepsTheOthersFromStarting() {
    NodeTestKit node =
        new NodeTestKit()
            .pod(
                "web",
                "initContainers: [{name: init, image: 'busybox:1.36', command: [sh, -c, 'exit 1']}]",
                "image: nginx")
            .after(40);
    JsonObject init = node.pod("web").status().array("initContainerStatuses").object(0);
    assertEquals("CrashLoopBackOff", init.object("state").object("waiting").string("reason"));
    assertEquals("PodInitializing", node.state("web"));
    assertEquals("Pending", node.phase("web"));
    JsonObject initialized =
        node.pod("web").status().array("conditions").find("type", "Initialized");
    assertEquals("containers with incomplete status: [init]", initialized.string("message"));
  }

  @Test
  void anInitContainerThatFailsUnderRestartPolicyNeverFailsThePod() {
    NodeTestKit node =
        new NodeTestKit()
            .pod(
                "web",
                "restartPolicy: Never\ninitContainers: [{name: init, image: 'busybox:1.36', command: [sh, -c, 'exit 1']}]",
                "image: nginx")
            .after(15);
    assertEquals("Failed", node.phase("web"));
    assertEquals("PodInitializing", node.state("web"));
  }

  @Test
  void aSidecarIsStartedBeforeTheNextInitContainerAndRestartedWhenItDies() {
    NodeTestKit node =
        new NodeTestKit()
            .pod(
                "web",
                """
                initContainers:
                - {name: proxy, image: 'busybox:1.36', restartPolicy: Always, command: [sh, -c, 'sleep 20; exit 1']}
                - {name: migrate, image: 'busybox:1.36', command: [sleep, '2']}
                """,
                "image: nginx")
            .after(16);
    JsonObject proxy =
        node.pod("web").status().array("initContainerStatuses").find("name", "proxy");
    JsonObject migrate =
        node.pod("web").status().array("initContainerStatuses").find("name", "migrate");
    String proxyStart = proxy.object("state").object("running").string("startedAt");
    assertTrue(
        proxyStart.compareTo(migrate.object("state").object("terminated").string("startedAt"))
            <= 0);
    assertTrue(node.isReady("web"));
    node.after(25);
    proxy = node.pod("web").status().array("initContainerStatuses").find("name", "proxy");
    assertTrue(proxy.integer("restartCount", 0) >= 1, proxy.toString());
    assertEquals(0, node.container("web").integer("restartCount", 0));
  }

  @Test
  void sidecarsEndInTheReverseOrderOfTheirStartAfterTheContainers() {
    NodeTestKit node =
        new NodeTestKit()
            .pod(
                "work",
                """
                restartPolicy: Never
                terminationGracePeriodSeconds: 3
                initContainers:
                - {name: first, image: 'busybox:1.36', restartPolicy: Always, command: [sleep, '3600']}
                - {name: second, image: 'busybox:1.36', restartPolicy: Always, command: [sleep, '3600']}
                """,
                "image: busybox:1.36\ncommand: [sleep, '5']")
            .after(40);
    assertEquals("Succeeded", node.phase("work"));
    JsonObject first =
        node.pod("work").status().array("initContainerStatuses").find("name", "first");
    JsonObject second =
        node.pod("work").status().array("initContainerStatuses").find("name", "second");
    String firstEnd = first.object("state").object("terminated").string("finishedAt");
    String secondEnd = second.object("state").object("terminated").string("finishedAt");
    assertTrue(secondEnd.compareTo(firstEnd) < 0, secondEnd + " " + firstEnd);
  }

  @Test
  void aJobCompletesDespiteItsSidecar() {
    NodeTestKit node =
        new NodeTestKit()
            .apply(
                """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: report}
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      terminationGracePeriodSeconds: 2
                      initContainers: [{name: log, image: 'busybox:1.36', restartPolicy: Always, command: [sleep, '3600']}]
                      containers: [{name: main, image: 'busybox:1.36', command: [sleep, '4']}]
                """)
            .after(40);
    assertEquals(1, node.get(Kinds.JOB, "report").status().integer("succeeded", 0));
  }

  // ── Restart policies ──

  @Test
  void whoDiesUnderAlwaysOrOnFailureIsRestartedInPlaceAndUnderNeverFails() {
    NodeTestKit node = new NodeTestKit();
    for (String policy : List.of("Always", "OnFailure", "Never")) {
      node.pod(
          "p-" + policy.toLowerCase(java.util.Locale.ROOT),
          "restartPolicy: " + policy,
          "image: nginx");
    }
    node.after(12);
    for (String policy : List.of("always", "onfailure", "never")) {
      node.cluster.kubelets().crash(node.pod("p-" + policy), "main", 1);
    }
    node.after(6);
    assertEquals(1, node.container("p-always").integer("restartCount", 0));
    assertEquals("running", node.state("p-always"));
    assertEquals(1, node.container("p-onfailure").integer("restartCount", 0));
    assertEquals("Failed", node.phase("p-never"));
    assertEquals(0, node.container("p-never").integer("restartCount", 0));
  }

  @Test
  void theBackOffBeginsAgainAfterTenQuietMinutes() {
    NodeTestKit node = new NodeTestKit().pod("web", "", "image: nginx").after(12);
    for (int i = 0; i < 3; i++) {
      node.cluster.kubelets().crash(node.pod("web"), "main", 1);
      node.after(60);
    }
    assertEquals(3, node.container("web").integer("restartCount", 0));
    node.after(700);
    node.cluster.kubelets().crash(node.pod("web"), "main", 1);
    node.after(5);
    assertEquals("running", node.state("web"));
    node.cluster.kubelets().crash(node.pod("web"), "main", 1);
    node.after(5);
    assertTrue(
        node.container("web")
            .object("state")
            .object("waiting")
            .string("message", "")
            .startsWith("back-off 10s"),
        node.container("web").toString());
  }

  // ── Readiness gates, QoS, users ──

  @Test
  void aReadinessGateKeepsThePodUnreadyUntilItsConditionIsTrue() {
    NodeTestKit node =
        new NodeTestKit()
            .pod("web", "readinessGates: [{conditionType: example.com/ok}]", "image: nginx")
            .after(10);
    JsonObject ready = node.pod("web").status().array("conditions").find("type", "Ready");
    assertEquals("ReadinessGatesNotReady", ready.string("reason"));
    assertEquals(
        "corresponding condition of pod readiness gate \"example.com/ok\" does not exist.",
        ready.string("message"));
    node.setCondition("web", "example.com/ok");
    node.after(2);
    assertTrue(node.isReady("web"));
  }

  @Test
  void theQosClassFollowsFromRequestsAndLimits() {
    NodeTestKit node =
        new NodeTestKit()
            .pod("best", "", "image: nginx")
            .pod("burst", "", "image: nginx\nresources: {requests: {memory: 10Mi}}")
            .pod("sure", "", "image: nginx\nresources: {limits: {memory: 50Mi, cpu: 100m}}");
    assertEquals("BestEffort", node.pod("best").status().string("qosClass"));
    assertEquals("Burstable", node.pod("burst").status().string("qosClass"));
    assertEquals("Guaranteed", node.pod("sure").status().string("qosClass"));
  }

  @Test
  void whoMustNotBeRootDoesNotRunAnImageOfRoot() {
    NodeTestKit node =
        new NodeTestKit()
            .pod("web", "securityContext: {runAsNonRoot: true}", "image: nginx")
            .pod("user", "securityContext: {runAsNonRoot: true, runAsUser: 1000}", "image: nginx")
            .after(12);
    assertEquals("CreateContainerConfigError", node.state("web"));
    assertEquals(
        "container has runAsNonRoot and image will run as root (pod: \"web_default("
            + node.pod("web").uid()
            + ")\", container: main)",
        node.container("web").object("state").object("waiting").string("message"));
    assertEquals("running", node.state("user"));
  }

  // ── Eviction ──

  private static final String HOG =
      "image: polinux/stress\ncommand: [stress]\nargs: [--vm, '1', --vm-bytes, %s, --vm-hang, '1']\n";

  @Test
  void aNodeThatRunsOutOfMemoryEvictsWhoUsesMoreThanItAskedFor() {
    NodeTestKit node =
        new NodeTestKit()
            .pod("fair", "", HOG.formatted("3000M") + "resources: {requests: {memory: 4Gi}}")
            .pod("greedy", "", HOG.formatted("5200M"))
            .after(60);
    assertEquals("Running", node.phase("fair"));
    assertEquals("Failed", node.phase("greedy"));
    JsonObject status = node.pod("greedy").status();
    assertEquals("Evicted", status.string("reason"));
    assertEquals(
        "The node was low on resource: memory. Threshold quantity: 100Mi, available: 0. "
            + "Container main was using 5324800Ki, request is 0, has larger consumption of memory. ",
        status.string("message"));
    assertEquals(
        "TerminationByKubelet",
        status.array("conditions").find("type", "DisruptionTarget").string("reason"));
    assertTrue(reasons(node, "greedy").contains("Evicted"));
    assertTrue(
        node.events("node-1").contains("EvictionThresholdMet: Attempting to reclaim memory"),
        node.events("node-1").toString());
    assertEquals("True", node.nodeCondition("MemoryPressure"));
    assertTrue(node.isTainted("node.kubernetes.io/memory-pressure"));
  }

  @Test
  void memoryPressureEndsFiveMinutesAfterItWasSeenLast() {
    NodeTestKit node =
        new NodeTestKit()
            .pod("a", "", HOG.formatted("4500M"))
            .pod("b", "", HOG.formatted("4500M"))
            .after(240);
    assertEquals("True", node.nodeCondition("MemoryPressure"));
    node.after(200);
    assertEquals("False", node.nodeCondition("MemoryPressure"));
    assertFalse(node.isTainted("node.kubernetes.io/memory-pressure"));
    long ran = node.cluster.loop().ran();
    node.after(900);
    assertEquals(ran, node.cluster.loop().ran());
  }

  // ── Events of the kinds that the node writes ──

  @Test
  void aPodThatIsBoundByHandWhereThereIsNoRoomIsRefused() {
    NodeTestKit node =
        new NodeTestKit()
            .pod("big", "nodeName: node-1", "image: nginx\nresources: {requests: {cpu: '64'}}")
            .after(5);
    KubeObject pod = node.cluster.store().get(ObjectKey.of(Kinds.POD, "default", "big"));
    assertEquals("Failed", pod.status().string("phase"));
    assertEquals("OutOfcpu", pod.status().string("reason"));
    assertEquals(
        "Pod was rejected: Node didn't have enough resource: cpu, requested: 64000, used: 0, capacity: 4000",
        pod.status().string("message"));
  }
}
