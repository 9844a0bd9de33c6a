package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.PatchType;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonNull;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.Timestamps;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code kubectl rollout}: how far, what was, back, halt, go on, again. */
final class RolloutCommands {

  private static final String REVISION = "deployment.kubernetes.io/revision";
  private static final String CAUSE = "kubernetes.io/change-cause";
  private static final String RESTARTED = "kubectl.kubernetes.io/restartedAt";

  private RolloutCommands() {}

  private static List<KubeObject> workloads(
      TerminalContext context, Arguments arguments, Resources resources) {
    if (arguments.words().isEmpty() && !arguments.has("filename")) {
      throw new KubectlException("error: required resource not specified");
    }
    if (arguments.words().size() == 1 && !arguments.word(0).contains("/")) {
      return resources.list(resources.kind(arguments.word(0)));
    }
    return ChangeCommands.named(context, arguments, resources);
  }

  // ── status ──

  static Output status(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl-rollout");
    KubeObject object = workloads(context, arguments, resources).get(0);
    Kind kind = object.kind();
    if (!List.of(Kinds.DEPLOYMENT, Kinds.DAEMON_SET, Kinds.STATEFUL_SET).contains(kind)) {
      throw new KubectlException("error: no status viewer has been implemented for " + kind.name());
    }
    String[] said = {""};
    long deadline = deadline(context, arguments.value("timeout", "0s"));
    boolean watches = !arguments.value("watch", "true").equals("false");
    Follow follow =
        () -> {
          KubeObject now = resources.find(kind, object.namespace(), object.name());
          if (now == null) {
            return Follow.Step.failed("error: object has been deleted\n");
          }
          Progress progress = progress(now);
          if (progress.failure() != null) {
            return Follow.Step.failed("error: " + progress.failure() + "\n");
          }
          String text = progress.text().equals(said[0]) ? "" : progress.text();
          said[0] = progress.text();
          if (!progress.done() && watches && context.api().now() >= deadline) {
            return Follow.Step.failed("error: timed out waiting for the condition\n");
          }
          return new Follow.Step(text, "", progress.done() || !watches, 0);
        };
    Follow.Step first = follow.resume();
    return new Output(
        first.out(),
        first.err(),
        first.exitCode(),
        first.done() ? Optional.empty() : Optional.of(follow));
  }

  /** Virtual milliseconds at which the patience ends; never for zero. */
  static long deadline(TerminalContext context, String timeout) {
    long millis = Durations.millis(timeout);
    return millis <= 0 ? Long.MAX_VALUE : context.api().now() + millis;
  }

  private record Progress(String text, boolean done, String failure) {}

  private static Progress progress(KubeObject object) {
    if (object.kind().equals(Kinds.DEPLOYMENT)) {
      return ofDeployment(object);
    }
    return object.kind().equals(Kinds.DAEMON_SET) ? ofDaemonSet(object) : ofStatefulSet(object);
  }

  private static Progress waiting(String text) {
    return new Progress(text + "\n", false, null);
  }

  private static Progress done(String text) {
    return new Progress(text + "\n", true, null);
  }

  private static Progress ofDeployment(KubeObject object) {
    JsonObject status = object.status();
    String name = "\"" + object.name() + "\"";
    if (object.generation() > status.integer("observedGeneration", 0)) {
      return waiting("Waiting for deployment spec update to be observed...");
    }
    JsonObject progressing = Conditions.find(status, "Progressing");
    if (progressing != null && "ProgressDeadlineExceeded".equals(progressing.string("reason"))) {
      return new Progress("", true, "deployment " + name + " exceeded its progress deadline");
    }
    long wanted = object.spec().integer("replicas", 1);
    long updated = status.integer("updatedReplicas", 0);
    long all = status.integer("replicas", 0);
    long available = status.integer("availableReplicas", 0);
    String begin = "Waiting for deployment " + name + " rollout to finish: ";
    if (updated < wanted) {
      return waiting(begin + updated + " out of " + wanted + " new replicas have been updated...");
    }
    if (all > updated) {
      return waiting(begin + (all - updated) + " old replicas are pending termination...");
    }
    if (available < updated) {
      return waiting(begin + available + " of " + updated + " updated replicas are available...");
    }
    return done("deployment " + name + " successfully rolled out");
  }

