package dev.kubarium.graph;

import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.Fault;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.OwnerReferences;
import dev.kubarium.cluster.object.Pods;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Tells a change as a sentence; most changes of a status are no news and give none. */
final class Narrator {

  private static final long KILL_SECONDS = 1;

  private final Function<String, KubeObject> byUid;
  private final Function<String, Integer> podsOf;

  /**
   * {@code byUid} answers a known object or null; {@code podsOf} how many living Pods an owner's
   * uid has.
   */
  Narrator(Function<String, KubeObject> byUid, Function<String, Integer> podsOf) {
    this.byUid = byUid;
    this.podsOf = podsOf;
  }

  /** The line of this change, or {@code null}. */
  StoryLine tell(Change change, boolean byPerson) {
    if (byPerson) {
      return person(change);
    }
    return switch (change.actor()) {
      case "deployment-controller" -> deployment(change);
      case "replicaset-controller",
          "statefulset-controller",
          "daemonset-controller",
          "job-controller",
          "replicationcontroller",
          "replication-controller" ->
          podOwner(change);
      case "default-scheduler" -> scheduler(change);
      case "garbage-collector" -> garbage(change);
      default -> change.actor().startsWith("kubelet/") ? kubelet(change) : other(change);
    };
  }

  private StoryLine person(Change change) {
    KubeObject before = change.before();
    KubeObject after = change.after();
    String what = named(change.object());
    if (change.isCreation()) {
      return line(change, "you", "applied", Sentence.of("you.created", what));
    }
    boolean endsNow = after == null || after.isTerminating() && !before.isTerminating();
    if (endsNow) {
      boolean killed =
          change.kind().equals(Kinds.POD)
              && after != null
              && after.metadata().integer("deletionGracePeriodSeconds", KILL_SECONDS + 1)
                  <= KILL_SECONDS;
      return killed
          ? line(change, "you", "killed", Sentence.of("you.killed", what))
          : line(change, "you", "deleted", Sentence.of("you.deleted", what));
    }
    StoryLine around = before.annotations() == after.annotations() ? null : around(change);
    if (around != null) {
      return around;
    }
    JsonObject old = before.spec();
    JsonObject now = after.spec();
    if (old.has("replicas") && !old.get("replicas").equals(now.get("replicas"))) {
      return line(
          change,
          "you",
          "scaled",
          Sentence.of("you.scaled", what, old.integer("replicas", 1), now.integer("replicas", 1)));
    }
    String image =
        changedImage(old.object("template").object("spec"), now.object("template").object("spec"));
    if (image != null) {
      return line(change, "you", "rollout", Sentence.of("you.image", what, image));
    }
    boolean content =
        !old.equals(now)
            || !before.labels().equals(after.labels())
            || !before.tree().object("data").equals(after.tree().object("data"));
    return content ? line(change, "you", "applied", Sentence.of("you.changed", what)) : null;
  }

  /** What somebody broke or mended; {@code null} where it is something else. */
  private static StoryLine around(Change change) {
    List<Fault> before = Fault.on(change.before());
    List<Fault> after = Fault.on(change.after());
    for (Fault fault : after) {
      if (!before.contains(fault)) {
        Object[] about = fault.about().toArray();
        return line(change, "you", "fault", Sentence.of("you." + fault.kind(), about));
      }
    }
    for (Fault fault : before) {
      if (!after.contains(fault)) {
        Object[] about = fault.about().toArray();
        return line(change, "you", "fault", Sentence.of("you." + fault.kind() + ".mended", about));
      }
    }
    return null;
  }

  private static String changedImage(JsonObject before, JsonObject after) {
    for (JsonObject container : after.array("containers").objects()) {
      JsonObject old = before.array("containers").find("name", container.string("name"));
      if (old != null && !old.string("image", "").equals(container.string("image", ""))) {
        return old.string("image", "") + " → " + container.string("image", "");
      }
    }
    return null;
  }

  private StoryLine deployment(Change change) {
    if (!change.kind().equals(Kinds.REPLICA_SET)) {
      return null;
    }
    KubeObject object = change.object();
    String owner = ownerOf(object);
    if (change.isCreation()) {
      return line(
          change,
          "control",
          null,
          Sentence.of(
              "deployment.created", owner, object.name(), object.spec().integer("replicas", 0)));
    }
    if (change.isRemoval() || change.after().isTerminating() && !change.before().isTerminating()) {
      return line(change, "control", null, Sentence.of("deployment.cleaned", owner, object.name()));
    }
    long before = change.before().spec().integer("replicas", 0);
    long after = change.after().spec().integer("replicas", 0);
    if (before == after) {
      return null;
    }
    return line(
        change,
        "control",
        null,
        Sentence.of(
            before < after ? "deployment.grows" : "deployment.shrinks",
            owner,
            object.name(),
            before,
            after));
  }

  private StoryLine podOwner(Change change) {
    if (!change.kind().equals(Kinds.POD)) {
      return null;
    }
    KubeObject pod = change.object();
    KubeObject owner = byUid.apply(OwnerReferences.controllerUid(pod));
    if (owner == null) {
      return null;
    }
    String who = named(owner);
    if (change.isCreation()) {
      Object wants = owner.spec().get("replicas");
      int sees = podsOf.apply(owner.uid());
      return wants == null
          ? line(change, "control", null, Sentence.of("owner.created", who, pod.name()))
          : line(
              change, "control", null, Sentence.of("owner.missed", who, wants, sees, pod.name()));
    }
    boolean ends =
        change.isRemoval() || change.after().isTerminating() && !change.before().isTerminating();
    return ends
        ? line(change, "control", null, Sentence.of("owner.deleted", who, pod.name()))
        : null;
  }

