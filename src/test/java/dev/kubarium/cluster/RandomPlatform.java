package dev.kubarium.cluster;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.sim.Chance;
import java.util.ArrayList;
import java.util.List;

/** A user of every kind of object, on machines that fail: decided by a seed alone. */
final class RandomPlatform {

  private static final List<Kind> CONTROLLED =
      List.of(
          Kinds.DEPLOYMENT,
          Kinds.STATEFUL_SET,
          Kinds.DAEMON_SET,
          Kinds.JOB,
          Kinds.CRON_JOB,
          Kinds.REPLICATION_CONTROLLER,
          Kinds.SERVICE,
          Kinds.PERSISTENT_VOLUME_CLAIM,
          Kinds.HORIZONTAL_POD_AUTOSCALER);
  private static final String CONTAINERS =
      "containers: [{name: main, image: \"%s\", resources: {requests: {cpu: 100m}}}]";

  private final Chance.Draw draw;

  RandomPlatform(long seed) {
    draw = new Chance(seed).of("random-platform", "");
  }

  ClusterSpec spec() {
    return ClusterSpec.ofNodes(2 + draw.nextInt(3));
  }

  long pause() {
    return draw.nextInt(4) == 0 ? draw.between(20_000, 120_000) : draw.between(0, 5_000);
  }

  /** One command or fault; refusals are the API's good right. */
  void next(ClusterTestKit kit) {
    int dice = draw.nextInt(20);
    int number = draw.nextInt(5);
    long pick = draw.nextLong();
    try {
      if (dice < 12) {
        kit.apply(manifest(dice, number));
      } else {
        act(kit, dice, number, pick);
      }
    } catch (ApiException refused) {
      if (refused.code() >= 500) {
        throw refused;
      }
    }
  }

  private static String containers(int number) {
    return CONTAINERS.formatted(number == 0 ? "nginx:no-such-tag" : "nginx:1.2" + (6 + number % 3));
  }

  private static String manifest(int dice, int number) {
    String pod = containers(number);
    return switch (dice) {
      case 0, 1 ->
          """
          {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: %d, selector: {matchLabels: {app: web}},
            template: {metadata: {labels: {app: web}}, spec: {%s}}}}
          """
              .formatted(number, pod);
      case 2, 3 ->
          """
          {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: %1$s}, spec: {replicas: %2$d, serviceName: db, podManagementPolicy: %3$s,
            persistentVolumeClaimRetentionPolicy: {whenScaled: %4$s, whenDeleted: %5$s},
            selector: {matchLabels: {app: %1$s}}, template: {metadata: {labels: {app: %1$s}}, spec: {%6$s}},
            volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]}}
          """
              .formatted(
                  dice == 2 ? "db" : "kv",
                  number,
                  dice == 2 ? "OrderedReady" : "Parallel",
                  number % 2 == 0 ? "Retain" : "Delete",
                  number % 3 == 0 ? "Retain" : "Delete",
                  pod);
      case 4 ->
          """
          {apiVersion: apps/v1, kind: DaemonSet, metadata: {name: agent}, spec: {selector: {matchLabels: {app: agent}},
            template: {metadata: {labels: {app: agent}}, spec: {%s}}}}
          """
              .formatted(pod);
      case 5 ->
          """
          {apiVersion: batch/v1, kind: Job, metadata: {name: load-%d}, spec: {completions: %d, parallelism: 2, backoffLimit: 2,
            ttlSecondsAfterFinished: 300, template: {spec: {restartPolicy: Never,
              containers: [{name: main, image: "busybox:1.36", command: [sh, -c, "sleep 5; exit %d"]}]}}}}
          """
              .formatted(number, 1 + number, number % 2);
      case 6 ->
          """
          {apiVersion: batch/v1, kind: CronJob, metadata: {name: nightly}, spec: {schedule: "*/2 * * * *", concurrencyPolicy: %s,
            jobTemplate: {spec: {template: {spec: {restartPolicy: OnFailure,
              containers: [{name: main, image: "busybox:1.36", command: [sh, -c, "sleep 30"]}]}}}}}}
          """
              .formatted(List.of("Allow", "Forbid", "Replace").get(number % 3));
      case 7 ->
          """
          {apiVersion: v1, kind: ReplicationController, metadata: {name: old}, spec: {replicas: %d,
            template: {metadata: {labels: {app: old}}, spec: {%s}}}}
          """
              .formatted(number, pod);
      case 8 ->
          """
          {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: %s, selector: {app: web}, ports: [{port: 80}]}}
          """
              .formatted(List.of("ClusterIP", "NodePort", "LoadBalancer").get(number % 3));
      case 9 ->
          """
          {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: shared}, spec: {accessModes: [ReadWriteOnce],
            resources: {requests: {storage: %dGi}}}}
          """
              .formatted(1 + number);
      case 10 ->
          """
          {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {minReplicas: 1, maxReplicas: %d,
            scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}}
          """
              .formatted(2 + number);
      default ->
          """
          {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {maxUnavailable: %d,
            selector: {matchLabels: {app: web}}}}
          """
              .formatted(number);
    };
  }

