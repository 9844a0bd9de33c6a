package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.KindRules;
import java.util.List;

/** The built-in kinds. A new kind is one class in this package and one line here. */
public final class KindCatalog {

  private KindCatalog() {}

  /** The rules of every built-in kind, the core group first. */
  public static List<KindRules> all() {
    return List.of(
        new NamespaceRules(),
        new NodeRules(),
        new PodRules(),
        new ServiceRules(),
        new EndpointsRules(),
        new ConfigMapRules(),
        new SecretRules(),
        new ServiceAccountRules(),
        new EventRules(),
        new PersistentVolumeRules(),
        new PersistentVolumeClaimRules(),
        new ReplicaSetRules(),
        new DeploymentRules(),
        new StatefulSetRules(),
        new DaemonSetRules(),
        new ControllerRevisionRules(),
        new JobRules(),
        new CronJobRules(),
        new EndpointSliceRules(),
        new StorageClassRules(),
        new LeaseRules());
  }
}
