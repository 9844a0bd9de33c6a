package dev.kubarium.cluster.object;

import java.util.ArrayList;
import java.util.List;

/**
 * What a PersistentVolume and a PersistentVolumeClaim are to each other, for whoever binds,
 * provisions or schedules.
 *
 * <p>Models: pkg/controller/volume/persistentvolume, component-helpers storage/volume
 */
public final class Volumes {

  public static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
  public static final String BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
  public static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
  public static final String PROVISIONER = "volume.kubernetes.io/storage-provisioner";

  /**
   * On a claim whose class waits for its first consumer: the node that the scheduler chose for it.
   */
  public static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

  public static final String NO_PROVISIONER = "kubernetes.io/no-provisioner";

  private Volumes() {}

  /** Whether the volume is kept for this very claim, or at least for one of this name. */
  public static boolean isFor(KubeObject volume, KubeObject claim) {
    JsonObject reference = volume.spec().object("claimRef");
    String uid = reference.string("uid", "");
    return reference.string("namespace", "").equals(claim.namespace())
        && reference.string("name", "").equals(claim.name())
        && (uid.isEmpty() || uid.equals(claim.uid()));
  }

  public static boolean isFree(KubeObject volume) {
    return !volume.spec().isSet("claimRef") && !volume.isTerminating();
  }

  /** Whether claim and volume have found each other. */
  public static boolean isBound(KubeObject claim) {
    return !claim.spec().string("volumeName", "").isEmpty()
        && claim.annotations().has(BIND_COMPLETED);
  }

  /**
   * The smallest volume that has what the claim asks for: modes, size, class, labels; one that is
   * kept for the claim before all others. With a node, only volumes that can be used there. {@code
   * null} where there is none.
   */
  public static KubeObject bestMatch(
      KubeObject claim, Iterable<KubeObject> volumes, KubeObject node) {
    KubeObject smallest = null;
    for (KubeObject volume : volumes) {
      if (!fits(volume, claim) || node != null && !isUsableOn(volume, node)) {
        continue;
      }
      if (volume.spec().isSet("claimRef") && isFor(volume, claim)) {
        return volume;
      }
      boolean smaller = smallest == null || Quantities.compare(size(volume), size(smallest)) < 0;
      if (isFree(volume) && smaller) {
        smallest = volume;
      }
    }
    return smallest;
  }

  private static Object size(KubeObject volume) {
    return volume.spec().object("capacity").get("storage");
  }

  private static boolean fits(KubeObject volume, KubeObject claim) {
    JsonObject wanted = claim.spec();
    return mismatch(volume, claim) == null
        && (!wanted.isSet("selector")
            || LabelSelector.of(wanted.object("selector")).matches(volume.labels()));
  }

  /** Why a volume does not give what a claim asks for, in upstream's words, or {@code null}. */
  public static String mismatch(KubeObject volume, KubeObject claim) {
    JsonObject wanted = claim.spec();
    JsonObject offered = volume.spec();
    if (volume.isTerminating()) {
      return "the volume is marked for deletion \"" + volume.name() + "\"";
    }
    if (Quantities.compare(
            size(volume), wanted.object("resources").object("requests").get("storage"))
        < 0) {
      return "requested PV is too small";
    }
    if (!offered.string("storageClassName", "").equals(wanted.string("storageClassName", ""))) {
      return "storageClassName does not match";
    }
    if (!offered
        .string("volumeMode", "Filesystem")
        .equals(wanted.string("volumeMode", "Filesystem"))) {
      return "incompatible volumeMode";
    }
    boolean modes =
        wanted.array("accessModes").strings().stream()
            .allMatch(offered.array("accessModes")::contains);
    return modes ? null : "incompatible accessMode";
  }

  public static boolean isUsableOn(KubeObject volume, KubeObject node) {
    JsonObject required = volume.spec().object("nodeAffinity").object("required");
    return required.isEmpty()
        || NodeSelection.matchesAny(required.array("nodeSelectorTerms"), node);
  }

  /** The names of the claims that a Pod uses, those of its ephemeral volumes among them. */
  public static List<String> claimsOf(KubeObject pod) {
    List<String> names = new ArrayList<>();
    for (JsonObject volume : pod.spec().array("volumes").objects()) {
      if (volume.isSet("persistentVolumeClaim")) {
        names.add(volume.object("persistentVolumeClaim").string("claimName", ""));
      } else if (volume.isSet("ephemeral")) {
        names.add(pod.name() + "-" + volume.string("name", ""));
      }
    }
    return names;
  }

  /** The reference by which a volume names its claim. */
  public static JsonObject reference(KubeObject claim) {
    return JsonObject.of(
        "apiVersion", "v1",
        "kind", "PersistentVolumeClaim",
        "namespace", claim.namespace(),
        "name", claim.name(),
        "uid", claim.uid(),
        "resourceVersion", claim.metadata().string("resourceVersion"));
  }
}
