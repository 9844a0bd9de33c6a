package dev.kubarium.cluster.controller.volume;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Volumes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Binds each claim to a volume, one to one, and says what becomes of a volume whose claim is gone.
 *
 * <p>Documentation: concepts/storage/persistent-volumes#lifecycle-of-a-volume-and-claim. Models:
 * pkg/controller/volume/persistentvolume. Left out: the Recycle policy, volumes and claims that
 * disagree on whom they belong to.
 */
public final class PersistentVolumeController implements Controller {

  public static final String NAME = "persistentvolume-controller";

  private final Client client;

  public PersistentVolumeController(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    Set<ObjectKey> keys = new LinkedHashSet<>();
    switch (change.key().resource()) {
      case "persistentvolumeclaims" -> {
        if (change.isRemoval()) {
          String volume = change.before().spec().string("volumeName", "");
          if (!volume.isEmpty()) {
            keys.add(ObjectKey.of(Kinds.PERSISTENT_VOLUME, "", volume));
          }
        } else {
          keys.add(change.key());
        }
      }
      case "persistentvolumes" -> {
        if (!change.isRemoval()) {
          keys.add(change.key());
        }
        keys.addAll(concernedClaims(change.isRemoval() ? change.before() : change.after()));
      }
      case "storageclasses.storage.k8s.io" -> keys.addAll(waitingClaims());
      case "pods" -> keys.addAll(waitingClaimsOf(change));
      default -> {}
    }
    return keys;
  }

  /** The claim that a volume is for, or, while it is for none, all that wait. */
  private List<ObjectKey> concernedClaims(KubeObject volume) {
    JsonObject reference = volume.spec().object("claimRef");
    return reference.isEmpty()
        ? waitingClaims()
        : List.of(
            ObjectKey.of(
                Kinds.PERSISTENT_VOLUME_CLAIM,
                reference.string("namespace", ""),
                reference.string("name", "")));
  }

  private List<ObjectKey> waitingClaims() {
    List<ObjectKey> keys = new ArrayList<>();
    for (KubeObject claim : client.list(Kinds.PERSISTENT_VOLUME_CLAIM, "")) {
      if (!Volumes.isBound(claim)) {
        keys.add(claim.key());
      }
    }
    return keys;
  }

  /** A Pod that comes may be the first consumer that a claim waits for: the Event then says so. */
  private List<ObjectKey> waitingClaimsOf(Change change) {
    if (!change.isCreation() || !change.after().spec().isSet("volumes")) {
      return List.of();
    }
    List<ObjectKey> keys = new ArrayList<>();
    for (String name : Volumes.claimsOf(change.after())) {
      KubeObject claim = client.get(Kinds.PERSISTENT_VOLUME_CLAIM, change.key().namespace(), name);
      if (claim != null && !Volumes.isBound(claim)) {
        keys.add(claim.key());
      }
    }
    return keys;
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject object = client.get(key);
    if (object != null && object.kind().equals(Kinds.PERSISTENT_VOLUME)) {
      syncVolume(object);
    } else if (object != null) {
      syncClaim(object);
    }
    return Recheck.NEVER;
  }

  // ── Claims ──

  private void syncClaim(KubeObject claim) {
    String volumeName = claim.spec().string("volumeName", "");
    if (Volumes.isBound(claim)) {
      syncBoundClaim(claim, client.get(Kinds.PERSISTENT_VOLUME, "", volumeName));
    } else if (!volumeName.isEmpty()) {
      KubeObject volume = client.get(Kinds.PERSISTENT_VOLUME, "", volumeName);
      String mismatch =
          volume == null || volume.spec().isSet("claimRef")
              ? null
              : Volumes.mismatch(volume, claim);
      if (mismatch != null) {
        client.event(
            claim,
            "Warning",
            "VolumeMismatch",
            "Cannot bind to requested volume \"" + volume.name() + "\": " + mismatch);
        phase(claim, "Pending");
      } else if (volume != null && (Volumes.isFree(volume) || Volumes.isFor(volume, claim))) {
        bind(volume, claim);
      } else {
        phase(claim, "Pending");
      }
    } else {
      findVolume(claim);
    }
  }

  private void syncBoundClaim(KubeObject claim, KubeObject volume) {
    if (volume == null || !Volumes.isFor(volume, claim)) {
      if (!"Lost".equals(claim.status().string("phase"))) {
        phase(claim, "Lost");
        client.event(
            claim,
            "Warning",
            volume == null ? "ClaimLost" : "ClaimMisbound",
            volume == null
                ? "Bound claim has lost its PersistentVolume. Data on the volume is lost!"
                : "Two claims are bound to the same volume, this one is bound incorrectly");
      }
      return;
    }
    bind(volume, claim);
  }

  private void findVolume(KubeObject claim) {
    KubeObject storageClass = storageClass(claim);
    boolean waits =
        waitsForConsumer(storageClass) && !claim.annotations().has(Volumes.SELECTED_NODE);
    Collection<KubeObject> volumes = client.list(Kinds.PERSISTENT_VOLUME, "");
    KubeObject volume = Volumes.bestMatch(claim, volumes, null);
    boolean chosen =
        volume != null && (!waitsForConsumer(storageClass) || volume.spec().isSet("claimRef"));
    if (chosen) {
      bind(volume, claim);
      return;
    }
    phase(claim, "Pending");
    if (waits) {
      sayWhatItWaitsFor(claim);
    } else if (!claim.spec().string("storageClassName", "").isEmpty()) {
      askForVolume(claim, storageClass);
    } else {
      client.event(
          claim,
          "Normal",
          "FailedBinding",
          "no persistent volumes available for this claim and no storage class is set");
    }
  }

