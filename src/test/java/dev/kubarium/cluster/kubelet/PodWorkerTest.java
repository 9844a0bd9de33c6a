package dev.kubarium.cluster.kubelet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.object.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodWorkerTest {

  @Test
  void pullsTheImageStartsTheContainerAndIsReady() {
    NodeTestKit node = new NodeTestKit().pod("web", "", "image: nginx:1.29");
    node.after(0.2);
    assertEquals("Pending", node.phase("web"));
    assertEquals("ContainerCreating", node.state("web"));
    node.after(9.8);
    assertEquals("Running", node.phase("web"));
    assertTrue(node.isReady("web"));
    List<String> events = node.events("web");
    assertEquals("Pulling: Pulling image \"nginx:1.29\"", events.get(1));
    assertTrue(
        events
            .get(2)
            .matches(
                "Pulled: Successfully pulled image \"nginx:1.29\" in [0-9.m]+s \\([0-9.m]+s including waiting\\)\\. Image size: [0-9]+ bytes\\."),
        events.get(2));
    assertEquals(
        List.of("Created: Container created", "Started: Container started"), events.subList(3, 5));
    assertEquals("10.244.0.2", node.pod("web").status().string("podIP"));
  }

  @Test
  void anImageThatIsOnTheNodeIsNotPulledAgain() {
    NodeTestKit node =
        new NodeTestKit()
            .pod("a", "", "image: nginx:1.29")
            .after(10)
            .pod("b", "", "image: nginx:1.29")
            .after(5);
    assertEquals(
        "Pulled: Container image \"nginx:1.29\" already present on machine and can be accessed by the pod",
        node.events("b").get(1));
  }

  @Test
  void aHealthyPodNeedsNoTimers() {
    NodeTestKit node =
        new NodeTestKit()
            .pod(
                "web",
                "",
                """
                image: nginx
                livenessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 1}
                readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 1}
                """)
            .after(30);
    assertTrue(node.isReady("web"));
    long ran = node.cluster.loop().ran();
    node.after(1800);
    assertEquals(ran, node.cluster.loop().ran());
  }

  @Test
  void writesTheStatusTwiceUntilItIsReady() {
    NodeTestKit node = new NodeTestKit().pod("web", "", "image: nginx").after(10);
    long writes =
        node.cluster.store().changesSince(node.cluster.store().compacted()).stream()
            .filter(
                change ->
                    change.actor().equals("kubelet/node-1")
                        && change.key().resource().equals("pods"))
            .count();
    assertEquals(2, writes);
  }

  @Test
  void aDeletedPodEndsGracefullyAndIsGone() {
    NodeTestKit node = new NodeTestKit().pod("web", "", "image: nginx").after(10);
    node.delete("web");
    node.after(0.1);
    assertEquals("Killing: Stopping container main", node.events("web").get(5));
    node.after(3);
    assertNull(node.pod("web"));
  }

  @Test
  void aShellThatIgnoresSigtermIsKilledWhenTheGracePeriodIsOver() {
    NodeTestKit node =
        new NodeTestKit()
            .pod("tool", "", "image: busybox:1.36\ncommand: [sleep, '3600']")
            .after(10);
    node.delete("tool");
    node.after(28);
    assertNotNull(node.pod("tool"));
    node.after(5);
    assertNull(node.pod("tool"));
  }

  @Test
  void aTrapEndsAScriptInTime() {
    NodeTestKit node =
        new NodeTestKit()
            .pod(
                "tool",
                "",
                "image: busybox:1.36\ncommand: [sh, -c, \"trap 'echo bye; exit 0' TERM; while true; do sleep 1; done\"]")
            .after(10);
    node.delete("tool");
    node.after(4);
    assertNull(node.pod("tool"));
  }

  @Test
  void aContainerThatEndsIsStartedAgainAfterABackOffThatDoubles() {
    NodeTestKit node =
        new NodeTestKit()
            .pod("crash", "", "image: busybox:1.36\ncommand: [sh, -c, 'echo no; exit 3']")
            .after(12);
    assertEquals("CrashLoopBackOff", node.state("crash"));
    JsonObject waiting = node.container("crash").object("state").object("waiting");
    assertEquals(
        "back-off 10s restarting failed container=main pod=crash_default("
            + node.pod("crash").uid()
            + ")",
        waiting.string("message"));
    assertEquals(1, node.container("crash").integer("restartCount", 0));
    assertEquals(
        3, node.container("crash").object("lastState").object("terminated").integer("exitCode", 0));
    node.after(12);
    assertEquals(2, node.container("crash").integer("restartCount", 0));
    assertTrue(
        node.container("crash")
            .object("state")
            .object("waiting")
            .string("message", "")
            .startsWith("back-off 20s"));
    node.after(580);
    assertEquals(
        6, node.container("crash").integer("restartCount", 0), node.container("crash").toString());
    assertTrue(
        node.container("crash")
            .object("state")
            .object("waiting")
            .string("message", "")
            .startsWith("back-off 5m0s"));
    assertEquals("Running", node.phase("crash"));
    assertFalse(node.isReady("crash"));
    assertEquals(List.of("no"), node.logs("crash"));
  }

  @Test
  void restartPolicyNeverLeavesThePodFailedOrSucceeded() {
    NodeTestKit node =
        new NodeTestKit()
            .pod("bad", "restartPolicy: Never", "image: busybox:1.36\ncommand: [sh, -c, 'exit 2']")
            .pod("good", "restartPolicy: Never", "image: busybox:1.36\ncommand: [echo, done]")
            .pod(
                "retried", "restartPolicy: OnFailure", "image: busybox:1.36\ncommand: [echo, done]")
            .after(15);
    assertEquals("Failed", node.phase("bad"));
    assertEquals("Error", node.state("bad"));
    assertEquals("Succeeded", node.phase("good"));
    assertEquals("Completed", node.state("good"));
    assertEquals("Succeeded", node.phase("retried"));
    assertEquals(
        "PodCompleted",
        node.pod("good").status().array("conditions").find("type", "Ready").string("reason"));
  }

  @Test
  void anUnknownTagIsSaidInTheRegistrysWordsAndTriedAgain() {
    NodeTestKit node = new NodeTestKit().pod("web", "", "image: nginx:nope").after(3.5);
    assertEquals("ErrImagePull", node.state("web"));
    node.after(3);
    assertEquals("ImagePullBackOff", node.state("web"));
    String failure =
        "rpc error: code = NotFound desc = failed to pull and unpack image \"docker.io/library/nginx:nope\": failed to "
            + "resolve reference \"docker.io/library/nginx:nope\": docker.io/library/nginx:nope: not found";
    assertEquals(
        List.of(
            "Pulling: Pulling image \"nginx:nope\"",
            "Failed: Failed to pull image \"nginx:nope\": " + failure,
            "Failed: Error: ErrImagePull",
            "BackOff: Back-off pulling image \"nginx:nope\"",
            "Failed: Error: ImagePullBackOff"),
        node.events("web").subList(1, 6));
    assertEquals(
        "Back-off pulling image \"nginx:nope\": ErrImagePull: " + failure,
        node.container("web").object("state").object("waiting").string("message"));
    node.after(600);
    assertEquals("Pending", node.phase("web"));
    assertEquals("ImagePullBackOff", node.state("web"));
  }

  @Test
  void initContainersRunOneAfterTheOtherBeforeTheContainers() {
    NodeTestKit node =
        new NodeTestKit()
            .pod(
                "web",
                "initContainers:\n- {name: one, image: 'busybox:1.36', command: [sleep, '3']}\n- {name: two, image: 'busybox:1.36', command: [sleep, '3']}",
                "image: nginx");
    node.after(6);
    assertEquals("PodInitializing", node.state("web"));
    assertEquals("Pending", node.phase("web"));
    node.after(20);
    assertEquals("Running", node.phase("web"));
    assertTrue(node.isReady("web"));
    JsonObject one = node.pod("web").status().array("initContainerStatuses").object(0);
    assertEquals("Completed", one.object("state").object("terminated").string("reason"));
  }

  @Test
  void aSidecarStartsBeforeTheContainersAndEndsAfterThem() {
    NodeTestKit node =
        new NodeTestKit()
            .pod(
                "job",
                "restartPolicy: Never\ninitContainers:\n- {name: log, image: 'busybox:1.36', restartPolicy: Always, command: [sleep, '3600']}\nterminationGracePeriodSeconds: 5",
                "image: busybox:1.36\ncommand: [sleep, '5']");
    node.after(10);
    assertEquals("Running", node.phase("job"));
    node.after(15);
    assertEquals("Succeeded", node.phase("job"));
  }

  @Test
  void aMissingConfigMapKeepsTheContainerFromBeingCreated() {
    NodeTestKit node =
        new NodeTestKit()
            .pod(
                "web",
                "",
                "image: nginx\nenv: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: a}}}]")
            .after(8);
    assertEquals("CreateContainerConfigError", node.state("web"));
    assertEquals(
        "configmap \"settings\" not found",
        node.container("web").object("state").object("waiting").string("message"));
    node.apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {b: '1'}")
        .after(13);
    assertEquals(
        "couldn't find key a in ConfigMap default/settings",
        node.container("web").object("state").object("waiting").string("message"));
  }

  @Test
  void aMissingVolumeIsAFailedMount() {
    NodeTestKit node =
        new NodeTestKit()
            .pod(
                "web",
                "volumes: [{name: cfg, configMap: {name: settings}}]",
                "image: nginx\nvolumeMounts: [{name: cfg, mountPath: /etc/cfg}]")
            .after(8);
    assertEquals("ContainerCreating", node.state("web"));
    assertEquals(
        "FailedMount: MountVolume.SetUp failed for volume \"cfg\" : configmap \"settings\" not found",
        node.events("web").get(1));
    node.apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {b: '1'}")
        .after(30);
    assertEquals("running", node.state("web"));
    assertEquals("1", node.exec("web", "cat", "/etc/cfg/b").out());
  }

  @Test
  void aDatabaseWithoutAPasswordDiesWithItsOwnWords() {
    NodeTestKit node = new NodeTestKit().pod("db", "", "image: postgres:18").after(14);
    assertEquals("CrashLoopBackOff", node.state("db"));
    assertEquals(
        "Error: Database is uninitialized and superuser password is not specified.",
        node.logs("db").get(0));
  }

  @Test
  void whoTakesMoreMemoryThanItsLimitIsKilled() {
    NodeTestKit node =
        new NodeTestKit()
            .pod(
                "hog",
                "restartPolicy: Never",
                "image: polinux/stress\nresources: {limits: {memory: 100Mi}}\ncommand: [stress]\nargs: [--vm, '1', --vm-bytes, 250M, --vm-hang, '1']")
            .after(10);
    assertEquals("OOMKilled", node.state("hog"));
    assertEquals(
        137, node.container("hog").object("state").object("terminated").integer("exitCode", 0));
  }

  @Test
  void aPodPastItsDeadlineFails() {
    NodeTestKit node =
        new NodeTestKit().pod("web", "activeDeadlineSeconds: 20", "image: nginx").after(30);
    assertEquals("Failed", node.phase("web"));
    assertEquals("DeadlineExceeded", node.pod("web").status().string("reason"));
  }

  @Test
  void aCommandThatIsNotThereIsAStartError() {
    NodeTestKit node =
        new NodeTestKit()
            .pod("web", "restartPolicy: Never", "image: nginx\ncommand: [ngnix]")
            .after(10);
    assertEquals("StartError", node.state("web"));
    assertEquals(
        128, node.container("web").object("state").object("terminated").integer("exitCode", 0));
  }

  @Test
  void aChangedImageRestartsTheContainer() {
    NodeTestKit node = new NodeTestKit().pod("web", "", "image: nginx:1.28").after(10);
    node.patchImage("web", "nginx:1.29");
    node.after(8);
    assertEquals("running", node.state("web"));
    assertEquals("docker.io/library/nginx:1.29", node.container("web").string("image"));
    assertEquals(1, node.container("web").integer("restartCount", 0));
    assertTrue(
        node.events("web")
            .contains("Killing: Container main definition changed, will be restarted"));
  }

  @Test
  void aNodeWhoseKubeletStopsBecomesUnknownAndRecovers() {
    NodeTestKit node = new NodeTestKit().pod("web", "", "image: nginx").after(10);
    node.stopKubelet();
    node.after(70);
    assertEquals("Unknown", node.nodeReady());
    node.resumeKubelet();
    node.after(5);
    assertEquals("True", node.nodeReady());
  }
}