  private static Progress ofDaemonSet(KubeObject object) {
    if (!"RollingUpdate".equals(object.spec().object("updateStrategy").string("type"))) {
      return new Progress(
          "", true, "rollout status is only available for RollingUpdate strategy type");
    }
    JsonObject status = object.status();
    String name = "\"" + object.name() + "\"";
    if (object.generation() > status.integer("observedGeneration", 0)) {
      return waiting("Waiting for daemon set spec update to be observed...");
    }
    long wanted = status.integer("desiredNumberScheduled", 0);
    long updated = status.integer("updatedNumberScheduled", 0);
    long available = status.integer("numberAvailable", 0);
    if (updated < wanted) {
      return waiting(
          "Waiting for daemon set "
              + name
              + " rollout to finish: "
              + updated
              + " out of "
              + wanted
              + " new pods have been updated...");
    }
    if (available < wanted) {
      return waiting(
          "Waiting for daemon set "
              + name
              + " rollout to finish: "
              + available
              + " of "
              + wanted
              + " updated pods are available...");
    }
    return done("daemon set " + name + " successfully rolled out");
  }

  private static Progress ofStatefulSet(KubeObject object) {
    JsonObject strategy = object.spec().object("updateStrategy");
    if (!"RollingUpdate".equals(strategy.string("type"))) {
      return new Progress(
          "", true, "rollout status is only available for RollingUpdate strategy type");
    }
    JsonObject status = object.status();
    if (status.integer("observedGeneration", 0) == 0
        || object.generation() > status.integer("observedGeneration", 0)) {
      return waiting("Waiting for statefulset spec update to be observed...");
    }
    long wanted = object.spec().integer("replicas", 1);
    long ready = status.integer("readyReplicas", 0);
    long updated = status.integer("updatedReplicas", 0);
    if (ready < wanted) {
      return waiting("Waiting for " + (wanted - ready) + " pods to be ready...");
    }
    if (strategy.object("rollingUpdate").has("partition")) {
      long partition = strategy.object("rollingUpdate").integer("partition", 0);
      return updated < wanted - partition
          ? waiting(
              "Waiting for partitioned roll out to finish: "
                  + updated
                  + " out of "
                  + (wanted - partition)
                  + " new pods have been updated...")
          : done("partitioned roll out complete: " + updated + " new pods have been updated...");
    }
    if (!status.string("updateRevision", "").equals(status.string("currentRevision", ""))) {
      return waiting(
          "waiting for statefulset rolling update to complete "
              + updated
              + " pods at revision "
              + status.string("updateRevision")
              + "...");
    }
    return done(
        "statefulset rolling update complete "
            + status.integer("currentReplicas", 0)
            + " pods at revision "
            + status.string("currentRevision")
            + "...");
  }

  // ── history and undo ──

  /** One revision of a workload: its Pod template, and why it came. */
  private record Past(JsonObject template, String cause) {}

  private static TreeMap<Long, Past> history(Resources resources, KubeObject object) {
    TreeMap<Long, Past> history = new TreeMap<>();
    if (object.kind().equals(Kinds.DEPLOYMENT)) {
      LabelSelector selector = LabelSelector.of(object.spec().object("selector"));
      for (KubeObject set :
          resources.list(
              Kinds.REPLICA_SET,
              object.namespace(),
              dev.kubarium.cluster.apiserver.ApiOptions.NONE)) {
        String revision = set.annotation(REVISION);
        if (set.isOwnedBy(object) && selector.matches(set.labels()) && revision != null) {
          history.put(
              Long.valueOf(revision),
              new Past(set.spec().object("template"), set.annotation(CAUSE)));
        }
      }
      return history;
    }
    if (!object.kind().equals(Kinds.DAEMON_SET) && !object.kind().equals(Kinds.STATEFUL_SET)) {
      throw new KubectlException(
          "error: no history viewer has been implemented for \"" + object.kind().name() + "\"");
    }
    for (KubeObject revision :
        resources.list(
            Kinds.CONTROLLER_REVISION,
            object.namespace(),
            dev.kubarium.cluster.apiserver.ApiOptions.NONE)) {
      if (revision.isOwnedBy(object)) {
        history.put(
            revision.tree().integer("revision", 0),
            new Past(
                revision.tree().objectAt("data", "spec", "template"), revision.annotation(CAUSE)));
      }
    }
    return history;
  }

  static Output history(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl-rollout");
    StringBuilder out = new StringBuilder();
    Long asked = arguments.number("revision");
    for (KubeObject object : workloads(context, arguments, resources)) {
      TreeMap<Long, Past> history = history(resources, object);
      if (asked != null && asked > 0) {
        Past past = history.get(asked);
        if (past == null) {
          throw new KubectlException("error: unable to find the specified revision");
        }
        out.append(Resources.named(object)).append(" with revision #").append(asked).append("\n");
        Description text = new Description();
        new PodDescription(context, text).template(past.template(), past.cause());
        out.append(text.raw()).append('\n');
        continue;
      }
      out.append(Resources.named(object)).append(" \n");
      TextTable table = new TextTable().gap(2, 0).row("REVISION", "CHANGE-CAUSE");
      for (Map.Entry<Long, Past> each : history.entrySet()) {
        String cause = each.getValue().cause();
        table.row(
            Long.toString(each.getKey()), cause == null || cause.isEmpty() ? "<none>" : cause);
      }
      out.append(table).append('\n');
    }
    return Output.of(out.toString());
  }

