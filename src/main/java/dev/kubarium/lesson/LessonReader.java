package dev.kubarium.lesson;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.ClusterSpec;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.KindRegistry;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.YamlException;
import dev.kubarium.lesson.Lesson.Mistake;
import dev.kubarium.lesson.Lesson.Played;
import dev.kubarium.lesson.Lesson.Setting;
import dev.kubarium.lesson.Lesson.Step;
import dev.kubarium.lesson.check.Check;
import dev.kubarium.lesson.check.Sentence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads one lesson from its folder and names all that is wrong there. */
final class LessonReader {

  private static final int MOST_NODES = 8;
  private static final Duration SETTLE = Duration.ofSeconds(30);
  private static final Duration WITHIN = Duration.ofMinutes(2);

  private final LessonFiles files;
  private final String folder;
  private final List<Fault> faults;
  private final CheckReader checks;
  private final ActReader acts;

  /** A challenge has no hints. */
  private boolean challenge;

  LessonReader(LessonFiles files, String folder, List<Fault> faults) {
    this.files = files;
    this.folder = folder;
    this.faults = faults;
    this.checks = new CheckReader(kinds());
    this.acts = new ActReader(checks, file -> required(file));
  }

  /** The kinds that every cluster serves, in the version in which they are stored. */
  private static Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new TreeMap<>();
    for (KindRegistry.Served served :
        Cluster.create(ClusterSpec.ofNodes(0), 1).api().kinds().all()) {
      kinds.putIfAbsent(served.rules().kind().name(), served.rules().kind());
    }
    return kinds;
  }

  Lesson read() {
    Fields fields = Fields.of(faults, path("lesson.yaml"), required("lesson.yaml"));
    fields.only("minutes", "challenge", "cluster", "settle", "open", "steps");
    challenge = fields.truth("challenge");
    List<Step> steps = steps(fields);
    String start = optional("start.yaml");
    Setting setting = setting(fields);
    Map<String, String> opened = new LinkedHashMap<>();
    fields.texts("open").forEach(name -> opened.put(name, required(name)));
    List<Mistake> mistakes = mistakes(steps);
    LessonText french = text("fr", steps, mistakes);
    LessonText english = text("en", steps, mistakes);
    sameHeadings();
    required("design.md");
    Lesson lesson =
        new Lesson(
            folder.substring(folder.lastIndexOf('/') + 1),
            (int) fields.number("minutes", 8),
            setting,
            start,
            fields.duration("settle", SETTLE),
            opened,
            steps,
            solution(steps),
            mistakes,
            french,
            english);
    if (faults.isEmpty()) {
      tryStart(lesson);
    }
    return lesson;
  }

  private String path(String file) {
    return folder + "/" + file;
  }

  private String optional(String file) {
    String text = files.read(path(file));
    return text == null ? "" : text;
  }

  private String required(String file) {
    String text = files.read(path(file));
    if (text == null) {
      faults.add(new Fault(path(file), 1, Sentence.of("fault.noFile")));
      return "";
    }
    if (text.isBlank()) {
      faults.add(new Fault(path(file), 1, Sentence.of("fault.empty", file)));
    }
    return text;
  }

  private static Setting setting(Fields fields) {
    Fields cluster = fields.inner("cluster").only("nodes", "images");
    long nodes = cluster.number("nodes", 2);
    if (nodes < 1 || nodes > MOST_NODES) {
      cluster.fault("nodes", "fault.type", "nodes", "1 … " + MOST_NODES);
    }
    String images = cluster.text("images", "catalogue");
    if (!images.equals("catalogue") && !images.equals("any")) {
      cluster.fault("images", "fault.type", "images", "catalogue, any");
    }
    return new Setting((int) nodes, images.equals("any"));
  }

  private List<Step> steps(Fields fields) {
    List<Step> steps = new ArrayList<>();
    if (fields.list("steps").isEmpty()) {
      fields.fault("steps", "fault.empty", "steps");
    }
    for (Fields each : fields.list("steps")) {
      each.only("id", "check", "hold", "within", "waiting", "prediction");
      String id = each.text("id");
      if (steps.stream().anyMatch(step -> step.id().equals(id))) {
        each.fault("id", "fault.twice", id);
      }
      Map<String, Check> prediction = new LinkedHashMap<>();
      Fields choices = each.inner("prediction");
      for (String choice : choices.keys()) {
        prediction.put(choice, checks.read(choices, choice, id + ".prediction." + choice));
      }
      steps.add(
          new Step(
              id,
              checks.read(each, "check", id + ".check"),
              each.duration("hold", Duration.ZERO),
              each.duration("within", WITHIN),
              each.truth("waiting"),
              prediction));
    }
    return List.copyOf(steps);
  }

  private List<Mistake> mistakes(List<Step> steps) {
    List<Mistake> mistakes = new ArrayList<>();
    for (Fields each : Fields.listOf(faults, path("mistakes.yaml"), optional("mistakes.yaml"))) {
      each.only("id", "step", "when", "do");
      String id = each.text("id");
      String step = each.text("step");
      known(each, step, steps);
      mistakes.add(
          new Mistake(
              id, step, checks.read(each, "when", step + ".mistake." + id), acts.read(each, "do")));
    }
    return List.copyOf(mistakes);
  }

  private List<Played> solution(List<Step> steps) {
    List<Played> solution = new ArrayList<>();
    for (Fields each : Fields.listOf(faults, path("solution.yaml"), required("solution.yaml"))) {
      each.only("step", "do");
      String step = each.text("step");
      known(each, step, steps);
      solution.add(new Played(step, acts.read(each, "do")));
    }
    return List.copyOf(solution);
  }

  private static void known(Fields fields, String step, List<Step> steps) {
    if (fields.has("step") && steps.stream().noneMatch(each -> each.id().equals(step))) {
      fields.fault("step", "fault.noStep", step);
    }
  }

  // ── Prose ──

  private final Map<String, TextReader> readers = new LinkedHashMap<>();

  private LessonText text(String language, List<Step> steps, List<Mistake> mistakes) {
    String file = path("text." + language + ".md");
    TextReader reader = new TextReader(file, language.equals("fr"), faults);
    readers.put(language, reader);
    String content = required("text." + language + ".md");
    if (content.isBlank()) {
      return new LessonText("", "", "", Map.of());
    }
    LessonText text = reader.read(content);
    LinkedHashSet<String> expected = new LinkedHashSet<>();
    for (Step step : steps) {
      expected.add(step.id());
      for (String hint : challenge ? List.<String>of() : List.of("look", "think", "type")) {
        expected.add(step.id() + "/" + hint);
      }
      if (!step.prediction().isEmpty()) {
        expected.add(step.id() + "/question");
        expected.add(step.id() + "/outcome");
        choices(step, text, reader, file);
      }
    }
    mistakes.forEach(each -> expected.add(each.step() + "/mistake " + each.id()));
    for (String heading : expected) {
      if (!reader.headings().contains(heading)) {
        faults.add(
            new Fault(
                file,
                reader.line(heading.replaceAll("/.*", "")),
                Sentence.of("fault.noHeading", heading)));
      }
    }
    for (String heading : reader.headings()) {
      if (!expected.contains(heading) && !heading.endsWith("/after")) {
        faults.add(
            new Fault(file, reader.line(heading), Sentence.of("fault.strayHeading", heading)));
      }
    }
    return text;
  }

  private void choices(Step step, LessonText text, TextReader reader, String file) {
    LessonText.StepText told = text.steps().get(step.id());
    if (told != null
        && !new ArrayList<>(told.choices().keySet())
            .equals(new ArrayList<>(step.prediction().keySet()))) {
      LinkedHashSet<String> wanted = new LinkedHashSet<>(step.prediction().keySet());
      if (!wanted.equals(told.choices().keySet())) {
        faults.add(
            new Fault(
                file,
                reader.line(step.id() + "/question"),
                Sentence.of(
                    "fault.choices",
                    String.join(", ", wanted),
                    String.join(", ", told.choices().keySet()))));
      }
    }
  }

  private void sameHeadings() {
    List<String> french = readers.get("fr").headings();
    List<String> english = readers.get("en").headings();
    if (!french.equals(english) && !french.isEmpty() && !english.isEmpty()) {
      List<String> lacking = new ArrayList<>(french);
      lacking.removeAll(english);
      List<String> stray = new ArrayList<>(english);
      stray.removeAll(french);
      lacking.addAll(stray);
      faults.add(
          new Fault(
              path("text.en.md"), 1, Sentence.of("fault.headings", String.join(", ", lacking))));
    }
  }

  /** What a lesson starts with must be taken by the API. */
  private void tryStart(Lesson lesson) {
    try {
      Beginning.of(lesson, 1);
    } catch (YamlException broken) {
      faults.add(
          new Fault(
              path("start.yaml"), broken.line(), Sentence.of("fault.yaml", broken.getMessage())));
    } catch (ApiException | IllegalStateException refused) {
      faults.add(
          new Fault(path("start.yaml"), 1, Sentence.of("fault.refused", refused.getMessage())));
    }
  }
}
