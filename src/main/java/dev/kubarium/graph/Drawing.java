package dev.kubarium.graph;

import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.OwnerReferences;
import dev.kubarium.cluster.object.Pods;
import dev.kubarium.cluster.object.Quantities;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which objects are drawn, and how each is. */
final class Drawing {

  private static final Set<String> KINDS =
      new LinkedHashSet<>(
          List.of(
              "Namespace",
              "Node",
              "Pod",
              "ReplicaSet",
              "Deployment",
              "StatefulSet",
              "DaemonSet",
              "Job",
              "CronJob",
              "ReplicationController",
              "Service",
              "Ingress",
              "ConfigMap",
              "Secret",
              "PersistentVolume",
              "PersistentVolumeClaim",
              "StorageClass",
              "HorizontalPodAutoscaler",
              "PodDisruptionBudget",
              "NetworkPolicy",
              "ResourceQuota",
              "LimitRange"));

  private static final Set<String> SYSTEM_NAMESPACES =
      new LinkedHashSet<>(List.of("kube-system", "kube-public", "kube-node-lease"));

  private Drawing() {}

  /** What a cluster holds only for itself is left out: it would hide what the learner made. */
  static boolean shows(KubeObject object) {
    if (!KINDS.contains(object.kind().name())) {
      return false;
    }
    return switch (object.kind().name()) {
      case "Namespace" -> !SYSTEM_NAMESPACES.contains(object.name());
      case "ConfigMap" ->
          !object.name().equals("kube-root-ca.crt")
              && !SYSTEM_NAMESPACES.contains(object.namespace());
      case "Service" ->
          !(object.name().equals("kubernetes") && object.namespace().equals("default"));
      default -> !SYSTEM_NAMESPACES.contains(object.namespace());
    };
  }

  static Condition condition(KubeObject object) {
    if (object.isTerminating() && !object.kind().equals(Kinds.POD)) {
      return Condition.of("terminating", Sentence.of("any.terminating"));
    }
    JsonObject spec = object.spec();
    JsonObject status = object.status();
    return switch (object.kind().name()) {
      case "Pod" -> PodCondition.of(object);
      case "Deployment" -> deployment(object);
      case "ReplicaSet", "ReplicationController", "StatefulSet" ->
          counted(
              spec.integer("replicas", 1),
              status.integer("readyReplicas", 0),
              status.integer("replicas", 0));
      case "DaemonSet" ->
          counted(
              status.integer("desiredNumberScheduled", 0),
              status.integer("numberReady", 0),
              status.integer("currentNumberScheduled", 0));
      case "Job" -> job(object);
      case "CronJob" ->
          spec.bool("suspend")
              ? Condition.of("idle", Sentence.of("cronjob.suspended"))
              : Condition.of("ready", Sentence.of("cronjob.schedule", spec.string("schedule", "")));
      case "Node" -> node(object);
      case "Service" ->
          Condition.of(
              "ready",
              Sentence.of(
                  "service.line", spec.string("type", "ClusterIP"), spec.string("clusterIP", "")));
      case "Ingress" ->
          Condition.of("ready", Sentence.of("ingress.line", spec.array("rules").size()));
      case "ConfigMap", "Secret" ->
          Condition.of("idle", Sentence.of("data.keys", object.tree().object("data").size()));
      case "PersistentVolumeClaim" ->
          volume(
              status.string("phase", "Pending"),
              spec.object("resources").object("requests").string("storage", ""),
              spec.array("accessModes"));
      case "PersistentVolume" ->
          volume(
              status.string("phase", "Pending"),
              spec.object("capacity").string("storage", ""),
              spec.array("accessModes"));
      case "Namespace" -> Condition.of("idle", Sentence.of("namespace.line"));
      default -> Condition.of("idle", null);
    };
  }

  private static Condition counted(long wants, long ready, long sees) {
    if (wants == 0 && sees == 0) {
      return Condition.of("idle", Sentence.of("replicas.none"));
    }
    return Condition.of(
        wants == ready && sees == wants ? "ready" : "starting",
        Sentence.of("replicas.ready", ready, wants));
  }

  private static Condition deployment(KubeObject deployment) {
    JsonObject status = deployment.status();
    long wants = deployment.spec().integer("replicas", 1);
    long ready = status.integer("readyReplicas", 0);
    long updated = status.integer("updatedReplicas", 0);
    JsonObject progressing = Conditions.find(status, "Progressing");
    if (progressing != null && "ProgressDeadlineExceeded".equals(progressing.string("reason"))) {
      return Condition.of("failed", Sentence.of("deployment.stuck", ready, wants));
    }
    if (deployment.spec().bool("paused")) {
      return Condition.of("idle", Sentence.of("deployment.paused", ready, wants));
    }
    boolean rolling = updated < wants || status.integer("replicas", 0) > updated;
    if (rolling && ready > 0 && updated > 0) {
      return Condition.of("starting", Sentence.of("deployment.rolling", updated, wants));
    }
    return counted(wants, ready, status.integer("replicas", 0));
  }

