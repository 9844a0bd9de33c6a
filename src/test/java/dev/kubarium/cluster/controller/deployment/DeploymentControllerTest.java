package dev.kubarium.cluster.controller.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.controller.garbagecollector.GarbageCollector;
import dev.kubarium.cluster.controller.replicaset.ReplicaSetController;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentControllerTest {

  private final ControlPlane plane =
      ControlPlane.with(DeploymentController::new, ReplicaSetController::new, GarbageCollector::new)
          .nodes(1);

  private void deployment(String spec) {
    plane.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: main, image: "nginx:1.27"}]}
        """
            + spec.indent(2));
  }

  private KubeObject web() {
    return plane.get(Kinds.DEPLOYMENT, "web");
  }

  private void image(String image) {
    plane.edit(
        web(),
        tree ->
            tree.update(
                "spec",
                spec ->
                    spec.update(
                        "template",
                        template ->
                            template.update(
                                "spec",
                                pod ->
                                    pod.updateEach(
                                        "containers",
                                        container -> container.with("image", image))))));
  }

  private void scale(long replicas) {
    plane.edit(web(), tree -> tree.withAt(replicas, "spec", "replicas"));
  }

  /** The number of wished Pods by the image of the ReplicaSet. */
  private TreeMap<String, Long> sizes() {
    TreeMap<String, Long> sizes = new TreeMap<>();
    for (KubeObject replicaSet : plane.list(Kinds.REPLICA_SET)) {
      JsonObject container =
          replicaSet.spec().object("template").object("spec").array("containers").object(0);
      sizes.put(container.string("image"), replicaSet.spec().integer("replicas", 0));
    }
    return sizes;
  }

  private String reason(String condition) {
    return ControlPlane.condition(web(), condition).string("reason");
  }

  @Test
  void createsAReplicaSetThatBringsUpThePods() {
    deployment("replicas: 3");
    plane.after("10s");
    KubeObject replicaSet = plane.list(Kinds.REPLICA_SET).getFirst();
    String hash = replicaSet.labels().string("pod-template-hash");
    assertEquals("web-" + hash, replicaSet.name());
    assertEquals(3, plane.list(Kinds.POD, "app=web,pod-template-hash=" + hash).size());
    assertEquals("1", web().annotation("deployment.kubernetes.io/revision"));
    assertEquals(3, web().status().integer("availableReplicas"));
    assertEquals("NewReplicaSetAvailable", reason("Progressing"));
    assertEquals("MinimumReplicasAvailable", reason("Available"));
    assertEquals(
        List.of("Scaled up replica set " + replicaSet.name() + " from 0 to 3"),
        plane.said("ScalingReplicaSet"));
  }

  @Test
  void saysWhyItsReplicaSetCannotBeCreated() {
    plane.apply(
        "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q}, spec: {hard: {count/replicasets.apps: 0}}, status: {hard: {count/replicasets.apps: 0}, used: {count/replicasets.apps: 0}}}");
    deployment("replicas: 1");
    plane.after("5s");
    assertEquals("ReplicaSetCreateError", reason("Progressing"));
    String message = ControlPlane.condition(web(), "Progressing").string("message");
    assertTrue(
        message.matches(
            "Failed to create new replica set \"web-[a-z0-9]+\": .*exceeded quota: q.*"),
        message);
    assertTrue(plane.said("ReplicaSetCreateError").contains(message));
  }

  @Test
  void isRolledOutOnlyWhenThePodTemplateChanges() {
    deployment("replicas: 2");
    plane.after("10s");
    plane.edit(web(), tree -> tree.withAt("yes", "metadata", "labels", "team"));
    scale(4);
    plane.after("10s");
    assertEquals(1, plane.list(Kinds.REPLICA_SET).size());
    assertEquals(4, plane.pods().size());
  }

  /** maxSurge is rounded up, maxUnavailable down; both may not be zero: then one may be missing. */
  @ParameterizedTest(
      name = "{0} replicas, maxSurge {1}, maxUnavailable {2}: at most {3}, at least {4} available")
  @CsvSource({
    "4,  25%,  25%,  5,  3",
    "3,  25%,  25%,  4,  3",
    "10, 25%,  25%,  13, 8",
    "10, 30%,  0,    13, 10",
    "5,  0,    1,    5,  4",
    "5,  0,    0%,   5,  4",
    "1,  1,    0,    2,  1",
    "4,  100%, 0,    8,  4",
    "4,  0,    100%, 4,  0",
    "6,  2,    50%,  8,  3"
  })
  void rollsWithinMaxSurgeAndMaxUnavailable(
      int replicas, String surge, String unavailable, int most, int least) {
    String percent = surge.endsWith("%") ? "\"" + surge + "\"" : surge;
    String missing = unavailable.endsWith("%") ? "\"" + unavailable + "\"" : unavailable;
    boolean bothZero = surge.equals("0") && unavailable.startsWith("0");
    deployment(
        "replicas: %d\nstrategy: {rollingUpdate: {maxSurge: %s, maxUnavailable: %s}}"
            .formatted(replicas, bothZero ? "\"0%\"" : percent, bothZero ? "\"1%\"" : missing));
    plane.after("10s");
    image("nginx:1.28");
    int[] seen = {0, Integer.MAX_VALUE};
    plane.watching(
        "2m",
        now -> {
          List<KubeObject> alive = now.pods().stream().filter(Pods::isActive).toList();
          seen[0] = Math.max(seen[0], alive.size());
          seen[1] = Math.min(seen[1], (int) alive.stream().filter(Pods::isReady).count());
        });
    assertEquals(replicas, sizes().get("nginx:1.28"));
    assertEquals(0, sizes().get("nginx:1.27"));
    assertTrue(seen[0] <= most, "at most " + most + ", seen " + seen[0]);
    assertTrue(seen[1] >= least, "at least " + least + ", seen " + seen[1]);
  }

  @Test
  void recreateKillsAllPodsBeforeNewOnesAreCreated() {
    deployment("replicas: 3\nstrategy: {type: Recreate}");
    plane.after("10s");
    image("nginx:1.28");
    plane.watching(
        "30s",
        now -> {
          long images =
              now.pods().stream()
                  .map(pod -> pod.spec().array("containers").object(0).string("image"))
                  .distinct()
                  .count();
          assertTrue(images <= 1, "Pods of both versions at once");
        });
    assertEquals(3, sizes().get("nginx:1.28"));
  }

  @Test
  void aRolloverLetsTheNewestTemplateWin() {
    deployment("replicas: 4");
    plane.after("10s");
    plane.fate(
        pod ->
            pod.spec().array("containers").object(0).string("image").equals("nginx:1.28")
                ? ControlPlane.Fate.NOT_READY
                : ControlPlane.Fate.READY);
    image("nginx:1.28");
    plane.after("5s");
    image("nginx:1.29");
    plane.after("1m");
    assertEquals(4, sizes().get("nginx:1.29"));
    assertEquals(0, sizes().get("nginx:1.28"));
    assertEquals(0, sizes().get("nginx:1.27"));
  }

  @Test
  void aStuckRolloutKeepsTheOldPodsAndSaysSoAfterTheDeadline() {
    deployment("replicas: 4\nprogressDeadlineSeconds: 60");
    plane.after("10s");
    plane.fate(pod -> ControlPlane.Fate.NOT_READY);
    image("nginx:bad");
    plane.after("50s");
    assertEquals("ReplicaSetUpdated", reason("Progressing"));
    plane.after("30s");
    assertEquals("ProgressDeadlineExceeded", reason("Progressing"));
    assertEquals(3, sizes().get("nginx:1.27"), "25 % of 4 may be missing: one");
    assertEquals("MinimumReplicasAvailable", reason("Available"));
  }

  @Test
  void rollingBackMakesTheOldRevisionTheNewest() {
    deployment("replicas: 2");
    plane.after("10s");
    image("nginx:1.28");
    plane.after("20s");
    image("nginx:1.27");
    plane.after("20s");
    assertEquals(2, plane.list(Kinds.REPLICA_SET).size(), "the old ReplicaSet is used again");
    assertEquals("3", web().annotation("deployment.kubernetes.io/revision"));
    assertEquals(2, sizes().get("nginx:1.27"));
  }

  @Test
  void scalesProportionallyInTheMiddleOfARollout() {
    deployment("replicas: 10\nstrategy: {rollingUpdate: {maxSurge: 3, maxUnavailable: 2}}");
    plane.after("10s");
    plane.fate(pod -> ControlPlane.Fate.NOT_READY);
    image("nginx:none");
    plane.after("10s");
    assertEquals(8, sizes().get("nginx:1.27"));
    assertEquals(5, sizes().get("nginx:none"));
    scale(15);
    plane.after("10s");
    assertEquals(11, sizes().get("nginx:1.27"));
    assertEquals(7, sizes().get("nginx:none"));
  }

  @Test
  void whilePausedChangesOfTheTemplateRollNothing() {
    deployment("replicas: 2");
    plane.after("10s");
    plane.edit(web(), tree -> tree.withAt(true, "spec", "paused"));
    image("nginx:1.28");
    plane.after("20s");
    assertEquals(1, plane.list(Kinds.REPLICA_SET).size());
    assertEquals("DeploymentPaused", reason("Progressing"));
    scale(3);
    plane.after("10s");
    assertEquals(3, sizes().get("nginx:1.27"), "it can be scaled all the same");
    plane.edit(web(), tree -> tree.withAt(false, "spec", "paused"));
    plane.after("20s");
    assertEquals(3, sizes().get("nginx:1.28"));
  }

  @Test
  void keepsAsManyOldReplicaSetsAsTheRevisionHistoryLimitSays() {
    deployment("replicas: 1\nrevisionHistoryLimit: 2");
    plane.after("10s");
    for (int i = 28; i < 33; i++) {
      image("nginx:1." + i);
      plane.after("20s");
    }
    assertEquals(
        List.of("nginx:1.30", "nginx:1.31", "nginx:1.32"), new ArrayList<>(sizes().keySet()));
  }

  @Test
  void minReadySecondsHoldsARolloutBack() {
    deployment("replicas: 2\nminReadySeconds: 30");
    plane.after("20s");
    assertEquals(2, web().status().integer("readyReplicas"));
    assertNull(web().status().integer("availableReplicas"));
    assertEquals("MinimumReplicasUnavailable", reason("Available"));
    plane.after("20s");
    assertEquals(2, web().status().integer("availableReplicas"));
  }
}