  private static void act(ClusterTestKit kit, int dice, int number, long pick) {
    Client operator = kit.cluster().client("operator");
    String node = "node-" + (1 + number % 2);
    switch (dice) {
      case 12 -> kit.cluster().kubelets().stop(node, operator);
      case 13 -> kit.cluster().kubelets().resume(node, operator);
      case 14 -> kit.cluster().kubelets().registry("docker.io", number % 2 == 0, operator);
      case 15 -> {
        KubeObject pod = picked(kit, Kinds.POD, pick);
        if (pod != null) {
          crash(kit, pod, 1 + number);
        }
      }
      case 16 -> kit.patch(Kinds.NODE, node, "spec: {unschedulable: " + (number % 2 == 0) + "}");
      case 17 -> {
        KubeObject owner =
            picked(kit, CONTROLLED.get((int) Math.floorMod(pick, (long) CONTROLLED.size())), pick);
        if (owner != null) {
          kit.delete(
              owner.kind(), owner.name(), null, number % 2 == 0 ? "Foreground" : "Background");
        }
      }
      default -> {
        KubeObject pod = picked(kit, Kinds.POD, pick);
        if (pod != null) {
          kit.delete(Kinds.POD, pod.name(), number % 2 == 0 ? null : 0L, null);
        }
      }
    }
  }

  /**
   * Of a container that does not run, or stands on a machine that does not answer, there is nothing
   * to crash.
   */
  private static void crash(ClusterTestKit kit, KubeObject pod, int exitCode) {
    try {
      kit.cluster().kubelets().crash(pod, "main", exitCode);
    } catch (ApiException nothingRuns) {
      return;
    }
  }

  private static KubeObject picked(ClusterTestKit kit, Kind kind, long pick) {
    List<KubeObject> all = new ArrayList<>(kit.list(kind));
    all.removeIf(object -> !object.namespace().equals("default"));
    return all.isEmpty() ? null : all.get((int) Math.floorMod(pick, (long) all.size()));
  }

  /** Mends all machines, and what would keep the cluster from coming to rest. */
  static void mend(ClusterTestKit kit) {
    Client operator = kit.cluster().client("operator");
    for (KubeObject node : kit.list(Kinds.NODE)) {
      kit.cluster().kubelets().resume(node.name(), operator);
      kit.patch(Kinds.NODE, node.name(), "spec: {unschedulable: false}");
    }
    kit.cluster().kubelets().registry("docker.io", true, operator);
    for (Kind kind : List.of(Kinds.CRON_JOB, Kinds.HORIZONTAL_POD_AUTOSCALER)) {
      kit.list(kind).stream()
          .filter(each -> !each.isTerminating())
          .forEach(each -> kit.delete(kind, each.name(), null, null));
    }
    for (Kind kind :
        List.of(
            Kinds.DEPLOYMENT, Kinds.STATEFUL_SET, Kinds.DAEMON_SET, Kinds.REPLICATION_CONTROLLER)) {
      for (KubeObject each : kit.list(kind)) {
        if (!each.isTerminating()) {
          kit.patch(
              kind,
              each.name(),
              "spec: {template: {spec: {containers: [{name: main, image: \"nginx:1.27\", resources: {requests: {cpu: 100m}}}]}}}");
        }
      }
    }
    for (KubeObject pod : kit.list(Kinds.POD)) {
      if (pod.spec().array("containers").object(0).string("image", "").endsWith("no-such-tag")) {
        kit.delete(Kinds.POD, pod.name(), 0L, null);
      }
    }
  }
}
