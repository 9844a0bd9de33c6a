package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.object.Kinds;
import java.util.ArrayList;
import java.util.List;

/** The built-in kinds. A new kind is one class in this package and one line here. */
public final class KindCatalog {

  private KindCatalog() {}

  /** The rules of every built-in kind, the core group first. */
  public static List<KindRules> all() {
    List<KindRules> all =
        new ArrayList<>(
            List.of(
                new NamespaceRules(),
                new NodeRules(),
                new PodRules(),
                new ServiceRules(),
                new EndpointsRules(),
                new ComponentStatusRules(),
                new ConfigMapRules(),
                new SecretRules(),
                new ServiceAccountRules(),
                new EventRules(),
                new ReplicationControllerRules(),
                new PodTemplateRules(),
                new LimitRangeRules(),
                new ResourceQuotaRules(),
                new PersistentVolumeRules(),
                new PersistentVolumeClaimRules(),
                new ReplicaSetRules(),
                new DeploymentRules(),
                new StatefulSetRules(),
                new DaemonSetRules(),
                new ControllerRevisionRules(),
                new JobRules(),
                new CronJobRules(),
                new HorizontalPodAutoscalerRules(),
                new PodDisruptionBudgetRules(),
                new EndpointSliceRules(),
                new IngressRules(),
                new IngressClassRules(),
                new NetworkPolicyRules(),
                new StorageClassRules(),
                new PriorityClassRules(),
                new RoleRules(Kinds.ROLE),
                new RoleRules(Kinds.CLUSTER_ROLE),
                new RoleBindingRules(Kinds.ROLE_BINDING),
                new RoleBindingRules(Kinds.CLUSTER_ROLE_BINDING),
                new CustomResourceDefinitionRules(),
                new LeaseRules()));
    all.addAll(ReviewRules.all());
    all.addAll(MetricsRules.all());
    return all;
  }
}
