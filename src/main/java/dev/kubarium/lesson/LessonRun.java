package dev.kubarium.lesson;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.sim.EventLoop;
import dev.kubarium.lesson.Lesson.Mistake;
import dev.kubarium.lesson.Lesson.Step;
import dev.kubarium.lesson.check.Deed;
import dev.kubarium.lesson.check.Scene;
import dev.kubarium.lesson.check.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One learner's way through one lesson. It listens to the cluster and judges the current step after
 * what happened at an instant; all that it must not forget is in its {@link #note()}.
 */
public final class LessonRun {

  /** Under which name the note of a lesson that begins holds its id. */
  public static final String LESSON = "lesson";

  private static final String UNDO = "undo";
  private static final String REVISION = "revision";

  private static final long FIRST_LOOK_MILLIS = 1_000;
  private static final long RAREST_LOOK_MILLIS = 32_000;

  private final Lesson lesson;
  private final Cluster cluster;
  private final Map<String, JsonObject> memory = new TreeMap<>();
  private final Map<String, String> predictions = new TreeMap<>();
  private final Scene scene;

  /**
   * Step → since (virtual ms), from (revision), hints shown, done (virtual ms), to (revision),
   * outcome (choices).
   */
  private final Map<String, JsonObject> steps = new LinkedHashMap<>();

  /** Before the learner's last action: {@code revision, at, note}; empty where there was none. */
  private JsonObject undo;

  private Verdict verdict;
  private String mistake;
  private long version;
  private long lookAgain = FIRST_LOOK_MILLIS;
  private EventLoop.Timer judging;
  private EventLoop.Timer looking;

  /** Goes on from a note, or begins where the note holds nothing but the lesson's name. */
  public LessonRun(Lesson lesson, Cluster cluster, JsonObject note) {
    this.lesson = lesson;
    this.cluster = cluster;
    note.object("memory").forEach((id, what) -> memory.put(id, (JsonObject) what));
    note.object("predictions").strings().forEach(predictions::put);
    note.object("steps").forEach((id, what) -> steps.put(id, (JsonObject) what));
    this.undo = note.object(UNDO);
    this.scene = new Scene(cluster, memory, predictions);
    enter();
    cluster.store().onChange(this::hear);
    judgeSoon();
  }

  public Lesson lesson() {
    return lesson;
  }

  Scene scene() {
    return scene;
  }

  /** What is to be kept. */
  public JsonObject note() {
    return progress().with(UNDO, undo);
  }

  private JsonObject progress() {
    return JsonObject.of(
        LESSON,
        lesson.id(),
        "memory",
        JsonObject.copyOf(memory),
        "predictions",
        JsonObject.copyOf(predictions),
        "steps",
        JsonObject.copyOf(steps));
  }

  /** Grows whenever something is to be shown otherwise. */
  public long version() {
    return version;
  }

  /** The step that is to be done now; {@code null} when all are done. */
  public Step current() {
    return lesson.steps().stream().filter(step -> !isDone(step)).findFirst().orElse(null);
  }

  public boolean isDone() {
    return current() == null;
  }

  boolean isDone(Step step) {
    return of(step).has("done");
  }

  private JsonObject of(Step step) {
    return steps.getOrDefault(step.id(), JsonObject.EMPTY);
  }

  private void put(Step step, JsonObject what) {
    steps.put(step.id(), what);
    version++;
  }

  // ── What happens ──

  /** The current step begins, unless it has begun before. */
  private void enter() {
    Step step = current();
    if (step != null && !of(step).has("from")) {
      put(
          step,
          of(step).with("from", cluster.store().revision()).with("since", cluster.loop().now()));
      step.check().enter(scene);
      step.prediction().values().forEach(choice -> choice.enter(scene));
      mistakes(step).forEach(each -> each.when().enter(scene));
      lookAgain = FIRST_LOOK_MILLIS;
    }
  }

  private List<Mistake> mistakes(Step step) {
    return lesson.mistakes().stream().filter(each -> each.step().equals(step.id())).toList();
  }

  private void hear(Change change) {
    if (Deed.isPerson(change.actor()) && undo.integer("at", -1) != change.at()) {
      undo = JsonObject.of(REVISION, change.revision() - 1, "at", change.at(), "note", progress());
      version++;
    }
    Step step = current();
    if (step == null
        || change.key().resource().equals("events")
        || change.key().resource().startsWith("leases.")) {
      return;
    }
    step.check().hear(change, scene);
    step.prediction().values().forEach(choice -> choice.hear(change, scene));
    mistakes(step).forEach(each -> each.when().hear(change, scene));
    lookAgain = FIRST_LOOK_MILLIS;
    judgeSoon();
  }

  /** Judges when what happens at this instant has happened. */
  private void judgeSoon() {
    if (judging == null) {
      judging = cluster.loop().at(cluster.loop().now(), this::judge);
    }
  }

  private void judge() {
    judging = null;
    for (Step step = current(); step != null && judged(step); step = current()) {
      enter();
    }
  }

  /** Answers whether the step is done now. */
  private boolean judged(Step step) {
    Verdict now = step.check().judge(scene);
    boolean asked = step.prediction().isEmpty() || predictions.containsKey(step.id());
    boolean passed = now.passed() && asked;
    JsonObject known = of(step);
    long time = cluster.loop().now();
    if (!passed) {
      show(now, raised(step));
      if (known.has("holds")) {
        put(step, known.without("holds"));
      }
      planLook(step, time);
      return false;
    }
    long holds = known.integer("holds", time);
    if (time - holds < step.hold().toMillis()) {
      if (!known.has("holds")) {
        put(step, known.with("holds", holds));
      }
      show(now, null);
      lookAt(holds + step.hold().toMillis());
      return false;
    }
    List<String> came =
        step.prediction().entrySet().stream()
            .filter(choice -> choice.getValue().judge(scene).passed())
            .map(Map.Entry::getKey)
            .toList();
    show(null, null);
    put(
        step,
        known
            .without("holds")
            .with("done", time)
            .with("to", cluster.store().revision())
            .with("outcome", JsonArray.copyOf(came)));
    return true;
  }

  private String raised(Step step) {
    return mistakes(step).stream()
        .filter(each -> each.when().judge(scene).passed())
        .map(Mistake::id)
        .findFirst()
        .orElse(null);
  }

  private void show(Verdict now, String raised) {
    if (!java.util.Objects.equals(now, verdict) || !java.util.Objects.equals(raised, mistake)) {
      verdict = now;
      mistake = raised;
      version++;
    }
  }

  /** What comes true by time alone is looked at again, ever more rarely while nothing changes. */
  private void planLook(Step step, long now) {
    boolean moved =
        step.check().isMovedByTime()
            || mistakes(step).stream().anyMatch(each -> each.when().isMovedByTime());
    if (moved && (looking == null || looking.isCancelled() || looking.due() <= now)) {
      lookAt(now + lookAgain);
      lookAgain = Math.min(RAREST_LOOK_MILLIS, lookAgain * 2);
    }
  }

  private void lookAt(long due) {
    if (looking != null) {
      looking.cancel();
    }
    looking = cluster.loop().at(due, this::judge);
  }

  // ── What the learner does ──

  /**
   * Takes what the learner predicts; answers whether the step asks for it. What was said once
   * stays.
   */
  public boolean predict(String stepId, String choice) {
    Step step = lesson.step(stepId);
    if (step == null || !step.prediction().containsKey(choice)) {
      return false;
    }
    if (predictions.putIfAbsent(stepId, choice) == null) {
      version++;
      judgeSoon();
    }
    return true;
  }

  /** Shows one more hint of a step; answers whether there is such a step. */
  public boolean hint(String stepId) {
    Step step = lesson.step(stepId);
    if (step == null) {
      return false;
    }
    long most = lesson.english().steps().get(stepId).hints().size();
    long shown = of(step).integer("hints", 0);
    if (shown < most) {
      put(step, of(step).with("hints", shown + 1));
    }
    return true;
  }

  // ── Going back ──

  /** A revision of the cluster, and what was noted of the lesson then. */
  public record Back(long revision, JsonObject note) {}

  /** Where the learner was before their last action; {@code null} where they did nothing. */
  public Back beforeTheLastAction() {
    return undo.has(REVISION) ? new Back(undo.integer(REVISION, 0), undo.object("note")) : null;
  }

  /**
   * Where this step began, as though nothing had been done in it; {@code null} where it has not
   * begun.
   */
  public Back beginningOf(String stepId) {
    Step step = lesson.step(stepId);
    if (step == null || !of(step).has("from")) {
      return null;
    }
    JsonObject kept = JsonObject.EMPTY;
    Map<String, String> said = new TreeMap<>();
    for (Step each : lesson.steps().subList(0, lesson.steps().indexOf(step))) {
      kept = kept.with(each.id(), of(each));
      if (predictions.containsKey(each.id())) {
        said.put(each.id(), predictions.get(each.id()));
      }
    }
    return new Back(
        of(step).integer("from", 0),
        JsonObject.of(LESSON, lesson.id(), "predictions", JsonObject.copyOf(said), "steps", kept));
  }

  /** Whether the solution of the current step may be shown: two hints were read, or all. */
  public boolean mayShowSolution() {
    Step step = current();
    if (step == null) {
      return false;
    }
    int hints = lesson.english().steps().get(step.id()).hints().size();
    return hints > 0 && of(step).integer("hints", 0) >= Math.min(2, hints);
  }

  // ── What is shown ──

  /** How far the learner is, as the page shows it. */
  public JsonObject state(Locale locale) {
    Step current = current();
    JsonObject shown = JsonObject.EMPTY;
    for (Step step : lesson.steps()) {
      shown = shown.with(step.id(), state(step, step == current, locale));
    }
    return JsonObject.of(
            "step", current == null ? "" : current.id(), "steps", shown, "done", current == null)
        .with("undo", undo.has(REVISION))
        .with("solution", mayShowSolution());
  }

  private JsonObject state(Step step, boolean current, Locale locale) {
    LessonText.StepText text = lesson.text(locale).steps().get(step.id());
    JsonObject known = of(step);
    boolean done = known.has("done");
    List<String> hints = new ArrayList<>(text.hints().subList(0, (int) known.integer("hints", 0)));
    String predicted = predictions.get(step.id());
    boolean asks = current && !step.prediction().isEmpty() && predicted == null;
    return JsonObject.of(
            "state",
            done ? "done" : current ? "current" : "todo",
            "verdict",
            current && verdict != null && !asks ? verdict.reason().in(locale) : "",
            "holding",
            current && known.has("holds"),
            "hints",
            JsonArray.copyOf(hints),
            "from",
            known.get("from"),
            "to",
            known.get("to"))
        .with("hint", current ? mistake : null)
        .with("mistake", current && mistake != null ? text.mistakes().get(mistake) : null)
        .with("predicted", predicted)
        .with("came", known.array("outcome"))
        .with("outcome", done && predicted != null ? text.outcome() : null)
        .with("after", done && !text.after().isEmpty() ? text.after() : null);
  }
}
