package dev.kubarium.cluster.scheduler.filter;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Volumes;
import dev.kubarium.cluster.scheduler.FilterPlugin;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * A Pod goes only where its volumes are, or can be. Claims that wait for their first consumer get
 * their volume, or the node to make it on, once a node is chosen.
 *
 * <p>Models: pkg/scheduler/framework/plugins/volumebinding. Left out: capacity of storage systems,
 * limits of volumes a node.
 */
public final class VolumeBinding implements FilterPlugin {

  @Override
  public String name() {
    return "VolumeBinding";
  }

  /** What keeps the Pod from every node, in upstream's words; {@code null} where nothing does. */
  public static String refusal(KubeObject pod, Client client) {
    for (String name : Volumes.claimsOf(pod)) {
      KubeObject claim = client.get(Kinds.PERSISTENT_VOLUME_CLAIM, pod.namespace(), name);
      if (claim == null) {
        return "persistentvolumeclaim \"" + name + "\" not found";
      }
      if ("Lost".equals(claim.status().string("phase"))) {
        return "persistentvolumeclaim \""
            + name
            + "\" bound to non-existent persistentvolume \""
            + claim.spec().string("volumeName", "")
            + "\"";
      }
      if (claim.isTerminating()) {
        return "persistentvolumeclaim \"" + name + "\" is being deleted";
      }
      if (!Volumes.isBound(claim) && !waitsForConsumer(claim, client)) {
        return "pod has unbound immediate PersistentVolumeClaims";
      }
    }
    return null;
  }

  private static boolean waitsForConsumer(KubeObject claim, Client client) {
    KubeObject storageClass = storageClass(claim, client);
    return storageClass != null
        && "WaitForFirstConsumer".equals(storageClass.tree().string("volumeBindingMode"));
  }

  private static KubeObject storageClass(KubeObject claim, Client client) {
    return client.get(Kinds.STORAGE_CLASS, "", claim.spec().string("storageClassName", ""));
  }

  private static boolean canProvision(KubeObject claim, Client client) {
    KubeObject storageClass = storageClass(claim, client);
    return storageClass != null
        && !storageClass.tree().string("provisioner", "").equals(Volumes.NO_PROVISIONER);
  }

  private static List<KubeObject> claims(KubeObject pod, Client client) {
    List<KubeObject> claims = new ArrayList<>();
    for (String name : Volumes.claimsOf(pod)) {
      KubeObject claim = client.get(Kinds.PERSISTENT_VOLUME_CLAIM, pod.namespace(), name);
      if (claim != null) {
        claims.add(claim);
      }
    }
    return claims;
  }

  @Override
  public Verdict verdict(NodeView node, SchedulingContext context) {
    KubeObject pod = context.pod();
    if (!pod.spec().isSet("volumes")) {
      return Verdict.FITS;
    }
    Client client = context.client();
    List<String> reasons = new ArrayList<>();
    for (KubeObject claim : claims(pod, client)) {
      if (Volumes.isBound(claim)) {
        KubeObject volume =
            client.get(Kinds.PERSISTENT_VOLUME, "", claim.spec().string("volumeName", ""));
        if (volume != null && !Volumes.isUsableOn(volume, node.node())) {
          reasons.add("node(s) didn't match PersistentVolume's node affinity");
        }
      } else if (!canBeBoundOn(claim, node.node(), client)) {
        reasons.add("node(s) didn't find available persistent volumes to bind");
      }
    }
    return new Verdict(reasons.stream().distinct().toList(), false);
  }

  private static boolean canBeBoundOn(KubeObject claim, KubeObject node, Client client) {
    String selected = claim.annotations().string(Volumes.SELECTED_NODE, "");
    if (!selected.isEmpty()) {
      return selected.equals(node.name());
    }
    return Volumes.bestMatch(claim, client.list(Kinds.PERSISTENT_VOLUME, ""), node) != null
        || canProvision(claim, client);
  }

  /**
   * Has the claims bound that waited for this choice. Answers whether all are bound already; else
   * the Pod is looked at again when they are.
   */
  public static boolean bindOn(KubeObject pod, KubeObject node, Client client) {
    boolean all = true;
    for (KubeObject claim : claims(pod, client)) {
      if (Volumes.isBound(claim)) {
        continue;
      }
      all = false;
      KubeObject volume = Volumes.bestMatch(claim, client.list(Kinds.PERSISTENT_VOLUME, ""), node);
      if (volume != null && Volumes.isFree(volume)) {
        client.patch(volume, tree -> tree.withAt(Volumes.reference(claim), "spec", "claimRef"));
      } else if (volume == null && !claim.annotations().has(Volumes.SELECTED_NODE)) {
        client.patch(
            claim,
            tree -> tree.withAt(node.name(), "metadata", "annotations", Volumes.SELECTED_NODE));
      }
    }
    return all;
  }
}
