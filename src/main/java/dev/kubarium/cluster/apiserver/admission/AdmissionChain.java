package dev.kubarium.cluster.apiserver.admission;

import dev.kubarium.cluster.apiserver.AdmissionPlugin;
import dev.kubarium.cluster.object.Kinds;
import java.util.List;

/** The plugins of every cluster. A new plugin is one class in this package and one line here. */
public final class AdmissionChain {

  private AdmissionChain() {}

  /** The plugins in the order in which they are asked. */
  public static List<AdmissionPlugin> plugins() {
    return List.of(
        new NamespaceLifecycle(),
        new LimitRanger(),
        new ServiceAccountAdmission(),
        new PodSecurity(),
        new PriorityAdmission(),
        new DefaultTolerationSeconds(),
        new DefaultClasses(
            Kinds.PERSISTENT_VOLUME_CLAIM,
            Kinds.STORAGE_CLASS,
            "storageClassName",
            "volume.beta.kubernetes.io/storage-class",
            "storageclass.kubernetes.io/is-default-class"),
        new PersistentVolumeClaimResize(),
        new DefaultClasses(
            Kinds.INGRESS,
            Kinds.INGRESS_CLASS,
            "ingressClassName",
            "kubernetes.io/ingress.class",
            "ingressclass.kubernetes.io/is-default-class"),
        new ResourceQuotaAdmission());
  }
}
