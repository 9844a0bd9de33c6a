package dev.kubarium.lesson.check;

import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;
import java.util.List;

/**
 * So many of these are ready: Pods by their Ready condition, a workload by the Pods it controls,
 * other kinds by what their status says of them.
 *
 * @param least {@code null} for as many as the workload wants, one for what is no workload
 * @param most {@code Long.MAX_VALUE} for any number
 */
public record Ready(Target target, Long least, long most) implements Check {

  @Override
  public Verdict judge(Scene scene) {
    return switch (target.kind().name()) {
      case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "ReplicationController" ->
          workload(scene);
      default -> objects(scene);
    };
  }

  private Verdict workload(Scene scene) {
    List<KubeObject> workloads = scene.find(target);
    if (workloads.isEmpty()) {
      return Verdict.of(false, "exists.none", target.named());
    }
    KubeObject workload = workloads.getFirst();
    List<KubeObject> pods =
        scene.find(named(workload).podsOf()).stream().filter(pod -> !pod.isTerminating()).toList();
    long ready = pods.stream().filter(Pods::isReady).count();
    long wanted = least != null ? least : wanted(workload);
    Sentence who = Sentence.of("target.one", workload.kind().name(), workload.name());
    if (ready >= wanted && ready <= most) {
      return Verdict.of(true, "ready.workload", ready, Math.max(wanted, ready), who);
    }
    if (ready > most) {
      return Verdict.of(false, "ready.tooMany", ready, most, who);
    }
    return Verdict.of(false, "ready.because", ready, wanted, who, reason(pods, wanted, workload));
  }

  private Target named(KubeObject workload) {
    return new Target(
        workload.kind(),
        workload.namespace(),
        workload.name(),
        dev.kubarium.cluster.object.LabelSelector.EVERYTHING,
        null,
        List.of());
  }

  private static long wanted(KubeObject workload) {
    return workload.kind().name().equals("DaemonSet")
        ? Math.max(1, workload.status().integer("desiredNumberScheduled", 1))
        : workload.spec().integer("replicas", 1);
  }

  private static Sentence reason(List<KubeObject> pods, long wanted, KubeObject workload) {
    for (KubeObject pod : pods) {
      if (!Pods.isReady(pod)) {
        return PodTrouble.of(pod);
      }
    }
    return workload.spec().integer("replicas", wanted) < wanted
        ? Sentence.of("ready.wantsOnly", workload.spec().integer("replicas", 0))
        : Sentence.of("ready.missing", wanted - pods.size());
  }

  private Verdict objects(Scene scene) {
    List<KubeObject> found =
        scene.find(target).stream().filter(object -> !object.isTerminating()).toList();
    long wanted = least == null ? 1 : least;
    if (found.isEmpty() && wanted > 0) {
      return Verdict.of(false, "exists.none", target.named());
    }
    long ready = found.stream().filter(Ready::isReady).count();
    boolean passed = ready >= wanted && ready <= most;
    if (passed || ready > most) {
      return Verdict.of(
          passed,
          passed ? "ready.objects" : "ready.tooMany",
          ready,
          passed ? wanted : most,
          target.named());
    }
    KubeObject first = found.stream().filter(object -> !isReady(object)).findFirst().orElse(null);
    if (first == null) {
      return Verdict.of(false, "ready.few", ready, wanted, target.named());
    }
    Sentence why =
        first.key().resource().equals("pods")
            ? PodTrouble.of(first)
            : Sentence.of("ready.notYet", first.kind().name(), first.name());
    return wanted == 1
        ? new Verdict(false, Sentence.of("ready.only", why))
        : Verdict.of(false, "ready.because", ready, wanted, target.named(), why);
  }

  private static boolean isReady(KubeObject object) {
    return switch (object.kind().name()) {
      case "Pod" -> Pods.isReady(object);
      case "Job" -> Conditions.isTrue(object.status(), "Complete");
      case "PersistentVolumeClaim", "PersistentVolume" ->
          object.status().string("phase", "").equals("Bound");
      case "Namespace" -> object.status().string("phase", "").equals("Active");
      default ->
          Conditions.isTrue(object.status(), "Ready")
              || Conditions.isTrue(object.status(), "Available");
    };
  }
}
