package dev.kubarium.cluster.controller.statefulset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.controller.garbagecollector.GarbageCollector;
import dev.kubarium.cluster.controller.volume.PersistentVolumeController;
import dev.kubarium.cluster.controller.volume.VolumeProvisioner;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatefulSetControllerTest {

  private final ControlPlane plane =
      ControlPlane.with(
              StatefulSetController::new,
              GarbageCollector::new,
              PersistentVolumeController::new,
              VolumeProvisioner::new)
          .nodes(1);

  @BeforeEach
  void volumesAreMadeAtOnce() {
    plane.apply(
        """
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: quick, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
        provisioner: kubarium.dev/volumes
        volumeBindingMode: Immediate
        """);
  }

  private KubeObject set(String fields) {
    return plane.apply(
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: web}
        spec:
          serviceName: web
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: nginx, image: "nginx:1.27"}]}
        """
            + fields.indent(2));
  }

  private void image(String image) {
    plane.edit(
        plane.list(Kinds.STATEFUL_SET).get(0),
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

  private List<String> images() {
    return plane.pods().stream()
        .map(pod -> pod.name() + "=" + pod.spec().array("containers").object(0).string("image"))
        .toList();
  }

  /** The names of the Pods in the order in which they first were seen as {@code what} says. */
  private List<String> order(
      java.util.function.Predicate<dev.kubarium.cluster.object.Change> what) {
    List<String> names = new ArrayList<>();
    for (var change : plane.history()) {
      if (change.kind().equals(Kinds.POD) && what.test(change)) {
        names.add(change.key().name());
      }
    }
    return names;
  }

  @Test
  void podsAreCreatedSequentiallyInOrder() {
    set("replicas: 3");
    plane.watching(
        "20s",
        now -> {
          List<KubeObject> pods = now.pods();
          for (int i = 0; i < pods.size() - 1; i++) {
            assertTrue(
                Pods.isReady(pods.get(i)),
                "the predecessors of " + pods.get(pods.size() - 1).name() + " are ready");
          }
        });
    assertEquals(List.of("web-0", "web-1", "web-2"), plane.names(Kinds.POD));
    KubeObject pod = plane.get(Kinds.POD, "web-1");
    assertEquals("web-1", pod.label("statefulset.kubernetes.io/pod-name"));
    assertEquals("1", pod.label("apps.kubernetes.io/pod-index"));
    assertEquals("web-1", pod.spec().string("hostname"));
    assertEquals("web", pod.spec().string("subdomain"));
    assertEquals(
        "create Pod web-0 in StatefulSet web successful", plane.said("SuccessfulCreate").get(0));
    assertEquals(3L, plane.get(Kinds.STATEFUL_SET, "web").status().integer("readyReplicas"));
  }

  @Test
  void podsAreTerminatedInReverseOrder() {
    set("replicas: 3");
    plane.after("20s");
    set("replicas: 0");
    plane.after("20s");
    assertEquals(List.of("web-2", "web-1", "web-0"), order(change -> change.isRemoval()));
  }

  @Test
  void aPodThatIsNotReadyHoldsUpItsSuccessorsUnlessParallel() {
    plane.fate(pod -> ControlPlane.Fate.NOT_READY);
    set("replicas: 3");
    plane.after("20s");
    assertEquals(List.of("web-0"), plane.names(Kinds.POD));
    plane.delete(plane.get(Kinds.STATEFUL_SET, "web"), "Foreground");
    plane.after("20s");
    set("{replicas: 3, podManagementPolicy: Parallel}".replaceAll("[{}]", "").replace(", ", "\n"));
    plane.after("20s");
    assertEquals(List.of("web-0", "web-1", "web-2"), plane.names(Kinds.POD));
  }

  @Test
  void rollingUpdatesGoFromTheLargestOrdinalToTheSmallest() {
    set("replicas: 3");
    plane.after("20s");
    image("nginx:1.28");
    plane.after("1s");
    plane.watching(
        "30s",
        now -> assertTrue(now.pods().stream().filter(Pods::isReady).count() >= 2, "one at a time"));
    assertEquals(List.of("web-0=nginx:1.28", "web-1=nginx:1.28", "web-2=nginx:1.28"), images());
    assertEquals(List.of("web-2", "web-1", "web-0"), order(change -> change.isRemoval()));
    KubeObject set = plane.get(Kinds.STATEFUL_SET, "web");
    assertEquals(set.status().string("updateRevision"), set.status().string("currentRevision"));
    assertEquals(3L, set.status().integer("updatedReplicas"));
    assertEquals(2, plane.names(Kinds.CONTROLLER_REVISION).size());
  }

  @Test
  void onlyOrdinalsFromThePartitionOnAreUpdated() {
    set("replicas: 3\nupdateStrategy: {rollingUpdate: {partition: 2}}");
    plane.after("20s");
    image("nginx:1.28");
    plane.after("20s");
    assertEquals(List.of("web-0=nginx:1.27", "web-1=nginx:1.27", "web-2=nginx:1.28"), images());
    plane.delete(plane.get(Kinds.POD, "web-0"));
    plane.after("20s");
    assertEquals(
        "web-0=nginx:1.27", images().get(0), "a Pod below the partition comes back as it was");
    assertEquals(1L, plane.get(Kinds.STATEFUL_SET, "web").status().integer("updatedReplicas"));
  }

  @Test
  void onDeleteUpdatesPodsOnlyWhenTheyAreDeleted() {
    set("replicas: 2\nupdateStrategy: {type: OnDelete}");
    plane.after("20s");
    image("nginx:1.28");
    plane.after("20s");
    assertEquals(List.of("web-0=nginx:1.27", "web-1=nginx:1.27"), images());
    plane.delete(plane.get(Kinds.POD, "web-0"));
    plane.after("20s");
    assertEquals(List.of("web-0=nginx:1.28", "web-1=nginx:1.27"), images());
  }

  @Test
  void ordinalsMayStartElsewhere() {
    set("replicas: 2\nordinals: {start: 5}");
    plane.after("20s");
    assertEquals(List.of("web-5", "web-6"), plane.names(Kinds.POD));
  }

  private static final String CLAIMS =
      "\nvolumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]";

  @Test
  void claimsOutliveTheirPods() {
    set("replicas: 2" + CLAIMS);
    plane.after("20s");
    assertEquals(List.of("data-web-0", "data-web-1"), plane.names(Kinds.PERSISTENT_VOLUME_CLAIM));
    assertTrue(
        plane
            .said("SuccessfulCreate")
            .contains("create Claim data-web-0 Pod web-0 in StatefulSet web success"));
    set("replicas: 0");
    plane.after("20s");
    plane.delete(plane.get(Kinds.STATEFUL_SET, "web"));
    plane.after("20s");
    assertEquals(List.of("data-web-0", "data-web-1"), plane.names(Kinds.PERSISTENT_VOLUME_CLAIM));
  }

  @Test
  void theRetentionPolicyDeletesClaimsOfPodsThatAreScaledAway() {
    set("replicas: 2\npersistentVolumeClaimRetentionPolicy: {whenScaled: Delete}" + CLAIMS);
    plane.after("20s");
    set("replicas: 1");
    plane.after("20s");
    KubeObject going = plane.get(Kinds.PERSISTENT_VOLUME_CLAIM, "data-web-1");
    assertTrue(
        going == null || going.isTerminating(),
        "deleted (its protection finalizer is another's to take)");
    assertTrue(!plane.get(Kinds.PERSISTENT_VOLUME_CLAIM, "data-web-0").isTerminating());
  }

  /** Only the protection of claims lets one go, and nobody does here until the test does. */
  @Test
  void noPodIsCreatedBeforeTheClaimThatIsBeingDeletedIsGone() {
    set("replicas: 2\npersistentVolumeClaimRetentionPolicy: {whenScaled: Delete}" + CLAIMS);
    plane.after("20s");
    set("replicas: 1");
    plane.after("20s");
    KubeObject going = plane.get(Kinds.PERSISTENT_VOLUME_CLAIM, "data-web-1");
    set("replicas: 2");
    plane.after("20s");
    assertEquals(List.of("web-0"), plane.names(Kinds.POD));
    plane.edit(
        plane.now(going), tree -> tree.update("metadata", meta -> meta.without("finalizers")));
    plane.after("20m");
    assertEquals(List.of("web-0", "web-1"), plane.names(Kinds.POD));
    KubeObject next = plane.get(Kinds.PERSISTENT_VOLUME_CLAIM, "data-web-1");
    assertTrue(!next.uid().equals(going.uid()));
  }

  @Test
  void aFailedPodIsRecreatedUnderItsName() {
    set("replicas: 1");
    plane.after("20s");
    KubeObject first = plane.get(Kinds.POD, "web-0");
    plane.end(first, "Failed", 1);
    plane.after("20s");
    assertEquals(
        List.of("StatefulSet default/web is recreating failed Pod web-0"),
        plane.said("RecreatingFailedPod"));
    assertTrue(Pods.isReady(plane.get(Kinds.POD, "web-0")));
    assertTrue(!plane.get(Kinds.POD, "web-0").uid().equals(first.uid()));
  }
}