  private KubeObject storageClass(KubeObject claim) {
    String name = claim.spec().string("storageClassName", "");
    return name.isEmpty() ? null : client.get(Kinds.STORAGE_CLASS, "", name);
  }

  private static boolean waitsForConsumer(KubeObject storageClass) {
    return storageClass != null
        && "WaitForFirstConsumer".equals(storageClass.tree().string("volumeBindingMode"));
  }

  private void sayWhatItWaitsFor(KubeObject claim) {
    for (KubeObject pod : client.list(Kinds.POD, claim.namespace())) {
      if (Volumes.claimsOf(pod).contains(claim.name())) {
        client.event(
            claim,
            "Normal",
            "WaitForPodScheduled",
            "waiting for pod " + pod.name() + " to be scheduled");
        return;
      }
    }
    client.event(
        claim,
        "Normal",
        "WaitForFirstConsumer",
        "waiting for first consumer to be created before binding");
  }

  /** Names on the claim who shall make its volume: the provisioner of its class then does. */
  private void askForVolume(KubeObject claim, KubeObject storageClass) {
    String name = claim.spec().string("storageClassName", "");
    String provisioner = storageClass == null ? "" : storageClass.tree().string("provisioner", "");
    if (storageClass == null) {
      client.event(
          claim,
          "Warning",
          "ProvisioningFailed",
          "storageclass.storage.k8s.io \"" + name + "\" not found");
    } else if (provisioner.equals(Volumes.NO_PROVISIONER)) {
      client.event(
          claim,
          "Warning",
          "ProvisioningFailed",
          "no volume plugin matched name: " + Volumes.NO_PROVISIONER);
    } else if (!claim.annotations().has(Volumes.PROVISIONER)) {
      client.patch(
          claim,
          tree ->
              tree.withAt(provisioner, "metadata", "annotations", Volumes.PROVISIONER)
                  .withAt(
                      provisioner,
                      "metadata",
                      "annotations",
                      "volume.beta.kubernetes.io/storage-provisioner"));
      client.event(
          claim,
          "Normal",
          "ExternalProvisioning",
          "Waiting for a volume to be created either by the external provisioner '"
              + provisioner
              + "' or manually by the system administrator. If volume creation is delayed, please verify that the"
              + " provisioner is running and correctly registered.");
    }
  }

  private void phase(KubeObject claim, String phase) {
    client.patchStatus(claim, status -> status.with("phase", phase));
  }

  /** Writes into each of the two the name of the other; does only what is still to do. */
  private void bind(KubeObject volume, KubeObject claim) {
    boolean chosenHere = !volume.spec().isSet("claimRef");
    if (!volume.spec().object("claimRef").string("uid", "").equals(claim.uid())) {
      client.patch(
          volume,
          tree -> {
            JsonObject bound = tree.withAt(Volumes.reference(claim), "spec", "claimRef");
            return chosenHere
                ? bound.withAt("yes", "metadata", "annotations", Volumes.BOUND_BY_CONTROLLER)
                : bound;
          });
    }
    client.patchStatus(volume, status -> status.with("phase", "Bound"));
    KubeObject named =
        Volumes.isBound(claim)
            ? claim
            : client.patch(
                claim,
                tree -> {
                  boolean free = tree.object("spec").string("volumeName", "").isEmpty();
                  JsonObject bound =
                      tree.withAt(volume.name(), "spec", "volumeName")
                          .withAt("yes", "metadata", "annotations", Volumes.BIND_COMPLETED);
                  return free
                      ? bound.withAt("yes", "metadata", "annotations", Volumes.BOUND_BY_CONTROLLER)
                      : bound;
                });
    if (named == null) {
      return;
    }
    boolean fresh = !"Bound".equals(named.status().string("phase"));
    client.patchStatus(
        named,
        status -> {
          JsonObject bound =
              status.with("phase", "Bound").with("accessModes", volume.spec().get("accessModes"));
          return fresh ? bound.with("capacity", volume.spec().get("capacity")) : bound;
        });
  }

  // ── Volumes ──

  private void syncVolume(KubeObject volume) {
    JsonObject reference = volume.spec().object("claimRef");
    if (reference.string("uid", "").isEmpty()) {
      volumePhase(volume, "Available");
      return;
    }
    KubeObject claim =
        client.get(
            Kinds.PERSISTENT_VOLUME_CLAIM,
            reference.string("namespace", ""),
            reference.string("name", ""));
    if (claim == null || !claim.uid().equals(reference.string("uid"))) {
      String phase = volume.status().string("phase", "");
      if (!phase.equals("Failed")) {
        volumePhase(volume, "Released");
      }
      reclaim(volume);
    } else if (volume.name().equals(claim.spec().string("volumeName"))) {
      volumePhase(volume, "Bound");
    }
  }

  private void volumePhase(KubeObject volume, String phase) {
    client.patchStatus(volume, status -> status.with("phase", phase));
  }

  /** Retain leaves the volume to whoever looks after it; Delete removes it with what is on it. */
  private void reclaim(KubeObject volume) {
    if (!"Delete".equals(volume.spec().string("persistentVolumeReclaimPolicy"))
        || volume.isTerminating()) {
      return;
    }
    if (volume.annotations().has(Volumes.PROVISIONED_BY)) {
      client.delete(volume);
    } else if (!"Failed".equals(volume.status().string("phase"))) {
      String message =
          "error getting deleter volume plugin for volume \""
              + volume.name()
              + "\": no deletable volume plugin matched";
      client.patchStatus(volume, status -> status.with("phase", "Failed").with("message", message));
      client.event(volume, "Warning", "VolumeFailedDelete", message);
    }
  }
}