  static Output undo(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl-rollout");
    Changed changed = new Changed(context, arguments, resources);
    for (KubeObject object : workloads(context, arguments, resources)) {
      changed.attempt(() -> changed.did(object, undone(arguments, resources, object)));
    }
    return changed.output();
  }

  private static String undone(Arguments arguments, Resources resources, KubeObject object) {
    Long asked = arguments.number("to-revision");
    TreeMap<Long, Past> history = history(resources, object);
    if (object.kind().equals(Kinds.DEPLOYMENT) && object.spec().bool("paused")) {
      throw new KubectlException(
          "error: cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again");
    }
    long wanted;
    if (asked != null && asked > 0) {
      if (!history.containsKey(asked)) {
        throw new KubectlException(
            "error: unable to find specified revision " + asked + " in history");
      }
      wanted = asked;
    } else {
      Long before = history.isEmpty() ? null : history.lowerKey(history.lastKey());
      if (before == null) {
        throw new KubectlException(
            "error: no rollout history found for "
                + object.kind().singular()
                + " \""
                + object.name()
                + "\"");
      }
      wanted = before;
    }
    JsonObject template =
        history
            .get(wanted)
            .template()
            .updateOrCreate(
                "metadata",
                metadata ->
                    metadata.update("labels", labels -> labels.without("pod-template-hash")));
    JsonObject now = object.spec().object("template");
    if (template.equals(now)) {
      return "skipped rollback (current template already matches revision " + wanted + ")";
    }
    if (!arguments.dryRun().equals("client")) {
      JsonObject step =
          JsonObject.of(
              "op", "replace", "path", "/spec/template", "value", template.without("$patch"));
      resources.patch(object, JsonArray.of(step), PatchType.JSON, false);
    }
    return "rolled back";
  }

  // ── pause, resume, restart ──

  static Output pause(TerminalContext context, Arguments arguments) {
    return paused(context, arguments, true);
  }

  static Output resume(TerminalContext context, Arguments arguments) {
    return paused(context, arguments, false);
  }

  private static Output paused(TerminalContext context, Arguments arguments, boolean pause) {
    Resources resources = new Resources(context, arguments, "kubectl-rollout");
    Changed changed = new Changed(context, arguments, resources);
    String word = pause ? "pausing" : "resuming";
    for (KubeObject object : workloads(context, arguments, resources)) {
      String about = "error: " + object.kind().resource() + " \"" + object.name() + "\" ";
      changed.attempt(
          () -> {
            if (!object.kind().equals(Kinds.DEPLOYMENT)) {
              throw new KubectlException(about + word + " is not supported");
            }
            if (object.spec().bool("paused") == pause) {
              throw new KubectlException(about + (pause ? "is already paused" : "is not paused"));
            }
            JsonObject spec = JsonObject.of("paused", pause ? (Object) true : JsonNull.NULL);
            KubeObject after =
                resources.patch(object, JsonObject.of("spec", spec), PatchType.STRATEGIC, false);
            changed.did(after, pause ? "paused" : "resumed");
          });
    }
    return changed.output();
  }

  static Output restart(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl-rollout");
    Changed changed = new Changed(context, arguments, resources);
    for (KubeObject object : workloads(context, arguments, resources)) {
      String about = "error: " + object.kind().resource() + " \"" + object.name() + "\" ";
      changed.attempt(
          () -> {
            if (!List.of(Kinds.DEPLOYMENT, Kinds.DAEMON_SET, Kinds.STATEFUL_SET)
                .contains(object.kind())) {
              throw new KubectlException(about + "restarting is not supported");
            }
            if (object.spec().bool("paused")) {
              throw new KubectlException(
                  about + "can't restart paused deployment (run rollout resume first)");
            }
            JsonObject patch =
                JsonObject.EMPTY.withAt(
                    Timestamps.format(context.api().now()),
                    "spec",
                    "template",
                    "metadata",
                    "annotations",
                    RESTARTED);
            changed.did(resources.patch(object, patch, PatchType.STRATEGIC, false), "restarted");
          });
    }
    return changed.output();
  }
}