  private static Condition job(KubeObject job) {
    JsonObject status = job.status();
    if (Conditions.isTrue(status, "Failed")) {
      return Condition.of("failed", Sentence.of("job.failed"));
    }
    if (Conditions.isTrue(status, "Complete")) {
      return Condition.of("done", Sentence.of("job.complete"));
    }
    return Condition.of(
        "starting",
        Sentence.of(
            "job.line", status.integer("succeeded", 0), job.spec().integer("completions", 1)));
  }

  private static Condition node(KubeObject node) {
    JsonObject ready = Conditions.find(node.status(), "Ready");
    String truth = ready == null ? "Unknown" : ready.string("status", "Unknown");
    if (!truth.equals("True")) {
      return Condition.of(
          truth.equals("Unknown") && ready != null ? "unknown" : "failed",
          Sentence.of("node.notready"));
    }
    return node.spec().bool("unschedulable")
        ? Condition.of("idle", Sentence.of("node.cordoned"))
        : Condition.of("ready", Sentence.of("node.ready"));
  }

  private static Condition volume(String phase, String size, JsonArray accessModes) {
    String modes =
        accessModes.strings().stream().map(Drawing::shortMode).collect(Collectors.joining(", "));
    return switch (phase) {
      case "Bound" -> Condition.of("ready", volume("volume.bound", size, modes));
      case "Available" -> Condition.of("idle", volume("volume.available", size, modes));
      case "Released" -> Condition.of("idle", volume("volume.released", size, modes));
      case "Failed", "Lost" -> Condition.of("failed", volume("volume.lost", size, modes));
      default -> Condition.of("pending", volume("volume.pending", size, modes));
    };
  }

  private static Sentence volume(String key, String size, String modes) {
    return Sentence.of("volume.line", Sentence.of(key), size, modes);
  }

  /** As kubectl's columns have it. */
  private static String shortMode(String accessMode) {
    return switch (accessMode) {
      case "ReadWriteOnce" -> "RWO";
      case "ReadOnlyMany" -> "ROX";
      case "ReadWriteMany" -> "RWX";
      case "ReadWriteOncePod" -> "RWOP";
      default -> accessMode;
    };
  }

  /**
   * The node that the browser draws.
   *
   * @param nodeUid uid of the Node that a Pod runs on, or {@code null}
   * @param requested what the Pods of a Node ask for, or {@code null}
   */
  static JsonObject node(KubeObject object, String nodeUid, JsonObject requested, Words words) {
    Condition condition = condition(object);
    JsonObject spec = object.spec();
    JsonObject status = object.status();
    String kind = object.kind().name();
    boolean pod = kind.equals("Pod");
    boolean scales = spec.has("replicas");
    String revision = object.annotation("deployment.kubernetes.io/revision");
    String owner = OwnerReferences.controllerUid(object);
    return JsonObject.of(
            "id", object.uid(),
            "kind", kind,
            "apiVersion", object.kind().apiVersion(),
            "namespace", object.kind().namespaced() ? object.namespace() : null,
            "name", object.name(),
            "path", object.kind().path(object.namespace(), object.name()).substring(1),
            "state", condition.state(),
            "line", condition.line() == null ? "" : condition.line().in(words),
            "until", condition.until(),
            "owner", owner.isEmpty() ? null : owner,
            "node", nodeUid)
        .with("labels", object.labels())
        .withOrWithout("selector", selector(object))
        .withOrWithout(
            "wants",
            kind.equals("DaemonSet")
                ? status.get("desiredNumberScheduled")
                : scales ? spec.get("replicas") : null)
        .withOrWithout("sees", scales ? status.integer("replicas", 0) : null)
        .withOrWithout("ready", scales ? status.integer("readyReplicas", 0) : null)
        .withOrWithout("restarts", pod ? Pods.mostRestarts(object) : null)
        .withOrWithout("containers", pod ? JsonArray.copyOf(PodCondition.shown(object)) : null)
        .withOrWithout("revisionLabel", revision == null ? null : "v" + revision)
        .withOrWithout(
            "capacity", kind.equals("Node") ? capacity(status.object("allocatable")) : null)
        .withOrWithout("requested", requested)
        .with("flags", flags(object))
        .with("created", object.createdAt());
  }

  private static Object selector(KubeObject object) {
    JsonObject selector = object.spec().object("selector");
    return selector.isEmpty()
        ? null
        : selector.has("matchLabels")
            ? selector.get("matchLabels")
            : selector.has("matchExpressions") ? null : selector;
  }

  private static JsonObject capacity(JsonObject allocatable) {
    return JsonObject.of(
        "cpuMilli", Quantities.milli(allocatable.string("cpu", "0")),
        "memory", Quantities.value(allocatable.string("memory", "0")),
        "pods", Quantities.value(allocatable.string("pods", "0")));
  }

  private static JsonArray flags(KubeObject object) {
    JsonArray flags = JsonArray.EMPTY;
    if (object.spec().bool("unschedulable")) {
      flags = flags.plus("cordoned");
    }
    if (object.spec().bool("paused")) {
      flags = flags.plus("paused");
    }
    return flags;
  }
}
