package dev.kubarium.lesson;

import dev.kubarium.lesson.LessonText.StepText;
import dev.kubarium.lesson.check.Sentence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the prose of a lesson in one language.
 *
 * <pre>
 * # Title
 * > One sentence for the catalogue.
 * Introduction
 * ## step-id: Title of the step
 * What to do
 * ### question          what is to be predicted, and the choices: - `choice`: text
 * ### outcome           why what happened did
 * ### look              first hint; then ### think and ### type
 * ### mistake some-id   the hint that a mistake raises
 * ### after             what there is to say once the step is done
 * </pre>
 */
final class TextReader {

  private static final Pattern STEP = Pattern.compile("## ([a-z0-9-]+): (.+)");
  private static final Pattern PART =
      Pattern.compile("### (question|outcome|look|think|type|after|mistake ([a-z0-9-]+))");
  private static final Pattern CHOICE = Pattern.compile("- `([a-z0-9-]+)`: (.+)");

  /** Part of a step with the lines below its heading. */
  private record Part(String name, int line, List<String> lines) {}

  private final String file;
  private final boolean french;
  private final List<Fault> faults;

  /** All headings in order, to compare the languages. */
  private final List<String> headings = new ArrayList<>();

  private final Map<String, Integer> lines = new LinkedHashMap<>();

  TextReader(String file, boolean french, List<Fault> faults) {
    this.file = file;
    this.french = french;
    this.faults = faults;
  }

  List<String> headings() {
    return headings;
  }

  /** The line of a heading, 1 where there is no such heading. */
  int line(String heading) {
    return lines.getOrDefault(heading, 1);
  }

  LessonText read(String text) {
    String title = "";
    List<String> intro = new ArrayList<>();
    Map<String, String> titles = new LinkedHashMap<>();
    Map<String, List<Part>> steps = new LinkedHashMap<>();
    List<Part> parts = null;
    boolean fenced = false;
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      fenced ^= line.startsWith("```");
      Matcher step = STEP.matcher(line);
      Matcher part = PART.matcher(line);
      if (!fenced && line.startsWith("# ")) {
        title = Prose.set(line.substring(2).strip(), french);
      } else if (!fenced && step.matches()) {
        heading(step.group(1), number);
        parts = new ArrayList<>(List.of(new Part("body", number + 1, new ArrayList<>())));
        titles.put(step.group(1), Prose.set(step.group(2).strip(), french));
        steps.put(step.group(1), parts);
      } else if (!fenced && part.matches() && parts != null) {
        heading(
            headings.stream().filter(each -> !each.contains("/")).toList().getLast()
                + "/"
                + part.group(1),
            number);
        parts.add(new Part(part.group(1), number + 1, new ArrayList<>()));
      } else if (!fenced && line.startsWith("#")) {
        faults.add(new Fault(file, number, Sentence.of("fault.heading", line)));
      } else {
        (parts == null ? intro : parts.getLast().lines()).add(line);
      }
    }
    if (title.isEmpty()) {
      faults.add(new Fault(file, 1, Sentence.of("fault.missing", "# …")));
    }
    String summary = "";
    int first = 0;
    while (first < intro.size()
        && (intro.get(first).isBlank() || intro.get(first).startsWith("> "))) {
      String line = intro.get(first++);
      summary = line.startsWith("> ") ? (summary + " " + line.substring(2)).strip() : summary;
    }
    if (summary.isEmpty()) {
      faults.add(new Fault(file, 1, Sentence.of("fault.missing", "> …")));
    }
    String introduction = html(new Part("intro", first + 2, intro.subList(first, intro.size())));
    Map<String, StepText> told = new LinkedHashMap<>();
    steps.forEach((id, all) -> told.put(id, step(titles.get(id), all)));
    return new LessonText(title, Prose.set(summary, french), introduction, told);
  }

  private void heading(String heading, int line) {
    if (lines.putIfAbsent(heading, line) != null) {
      faults.add(new Fault(file, line, Sentence.of("fault.twice", heading)));
    }
    headings.add(heading);
  }

  private StepText step(String title, List<Part> parts) {
    String body = "";
    String question = "";
    String outcome = "";
    String after = "";
    List<String> hints = new ArrayList<>();
    Map<String, String> mistakes = new LinkedHashMap<>();
    Map<String, String> choices = new LinkedHashMap<>();
    for (Part part : parts) {
      if (part.lines().stream().allMatch(String::isBlank)) {
        faults.add(new Fault(file, part.line() - 1, Sentence.of("fault.empty", part.name())));
      }
      switch (part.name()) {
        case "body" -> body = html(part);
        case "question" -> {
          List<String> asked = new ArrayList<>();
          for (String line : part.lines()) {
            Matcher choice = CHOICE.matcher(line);
            if (choice.matches()) {
              choices.put(choice.group(1), Prose.set(choice.group(2).strip(), french));
            } else {
              asked.add(line);
            }
          }
          question = html(new Part("question", part.line(), asked));
        }
        case "outcome" -> outcome = html(part);
        case "after" -> after = html(part);
        case "look", "think", "type" -> hints.add(html(part));
        default -> mistakes.put(part.name().substring("mistake ".length()), html(part));
      }
    }
    return new StepText(
        title, body, List.copyOf(hints), mistakes, question, choices, outcome, after);
  }

  private String html(Part part) {
    return Prose.html(String.join("\n", part.lines()), french, file, part.line(), faults);
  }
}
