package dev.kubarium.web;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.lesson.Course;
import dev.kubarium.lesson.Lesson;
import dev.kubarium.lesson.LessonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A lesson as the page shows it before anything is done. */
final class LessonView {

  private LessonView() {}

  static JsonObject of(Course course, Lesson lesson, Locale locale) {
    LessonText text = lesson.text(locale);
    boolean listed = course.lessons().contains(lesson);
    List<Lesson> siblings = listed ? course.chapterOf(lesson).lessons() : List.of(lesson);
    List<JsonObject> steps = new ArrayList<>();
    for (Lesson.Step step : lesson.steps()) {
      steps.add(step(step, text.steps().get(step.id())));
    }
    List<JsonObject> files = new ArrayList<>();
    lesson
        .files()
        .forEach((name, content) -> files.add(JsonObject.of("name", name, "text", content)));
    JsonObject next =
        course
            .after(lesson)
            .map(after -> JsonObject.of("id", after.id(), "title", after.text(locale).title()))
            .orElse(null);
    return JsonObject.of(
            "id", lesson.id(),
            "title", text.title(),
            "chapter", listed ? course.chapterOf(lesson).title().in(locale) : "",
            "minutes", lesson.minutes(),
            "index", siblings.indexOf(lesson) + 1,
            "count", siblings.size(),
            "intro", text.intro())
        .with("steps", JsonArray.copyOf(steps))
        .with("files", JsonArray.copyOf(files))
        .with("next", next);
  }

  private static JsonObject step(Lesson.Step step, LessonText.StepText text) {
    List<JsonObject> choices = new ArrayList<>();
    text.choices().forEach((id, choice) -> choices.add(JsonObject.of("id", id, "text", choice)));
    JsonObject prediction =
        step.prediction().isEmpty()
            ? null
            : JsonObject.of("question", text.question(), "choices", JsonArray.copyOf(choices));
    return JsonObject.of(
            "id",
            step.id(),
            "title",
            text.title(),
            "html",
            text.body(),
            "hints",
            text.hints().size())
        .with("prediction", prediction);
  }
}
