package dev.kubarium.lesson;

import java.util.List;
import java.util.Map;

/**
 * The prose of a lesson in one language. All of it but titles and choices is HTML that was made
 * here from Markdown.
 *
 * @param summary one sentence for the catalogue
 * @param steps by id, in order
 */
public record LessonText(String title, String summary, String intro, Map<String, StepText> steps) {

  /**
   * @param hints where to look, what to think, what to type
   * @param mistakes id of a mistake → its hint
   * @param question what is to be predicted; empty where nothing is
   * @param choices id → text
   * @param outcome why what happened did
   * @param after what there is to say once the step is done; may be empty
   */
  public record StepText(
      String title,
      String body,
      List<String> hints,
      Map<String, String> mistakes,
      String question,
      Map<String, String> choices,
      String outcome,
      String after) {}
}