  private StoryLine scheduler(Change change) {
    if (!change.kind().equals(Kinds.POD) || change.isRemoval() || change.isCreation()) {
      return null;
    }
    KubeObject pod = change.after();
    if (Pods.nodeName(change.before()).isEmpty() && !Pods.nodeName(pod).isEmpty()) {
      return line(
          change, "schedule", null, Sentence.of("scheduler.bound", pod.name(), Pods.nodeName(pod)));
    }
    JsonObject now = Conditions.find(pod.status(), "PodScheduled");
    JsonObject old = Conditions.find(change.before().status(), "PodScheduled");
    boolean news = now != null && !now.equals(old) && "Unschedulable".equals(now.string("reason"));
    return news
        ? line(
            change,
            "warning",
            "failed",
            Sentence.of("scheduler.refused", pod.name(), now.string("message", "")))
        : null;
  }

  private StoryLine kubelet(Change change) {
    String node = change.actor().substring("kubelet/".length());
    if (!change.kind().equals(Kinds.POD)) {
      return null;
    }
    if (change.isRemoval()) {
      return line(change, "run", null, Sentence.of("kubelet.gone", node, change.before().name()));
    }
    if (change.isCreation()) {
      return null;
    }
    KubeObject before = change.before();
    KubeObject after = change.after();
    String pod = after.name();
    for (JsonObject now : after.status().array("containerStatuses").objects()) {
      JsonObject old = before.status().array("containerStatuses").find("name", now.string("name"));
      StoryLine line = container(change, node, pod, old == null ? JsonObject.EMPTY : old, now);
      if (line != null) {
        return line;
      }
    }
    if (!Pods.isReady(before) && Pods.isReady(after)) {
      return line(change, "run", null, Sentence.of("kubelet.ready", node, pod));
    }
    if (Pods.isReady(before) && !Pods.isReady(after) && !after.isTerminating()) {
      return line(change, "warning", "failed", Sentence.of("kubelet.unready", node, pod));
    }
    if (!Pods.phase(before).equals("Succeeded") && Pods.phase(after).equals("Succeeded")) {
      return line(change, "run", null, Sentence.of("kubelet.succeeded", node, pod));
    }
    return null;
  }

  private static StoryLine container(
      Change change, String node, String pod, JsonObject old, JsonObject now) {
    String name = now.string("name", "");
    JsonObject ended = now.object("state").object("terminated");
    if (!ended.isEmpty()
        && !old.object("state").has("terminated")
        && ended.integer("exitCode", 0) != 0
        && !change.after().isTerminating()) {
      return line(
          change,
          "warning",
          "failed",
          Sentence.of(
              "kubelet.ended",
              node,
              name,
              pod,
              ended.integer("exitCode", 0),
              ended.string("reason", "")));
    }
    String waits = now.object("state").object("waiting").string("reason", "");
    boolean news = !waits.equals(old.object("state").object("waiting").string("reason", ""));
    if (news && (waits.endsWith("BackOff") || waits.startsWith("Err") || waits.endsWith("Error"))) {
      return line(
          change, "warning", "failed", Sentence.of("kubelet.waits", node, name, pod, waits));
    }
    if (now.object("state").has("running") && !old.object("state").has("running")) {
      boolean again = now.integer("restartCount", 0) > 0;
      boolean readyAtOnce = Pods.isReady(change.after()) && !Pods.isReady(change.before());
      String key = again ? "kubelet.restarted" : readyAtOnce ? "kubelet.ready" : "kubelet.started";
      return readyAtOnce && !again
          ? line(change, "run", null, Sentence.of(key, node, pod))
          : line(change, "run", null, Sentence.of(key, node, name, pod));
    }
    return null;
  }

  private static StoryLine garbage(Change change) {
    boolean ends =
        change.isRemoval()
            || change.before() != null
                && change.after().isTerminating()
                && !change.before().isTerminating();
    return ends && Drawing.shows(change.object())
        ? line(change, "control", null, Sentence.of("garbage.deleted", named(change.object())))
        : null;
  }

  private static StoryLine other(Change change) {
    if (change.kind().equals(Kinds.NODE) && change.before() != null && change.after() != null) {
      boolean was = Conditions.isTrue(change.before().status(), "Ready");
      boolean is = Conditions.isTrue(change.after().status(), "Ready");
      if (was != is) {
        return line(
            change,
            is ? "run" : "warning",
            is ? null : "failed",
            Sentence.of(is ? "node.back" : "node.lost", change.key().name()));
      }
    }
    if (!Drawing.shows(change.object()) || change.kind().equals(Kinds.NODE)) {
      return null;
    }
    if (change.isCreation()) {
      return line(
          change,
          "control",
          null,
          Sentence.of("other.created", change.actor(), named(change.after())));
    }
    boolean ends =
        change.isRemoval() || change.after().isTerminating() && !change.before().isTerminating();
    return ends
        ? line(
            change,
            "control",
            null,
            Sentence.of("other.deleted", change.actor(), named(change.object())))
        : null;
  }

  private static String named(KubeObject object) {
    return object.kind().name() + " " + object.name();
  }

  private static String ownerOf(KubeObject object) {
    JsonObject owner = OwnerReferences.controller(object);
    return owner == null ? "" : owner.string("name", "");
  }

  private static StoryLine line(Change change, String tone, String mark, Sentence text) {
    List<String> objects = new ArrayList<>();
    objects.add(change.object().uid());
    String owner = OwnerReferences.controllerUid(change.object());
    if (!owner.isEmpty()) {
      objects.add(owner);
    }
    return new StoryLine(
        change.revision(),
        change.at(),
        change.actor(),
        change.cause().revision(),
        text,
        objects,
        tone,
        mark);
  }
}
