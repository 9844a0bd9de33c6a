package dev.kubarium.lesson;

import dev.kubarium.lesson.check.Check;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A lesson as its files tell it.
 *
 * @param id the name of its folder; part of its address
 * @param minutes how long it takes a beginner
 * @param start manifests that are applied before the learner comes; may be empty
 * @param settle how much virtual time then passes before the learner comes
 * @param files name → text of what the editor offers
 * @param solution what somebody does who knows it
 */
public record Lesson(
    String id,
    int minutes,
    Setting setting,
    String start,
    Duration settle,
    Map<String, String> files,
    List<Step> steps,
    List<Played> solution,
    List<Mistake> mistakes,
    LessonText french,
    LessonText english) {

  /**
   * The cluster it is given in.
   *
   * @param anyImage whether images outside the catalogue can be pulled
   */
  public record Setting(int nodes, boolean anyImage) {}

  /**
   * One thing to do.
   *
   * @param hold how long the check must stay true
   * @param within how long it takes at most once all is done
   * @param waiting whether it comes true by only waiting
   * @param prediction choice → what is then true when the step is done; empty where nothing is
   *     asked
   */
  public record Step(
      String id,
      Check check,
      Duration hold,
      Duration within,
      boolean waiting,
      Map<String, Check> prediction) {}

  /** What is done in a step. */
  public record Played(String step, List<Act> acts) {}

  /**
   * A mistake that beginners make in a step.
   *
   * @param id the heading of its hint
   * @param when how one sees it
   * @param acts how one makes it
   */
  public record Mistake(String id, String step, Check when, List<Act> acts) {}

  public LessonText text(Locale locale) {
    return locale.getLanguage().equals("fr") ? french : english;
  }

  public Step step(String id) {
    return steps.stream().filter(step -> step.id().equals(id)).findFirst().orElse(null);
  }
}
