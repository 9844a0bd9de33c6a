package dev.kubarium.web;

import dev.kubarium.cluster.ClusterSnapshot;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.store.CompactedException;
import dev.kubarium.lesson.LessonRun;
import dev.kubarium.lesson.Solution;
import dev.kubarium.session.Lessons;
import dev.kubarium.session.Session;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What a learner says in a lesson: what they expect, that they want a hint, that they begin anew.
 */
@RestController
@RequestMapping("/api/sessions/{id}/lesson")
class LessonController {

  private final Doorkeeper doorkeeper;
  private final Lessons lessons;
  private final Classes classes;
  private final Language language;

  LessonController(Doorkeeper doorkeeper, Lessons lessons, Classes classes, Language language) {
    this.doorkeeper = doorkeeper;
    this.lessons = lessons;
    this.classes = classes;
    this.language = language;
  }

  @GetMapping
  ResponseEntity<String> lesson(@PathVariable("id") String id, HttpServletRequest request) {
    return json(
        LessonView.of(
            lessons.course(), enter(id, request).lesson().lesson(), language.of(request)));
  }

  record Prediction(String step, String choice) {}

  @PostMapping("/predict")
  ResponseEntity<String> predict(
      @PathVariable("id") String id, @RequestBody Prediction said, HttpServletRequest request) {
    return told(id, request, run -> run.predict(said.step(), said.choice()));
  }

  record Wish(String step) {}

  @PostMapping("/hint")
  ResponseEntity<String> hint(
      @PathVariable("id") String id, @RequestBody Wish wish, HttpServletRequest request) {
    return told(id, request, run -> run.hint(wish.step()));
  }

  /** Begins the lesson anew, in a new cluster; answers the page on which it is. */
  @PostMapping("/reset")
  ResponseEntity<String> reset(@PathVariable("id") String id, HttpServletRequest request) {
    LessonRun run = enter(id, request).lesson();
    String learner =
        doorkeeper
            .learner(request)
            .orElseThrow(() -> new Refusal(HttpStatus.CONFLICT, "refusal.learner"));
    Session session = classes.begin(learner, run.lesson());
    return json(JsonObject.of("id", session.id(), "page", "/lessons/" + run.lesson().id()));
  }

  /** Begins one step anew, with the cluster as it was when the step began. */
  @PostMapping("/reset-step")
  ResponseEntity<String> resetStep(
      @PathVariable("id") String id, @RequestBody Wish wish, HttpServletRequest request) {
    return back(id, request, run -> run.beginningOf(wish.step()), "refusal.step");
  }

  /** Takes the learner back to where they were before their last action. */
  @PostMapping("/undo")
  ResponseEntity<String> undo(@PathVariable("id") String id, HttpServletRequest request) {
    return back(id, request, LessonRun::beforeTheLastAction, "refusal.undo");
  }

  /** Goes on in a new cluster that is as this one was then; answers the page on which it is. */
  private ResponseEntity<String> back(
      String id,
      HttpServletRequest request,
      Function<LessonRun, LessonRun.Back> where,
      String otherwise) {
    Session session = enter(id, request);
    String learner =
        doorkeeper
            .learner(request)
            .orElseThrow(() -> new Refusal(HttpStatus.CONFLICT, "refusal.learner"));
    LessonRun.Back back = session.inside(cluster -> where.apply(session.lesson())).join();
    if (back == null) {
      throw new Refusal(HttpStatus.NOT_FOUND, otherwise);
    }
    ClusterSnapshot then;
    try {
      then = session.inside(cluster -> cluster.snapshotAt(back.revision())).join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof CompactedException gone) {
        throw new Refusal(HttpStatus.GONE, "refusal.forgotten", String.valueOf(gone.oldest()));
      }
      throw failed;
    }
    Session begun = classes.goOn(learner, session.lesson().lesson(), then, back.note());
    return json(
        JsonObject.of("id", begun.id(), "page", "/lessons/" + session.lesson().lesson().id()));
  }

  /** What the solution of the current step would change, once two hints were read. */
  @GetMapping("/solution")
  ResponseEntity<String> solution(@PathVariable("id") String id, HttpServletRequest request) {
    Session session = enter(id, request);
    JsonObject told =
        session
            .inside(
                cluster -> {
                  LessonRun run = session.lesson();
                  return run.mayShowSolution()
                      ? JsonObject.of(
                          "step",
                          run.current().id(),
                          "objects",
                          Solution.of(
                              cluster.snapshot(), run.lesson(), run.note(), run.current().id()))
                      : null;
                })
            .join();
    if (told == null) {
      throw new Refusal(HttpStatus.CONFLICT, "refusal.solution");
    }
    return json(told);
  }

  /** Does it in the session's turn, and answers how far the learner is then. */
  private ResponseEntity<String> told(
      String id, HttpServletRequest request, Predicate<LessonRun> act) {
    Session session = enter(id, request);
    Locale locale = language.of(request);
    JsonObject state =
        session
            .inside(cluster -> act.test(session.lesson()) ? session.lesson().state(locale) : null)
            .join();
    if (state == null) {
      throw new Refusal(HttpStatus.NOT_FOUND, "refusal.step");
    }
    return json(state);
  }

  private Session enter(String id, HttpServletRequest request) {
    Session session =
        doorkeeper
            .session(id, request)
            .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "refusal.session"));
    if (session.lesson() == null) {
      throw new Refusal(HttpStatus.NOT_FOUND, "refusal.lesson");
    }
    return session;
  }

  private static ResponseEntity<String> json(JsonObject document) {
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(Json.print(document));
  }
}
