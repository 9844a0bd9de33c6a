package dev.kubarium.cluster.controller.volume;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Pods;
import dev.kubarium.cluster.object.Volumes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Lets a claim that is deleted go only when no Pod uses it any more, and a volume only when no
 * claim is bound to it.
 *
 * <p>Documentation: concepts/storage/persistent-volumes#storage-object-in-use-protection. Models:
 * pkg/controller/volume/pvcprotection and pvprotection, in one.
 */
public final class VolumeProtection implements Controller {

  public static final String NAME = "pvc-protection-controller";

  private static final String OF_CLAIM = "kubernetes.io/pvc-protection";
  private static final String OF_VOLUME = "kubernetes.io/pv-protection";

  private final Client client;

  public VolumeProtection(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    return switch (change.key().resource()) {
      case "persistentvolumeclaims", "persistentvolumes" ->
          change.after() != null && change.after().isTerminating()
              ? List.of(change.key())
              : List.of();
      case "pods" -> endingClaimsOf(change);
      default -> List.of();
    };
  }

  private List<ObjectKey> endingClaimsOf(Change change) {
    KubeObject pod = change.before();
    boolean ended =
        pod != null
            && (change.isRemoval() || Pods.isFinished(change.after()) && !Pods.isFinished(pod));
    if (!ended || !pod.spec().isSet("volumes")) {
      return List.of();
    }
    List<ObjectKey> keys = new ArrayList<>();
    for (String name : Volumes.claimsOf(pod)) {
      keys.add(ObjectKey.of(Kinds.PERSISTENT_VOLUME_CLAIM, pod.namespace(), name));
    }
    return keys;
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject object = client.get(key);
    if (object == null || !object.isTerminating()) {
      return Recheck.NEVER;
    }
    if (object.kind().equals(Kinds.PERSISTENT_VOLUME)) {
      if (!"Bound".equals(object.status().string("phase"))) {
        letGo(object, OF_VOLUME);
      }
    } else if (!isUsed(object)) {
      letGo(object, OF_CLAIM);
    }
    return Recheck.NEVER;
  }

  /** A Pod that is on no node yet, or has ended, does not use its claims. */
  private boolean isUsed(KubeObject claim) {
    for (KubeObject pod : client.list(Kinds.POD, claim.namespace())) {
      if (!Pods.nodeName(pod).isEmpty()
          && !Pods.isFinished(pod)
          && Volumes.claimsOf(pod).contains(claim.name())) {
        return true;
      }
    }
    return false;
  }

  private void letGo(KubeObject object, String finalizer) {
    if (object.finalizers().contains(finalizer)) {
      client.patch(
          object,
          tree ->
              tree.update(
                  "metadata",
                  metadata -> {
                    JsonArray left = metadata.array("finalizers").without(finalizer::equals);
                    return metadata.withOrWithout("finalizers", left.isEmpty() ? null : left);
                  }));
    }
  }
}
