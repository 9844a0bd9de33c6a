package dev.kubarium.cluster.apiserver.admission;

import dev.kubarium.cluster.apiserver.AdmissionPlugin;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Quantities;

/**
 * Lets a claim grow only where its StorageClass allows it.
 *
 * <p>Models: plugin/pkg/admission/storage/persistentvolume/resize
 */
final class PersistentVolumeClaimResize implements AdmissionPlugin {

  @Override
  public void validate(
      ApiRequest request, KubeObject after, KubeObject before, RuleContext context) {
    if (after == null
        || before == null
        || request.subresource() != null
        || !after.kind().equals(Kinds.PERSISTENT_VOLUME_CLAIM)
        || !grows(after, before)
        || !"Bound".equals(before.status().string("phase"))) {
      return;
    }
    KubeObject storageClass =
        context.get(Kinds.STORAGE_CLASS, "", before.spec().string("storageClassName", ""));
    if (storageClass == null || !storageClass.tree().bool("allowVolumeExpansion")) {
      throw ApiException.forbidden(
          after.kind(),
          after.name(),
          "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize");
    }
  }

  private static boolean grows(KubeObject after, KubeObject before) {
    Object now = storage(after);
    Object then = storage(before);
    return Quantities.isValid(now) && Quantities.isValid(then) && Quantities.compare(now, then) > 0;
  }

  private static Object storage(KubeObject claim) {
    return claim.spec().object("resources").object("requests").get("storage");
  }
}
