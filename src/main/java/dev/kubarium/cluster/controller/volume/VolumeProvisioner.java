package dev.kubarium.cluster.controller.volume;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Quantities;
import dev.kubarium.cluster.object.Volumes;
import java.util.Collection;
import java.util.List;

/**
 * Makes the volumes that claims ask for, and lets them grow: it plays the provisioner and the
 * resizer of every StorageClass, whatever they are called.
 *
 * <p>Documentation: concepts/storage/dynamic-provisioning. Models: kubernetes-csi
 * external-provisioner and external-resizer. Left out: topology, snapshots, cloning, parameters;
 * the time that it takes.
 */
public final class VolumeProvisioner implements Controller {

  public static final String NAME = "volume-provisioner";

  private final Client client;

  public VolumeProvisioner(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    return change.kind().equals(Kinds.PERSISTENT_VOLUME_CLAIM)
            && !change.isRemoval()
            && change.after().annotations().has(Volumes.PROVISIONER)
        ? List.of(change.key())
        : List.of();
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject claim = client.get(key);
    if (claim == null || claim.isTerminating() || claim.annotation(Volumes.PROVISIONER) == null) {
      return Recheck.NEVER;
    }
    KubeObject storageClass =
        client.get(Kinds.STORAGE_CLASS, "", claim.spec().string("storageClassName", ""));
    if (storageClass == null) {
      return Recheck.NEVER;
    }
    if (claim.spec().string("volumeName", "").isEmpty()) {
      provision(claim, storageClass);
    } else if (Volumes.isBound(claim)) {
      grow(claim);
    }
    return Recheck.NEVER;
  }

  private void provision(KubeObject claim, KubeObject storageClass) {
    String name = "pvc-" + claim.uid();
    if (client.get(Kinds.PERSISTENT_VOLUME, "", name) != null) {
      return;
    }
    client.event(
        claim,
        "Normal",
        "Provisioning",
        "External provisioner is provisioning volume for claim \""
            + claim.namespace()
            + "/"
            + claim.name()
            + "\"");
    client.create(volume(name, claim, storageClass));
    client.event(
        claim, "Normal", "ProvisioningSucceeded", "Successfully provisioned volume " + name);
  }

  private static KubeObject volume(String name, KubeObject claim, KubeObject storageClass) {
    String provisioner = claim.annotation(Volumes.PROVISIONER);
    JsonObject spec =
        JsonObject.of(
            "capacity",
                JsonObject.of(
                    "storage", claim.spec().object("resources").object("requests").get("storage")),
            "accessModes", claim.spec().get("accessModes"),
            "claimRef", Volumes.reference(claim),
            "csi", JsonObject.of("driver", provisioner, "volumeHandle", name),
            "persistentVolumeReclaimPolicy", storageClass.tree().string("reclaimPolicy", "Delete"),
            "storageClassName", storageClass.name(),
            "volumeMode", claim.spec().string("volumeMode", "Filesystem"),
            "mountOptions", storageClass.tree().get("mountOptions"));
    return KubeObject.of(
        Kinds.PERSISTENT_VOLUME,
        JsonObject.of(
            "apiVersion",
            "v1",
            "kind",
            "PersistentVolume",
            "metadata",
            JsonObject.of(
                "name", name, "annotations", JsonObject.of(Volumes.PROVISIONED_BY, provisioner)),
            "spec",
            spec));
  }

  /** A bound claim that asks for more than it has gets a greater volume. */
  private void grow(KubeObject claim) {
    Object wished = claim.spec().object("resources").object("requests").get("storage");
    Object has = claim.status().object("capacity").get("storage");
    KubeObject volume =
        client.get(Kinds.PERSISTENT_VOLUME, "", claim.spec().string("volumeName", ""));
    if (volume == null || has == null || Quantities.compare(wished, has) <= 0) {
      return;
    }
    client.event(
        claim, "Normal", "Resizing", "External resizer is resizing volume " + volume.name());
    client.patch(volume, tree -> tree.withAt(wished, "spec", "capacity", "storage"));
    client.patchStatus(claim, status -> status.withAt(wished, "capacity", "storage"));
    client.event(claim, "Normal", "VolumeResizeSuccessful", "Resize volume succeeded");
  }
}
