package dev.kubarium.web;

import dev.kubarium.lesson.Course;
import dev.kubarium.lesson.Lesson;
import dev.kubarium.session.Lessons;
import dev.kubarium.session.Progress;
import dev.kubarium.session.Session;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The course, and each learner's own cluster for each of its lessons. */
@Controller
class LessonsController {

  private final Lessons lessons;
  private final Progress progress;
  private final Classes classes;
  private final Doorkeeper doorkeeper;
  private final Stage stage;
  private final Language language;

  LessonsController(
      Lessons lessons,
      Progress progress,
      Classes classes,
      Doorkeeper doorkeeper,
      Stage stage,
      Language language) {
    this.lessons = lessons;
    this.progress = progress;
    this.classes = classes;
    this.doorkeeper = doorkeeper;
    this.stage = stage;
    this.language = language;
  }

  @GetMapping("/lessons")
  String catalogue(HttpServletRequest request, HttpServletResponse response, Model model) {
    Locale locale = language.of(request);
    stage.keepLanguage(request, response);
    Map<String, Progress.Entry> known =
        doorkeeper
            .learner(request)
            .map(learner -> progress.all(Doorkeeper.hash(learner)))
            .orElse(Map.of());
    List<Map<String, Object>> chapters = new ArrayList<>();
    for (Course.Chapter chapter : lessons.course().chapters()) {
      List<Map<String, Object>> shown = new ArrayList<>();
      chapter.lessons().forEach(lesson -> shown.add(entry(lesson, known.get(lesson.id()), locale)));
      if (!shown.isEmpty()) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("title", chapter.title().in(locale));
        told.put("lessons", shown);
        chapters.add(told);
      }
    }
    model.addAttribute("chapters", chapters);
    return "lessons";
  }

  private static Map<String, Object> entry(Lesson lesson, Progress.Entry known, Locale locale) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("id", lesson.id());
    entry.put("title", lesson.text(locale).title());
    entry.put("summary", lesson.text(locale).summary());
    entry.put("minutes", lesson.minutes());
    entry.put("state", known == null ? "new" : known.done() ? "done" : "started");
    return entry;
  }

  @GetMapping("/lessons/{lesson}")
  String lesson(
      @PathVariable("lesson") String id,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    Optional<Lesson> lesson = lessons.find(id);
    if (lesson.isEmpty()) {
      response.setStatus(HttpStatus.NOT_FOUND.value());
      model.addAttribute("reason", "lesson");
      return "error-page";
    }
    String learner = doorkeeper.learner(request).orElseGet(classes::newLearner);
    Stage.keep(response, request, Doorkeeper.LEARNER, learner);
    Session session =
        classes.resume(learner, lesson.get()).orElseGet(() -> classes.begin(learner, lesson.get()));
    return stage.show(session, request, response, model);
  }
}
