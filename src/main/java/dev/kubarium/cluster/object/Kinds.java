package dev.kubarium.cluster.object;

import java.util.List;

/** The built-in kinds, each under the version in which it is stored. */
public final class Kinds {

  private static final List<String> ALL = List.of("all");

  public static final Kind NAMESPACE = cluster("", "v1", "Namespace", "namespaces", "ns");
  public static final Kind NODE = cluster("", "v1", "Node", "nodes", "no");
  public static final Kind POD = all("", "v1", "Pod", "pods", "po");
  public static final Kind REPLICATION_CONTROLLER =
      all("", "v1", "ReplicationController", "replicationcontrollers", "rc");
  public static final Kind SERVICE = all("", "v1", "Service", "services", "svc");
  public static final Kind ENDPOINTS = namespaced("", "v1", "Endpoints", "endpoints", "ep");
  public static final Kind EVENT = namespaced("", "v1", "Event", "events", "ev");
  public static final Kind CONFIG_MAP = namespaced("", "v1", "ConfigMap", "configmaps", "cm");
  public static final Kind SECRET = namespaced("", "v1", "Secret", "secrets");
  public static final Kind SERVICE_ACCOUNT =
      namespaced("", "v1", "ServiceAccount", "serviceaccounts", "sa");
  public static final Kind LIMIT_RANGE =
      namespaced("", "v1", "LimitRange", "limitranges", "limits");
  public static final Kind RESOURCE_QUOTA =
      namespaced("", "v1", "ResourceQuota", "resourcequotas", "quota");
  public static final Kind POD_TEMPLATE = namespaced("", "v1", "PodTemplate", "podtemplates");
  public static final Kind PERSISTENT_VOLUME =
      cluster("", "v1", "PersistentVolume", "persistentvolumes", "pv");
  public static final Kind PERSISTENT_VOLUME_CLAIM =
      namespaced("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", "pvc");

  public static final Kind DEPLOYMENT = all("apps", "v1", "Deployment", "deployments", "deploy");
  public static final Kind REPLICA_SET = all("apps", "v1", "ReplicaSet", "replicasets", "rs");
  public static final Kind STATEFUL_SET = all("apps", "v1", "StatefulSet", "statefulsets", "sts");
  public static final Kind DAEMON_SET = all("apps", "v1", "DaemonSet", "daemonsets", "ds");
  public static final Kind CONTROLLER_REVISION =
      namespaced("apps", "v1", "ControllerRevision", "controllerrevisions");

  public static final Kind JOB = all("batch", "v1", "Job", "jobs");
  public static final Kind CRON_JOB = all("batch", "v1", "CronJob", "cronjobs", "cj");

  public static final Kind HORIZONTAL_POD_AUTOSCALER =
      all("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", "hpa");
  public static final Kind NODE_METRICS =
      new Kind("metrics.k8s.io", "v1beta1", "NodeMetrics", "nodes", false, List.of(), List.of());
  public static final Kind POD_METRICS =
      new Kind("metrics.k8s.io", "v1beta1", "PodMetrics", "pods", true, List.of(), List.of());
  public static final Kind POD_DISRUPTION_BUDGET =
      namespaced("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", "pdb");

  public static final Kind ENDPOINT_SLICE =
      namespaced("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices");
  public static final Kind INGRESS =
      namespaced("networking.k8s.io", "v1", "Ingress", "ingresses", "ing");
  public static final Kind INGRESS_CLASS =
      cluster("networking.k8s.io", "v1", "IngressClass", "ingressclasses");
  public static final Kind NETWORK_POLICY =
      namespaced("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", "netpol");

  public static final Kind STORAGE_CLASS =
      cluster("storage.k8s.io", "v1", "StorageClass", "storageclasses", "sc");
  public static final Kind PRIORITY_CLASS =
      cluster("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses", "pc");
  public static final Kind LEASE = namespaced("coordination.k8s.io", "v1", "Lease", "leases");

  public static final Kind ROLE = namespaced("rbac.authorization.k8s.io", "v1", "Role", "roles");
  public static final Kind ROLE_BINDING =
      namespaced("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings");
  public static final Kind CLUSTER_ROLE =
      cluster("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles");
  public static final Kind CLUSTER_ROLE_BINDING =
      cluster("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings");

  public static final Kind CUSTOM_RESOURCE_DEFINITION =
      new Kind(
          "apiextensions.k8s.io",
          "v1",
          "CustomResourceDefinition",
          "customresourcedefinitions",
          false,
          List.of("crd", "crds"),
          List.of("api-extensions"));

  private Kinds() {}

  private static Kind all(
      String group, String version, String name, String plural, String... shortNames) {
    return new Kind(group, version, name, plural, true, List.of(shortNames), ALL);
  }

  private static Kind namespaced(
      String group, String version, String name, String plural, String... shortNames) {
    return new Kind(group, version, name, plural, true, List.of(shortNames), List.of());
  }

  private static Kind cluster(
      String group, String version, String name, String plural, String... shortNames) {
    return new Kind(group, version, name, plural, false, List.of(shortNames), List.of());
  }
}
