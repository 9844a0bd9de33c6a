package dev.kubarium.cluster.controller.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Pods;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PersistentVolumeControllerTest {

  private final ControlPlane plane =
      ControlPlane.with(
              PersistentVolumeController::new,
              VolumeProvisioner::new,
              VolumeProtection::new,
              EphemeralVolumeController::new)
          .nodes(2);

  private KubeObject volume(String name, String size, String more) {
    plane.apply(
        "{apiVersion: v1, kind: PersistentVolume, metadata: {name: "
            + name
            + "}, spec: {capacity: {storage: "
            + size
            + "}, accessModes: [ReadWriteOnce], hostPath: {path: /x}, storageClassName: manual"
            + more
            + "}}");
    return volume(name);
  }

  private KubeObject volume(String name) {
    return plane.store.get(ObjectKey.of(Kinds.PERSISTENT_VOLUME, "", name));
  }

  private KubeObject claim(String storageClass, String size) {
    plane.apply(
        "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: {accessModes: [ReadWriteOnce],"
            + " storageClassName: "
            + storageClass
            + ", resources: {requests: {storage: "
            + size
            + "}}}}");
    plane.after("2s");
    return claim();
  }

  private KubeObject claim() {
    return plane.get(Kinds.PERSISTENT_VOLUME_CLAIM, "c");
  }

  private void pod(String name) {
    plane.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: "
            + name
            + "}, spec: {containers: [{name: c, image: a}], volumes: [{name: v,"
            + " persistentVolumeClaim: {claimName: c}}]}}");
    plane.after("5s");
  }

  @ParameterizedTest
  @CsvSource({
    "storageClassName: manual, 9Gi, requested PV is too small",
    "storageClassName: other,  1Gi, storageClassName does not match",
    "'storageClassName: manual, volumeMode: Block', 1Gi, incompatible volumeMode",
    "storageClassName: manual, 1Gi, incompatible accessMode"
  })
  void aVolumeThatIsAskedForByNameMustFit(String spec, String size, String why) {
    volume("v", "2Gi", "");
    plane.apply(
        "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: {accessModes: ["
            + (why.endsWith("accessMode") ? "ReadWriteMany" : "ReadWriteOnce")
            + "], volumeName: v, "
            + spec
            + ", resources: {requests: {storage: "
            + size
            + "}}}}");
    plane.after("2s");
    assertEquals("Pending", claim().status().string("phase"));
    assertEquals("Available", volume("v").status().string("phase"));
    assertTrue(
        plane.said("VolumeMismatch").contains("Cannot bind to requested volume \"v\": " + why));
  }

  @Test
  void bindsTheSmallestVolumeThatIsGreatEnough() {
    volume("small", "500Mi", "");
    volume("fit", "2Gi", "");
    volume("big", "10Gi", "");
    plane.after("1s");
    assertEquals("Available", volume("fit").status().string("phase"));
    KubeObject claim = claim("manual", "1Gi");
    assertEquals("fit", claim.spec().string("volumeName"));
    assertEquals("Bound", claim.status().string("phase"));
    assertEquals("2Gi", claim.status().object("capacity").string("storage"));
    assertEquals("Bound", volume("fit").status().string("phase"));
    assertEquals(claim.uid(), volume("fit").spec().object("claimRef").string("uid"));
    assertEquals("Available", volume("big").status().string("phase"));
  }

  @Test
  void retainsOrDeletesAVolumeWhoseClaimIsGone() {
    volume("kept", "1Gi", "");
    claim("manual", "1Gi");
    plane.delete(claim());
    plane.after("2s");
    assertNull(claim());
    assertEquals("Released", volume("kept").status().string("phase"));
    volume("failing", "1Gi", ", persistentVolumeReclaimPolicy: Delete");
    claim("manual", "1Gi");
    plane.delete(claim());
    plane.after("2s");
    assertEquals("Failed", volume("failing").status().string("phase"));
  }

  private void storageClass(String name, String provisioner, String mode) {
    plane.apply(
        "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: "
            + name
            + "}, provisioner: "
            + provisioner
            + ", volumeBindingMode: "
            + mode
            + ", allowVolumeExpansion: true}");
  }

  @Test
  void provisionsOnDemandAndDeletesWithTheClaim() {
    storageClass("fast", "example.com/fast", "Immediate");
    KubeObject claim = claim("fast", "1Gi");
    String name = "pvc-" + claim.uid();
    assertEquals(name, claim.spec().string("volumeName"));
    assertEquals("example.com/fast", volume(name).annotation("pv.kubernetes.io/provisioned-by"));
    assertEquals(
        List.of("Successfully provisioned volume " + name), plane.said("ProvisioningSucceeded"));
    plane.edit(claim(), tree -> tree.withAt("3Gi", "spec", "resources", "requests", "storage"));
    plane.after("2s");
    assertEquals("3Gi", claim().status().object("capacity").string("storage"));
    assertEquals("3Gi", volume(name).spec().object("capacity").string("storage"));
    plane.delete(claim());
    plane.after("3s");
    assertNull(volume(name));
  }

  @Test
  void saysWhyAClaimIsPending() {
    claim("nowhere", "1Gi");
    assertEquals("Pending", claim().status().string("phase"));
    assertEquals(
        List.of("storageclass.storage.k8s.io \"nowhere\" not found"),
        plane.said("ProvisioningFailed"));
    plane.delete(claim());
    plane.after("1s");
    claim("''", "1Gi");
    assertEquals(
        List.of("no persistent volumes available for this claim and no storage class is set"),
        plane.said("FailedBinding"));
  }

  @Test
  void waitsForTheFirstConsumerBeforeItProvisions() {
    storageClass("late", "example.com/late", "WaitForFirstConsumer");
    claim("late", "1Gi");
    assertEquals("Pending", claim().status().string("phase"));
    assertEquals(
        List.of("waiting for first consumer to be created before binding"),
        plane.said("WaitForFirstConsumer"));
    pod("p");
    assertEquals("Bound", claim().status().string("phase"));
    KubeObject pod = plane.get(Kinds.POD, "p");
    assertEquals(Pods.nodeName(pod), claim().annotation("volume.kubernetes.io/selected-node"));
  }

  @Test
  void putsThePodWhereItsVolumeIs() {
    storageClass("local", "kubernetes.io/no-provisioner", "WaitForFirstConsumer");
    volume(
        "here",
        "1Gi",
        ", nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node-2]}]}]}}");
    plane.edit(volume("here"), tree -> tree.withAt("local", "spec", "storageClassName"));
    claim("local", "1Gi");
    pod("p");
    assertEquals("node-2", Pods.nodeName(plane.get(Kinds.POD, "p")));
    assertEquals("here", claim().spec().string("volumeName"));
  }

  @Test
  void keepsAPodFromEveryNodeWhoseClaimIsMissing() {
    pod("p");
    assertEquals(
        List.of(
            "0/2 nodes are available: persistentvolumeclaim \"c\" not found. no new claims to deallocate, preemption: 0/2 nodes"
                + " are available: 2 Preemption is not helpful for scheduling."),
        plane.said("FailedScheduling"));
    storageClass("fast", "example.com/fast", "Immediate");
    claim("fast", "1Gi");
    plane.after("15s");
    assertTrue(!Pods.nodeName(plane.get(Kinds.POD, "p")).isEmpty());
  }

  @Test
  void protectsAClaimWhileAPodUsesIt() {
    storageClass("fast", "example.com/fast", "Immediate");
    claim("fast", "1Gi");
    pod("p");
    plane.delete(claim());
    plane.after("5s");
    assertTrue(claim().isTerminating());
    plane.delete(plane.get(Kinds.POD, "p"));
    plane.after("40s");
    assertNull(claim());
  }

  @Test
  void makesTheClaimsOfEphemeralVolumes() {
    storageClass("fast", "example.com/fast", "Immediate");
    plane.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: a}], volumes: [{name: v, ephemeral:"
            + " {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], storageClassName: fast, resources: {requests: {storage: 1Gi}}}}}}]}}");
    plane.after("15s");
    KubeObject claim = plane.get(Kinds.PERSISTENT_VOLUME_CLAIM, "p-v");
    assertNotNull(claim);
    assertEquals("Bound", claim.status().string("phase"));
    assertEquals("p", claim.metadata().array("ownerReferences").object(0).string("name"));
    assertTrue(!Pods.nodeName(plane.get(Kinds.POD, "p")).isEmpty());
  }
}
