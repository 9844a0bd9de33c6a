package dev.kubarium.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Bad files are named with their line, and leave the other lessons alone. */
class CourseReaderTest {

  private static final LessonFiles GOOD = LessonFiles.in(Path.of("lessons"));
  private static final String POD = "02-pod/first-pod/";

  /** The course with some of its files replaced; {@code null} removes one. */
  private static Course with(String... filesAndTexts) {
    Map<String, String> replaced = new TreeMap<>();
    for (int i = 0; i < filesAndTexts.length; i += 2) {
      replaced.put(filesAndTexts[i], filesAndTexts[i + 1]);
    }
    return CourseReader.read(
        path -> replaced.containsKey(path) ? replaced.get(path) : GOOD.read(path));
  }

  private static String good(String file) {
    return GOOD.read(POD + file);
  }

  /** The number of the first line that begins so. */
  private static int line(String file, String beginning) {
    List<String> lines = good(file).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(beginning)) {
        return i + 1;
      }
    }
    throw new IllegalStateException(beginning);
  }

  private static List<String> faults(Course course) {
    return course.faults().stream().map(Fault::toString).toList();
  }

  private static void othersWork(Course course) {
    assertThat(course.find("first-pod")).isEmpty();
    assertThat(course.find("rolling-update")).isPresent();
  }

  @Test
  void namesAMissingLanguage() {
    Course course = with(POD + "text.en.md", null);
    assertThat(faults(course)).containsExactly(POD + "text.en.md:1: This file is missing");
    othersWork(course);
  }

  @Test
  void namesAnUnknownCheckAtItsLine() {
    Course course =
        with(
            POD + "lesson.yaml",
            good("lesson.yaml")
                .replace(
                    "ready: {kind: Pod, name: exports}\n    hold: 2s\n  - id: delete",
                    "steady: {kind: Pod}\n    hold: 2s\n  - id: delete"));
    assertThat(faults(course)).hasSize(1);
    assertThat(faults(course).getFirst())
        .startsWith(POD + "lesson.yaml:9: Unknown field steady; known here: exists, ");
    othersWork(course);
  }

  @Test
  void namesBrokenYamlAtItsLine() {
    Course course = with(POD + "lesson.yaml", "minutes: 6\nsteps: [\n");
    assertThat(faults(course))
        .anyMatch(fault -> fault.startsWith(POD + "lesson.yaml:") && fault.contains("valid YAML"));
    othersWork(course);
  }

  @Test
  void namesEveryFaultAtOnce() {
    Course course =
        with(
            POD + "lesson.yaml",
            "minutes: six\ncluster: {nodes: 90}\nsteps:\n  - id: one\n    hold: long\n    check:\n      exists: {kind: Pot}\n");
    assertThat(faults(course))
        .contains(
            POD + "lesson.yaml:1: minutes must look like 1, 2, 3 …",
            POD + "lesson.yaml:2: nodes must look like 1 … 8",
            POD + "lesson.yaml:5: hold must look like 500ms, 30s, 5m, 1h",
            POD + "lesson.yaml:7: Kubarium knows no kind Pot");
  }

  @Test
  void namesScriptsAndShowsThemAsText() {
    String text =
        good("text.fr.md").replace("Dans ce cours, vous", "<script>alert(1)</script> Vous");
    Course course = with(POD + "text.fr.md", text);
    assertThat(faults(course).getFirst())
        .startsWith(POD + "text.fr.md:4: HTML is not allowed in a text: <script>");
    othersWork(course);
    assertThat(
            Prose.html("a <script>alert(1)</script>", false, "f", 1, new java.util.ArrayList<>()))
        .doesNotContain("<script");
    assertThat(Prose.html("[a](javascript:alert(1))", false, "f", 1, new java.util.ArrayList<>()))
        .doesNotContain("javascript");
  }

  @Test
  void setsFrenchAsAPrinterDoes() {
    assertThat(Prose.html("L'API : `a : 'b'` !", true, "f", 1, new java.util.ArrayList<>()))
        .isEqualTo("<p>L’API\u202f: <code>a : 'b'</code>\u202f!</p>".replace("'b'", "'b'"));
  }

  @Test
  void namesHeadingsThatOneLanguageLacks() {
    Course course =
        with(POD + "text.en.md", good("text.en.md").replace("### mistake ends", "### mistake end"));
    assertThat(faults(course))
        .contains(
            POD
                + "text.en.md:"
                + line("text.en.md", "## declare:")
                + ": The heading declare/mistake ends is missing",
            POD
                + "text.en.md:"
                + line("text.en.md", "### mistake ends")
                + ": The heading declare/mistake end has nothing in lesson.yaml or mistakes.yaml");
  }

  @Test
  void namesEmptyHints() {
    Course course =
        with(
            POD + "text.en.md",
            good("text.en.md")
                .replace(
                    "Below the aquarium, the story says who does what: you, the scheduler, then the kubelet of a node.\n",
                    ""));
    assertThat(faults(course))
        .containsExactly(POD + "text.en.md:" + line("text.en.md", "### look") + ": look is empty");
  }

  @Test
  void namesAStartThatTheApiRefuses() {
    Course course =
        with(
            POD + "start.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: Exports}\nspec: {containers: [{name: a, image: python}]}\n");
    assertThat(faults(course)).hasSize(1);
    assertThat(faults(course).getFirst())
        .startsWith(POD + "start.yaml:1: The API refuses it: Pod \"Exports\" is invalid");
  }

  @Test
  void aSolutionThatDoesNotSolveIsSaid() {
    Course course = with(POD + "solution.yaml", "- step: declare\n  do:\n    - wait: 1s\n");
    assertThat(course.faults()).isEmpty();
    assertThat(new Proof(course.find("first-pod").orElseThrow()).isSolvedByItsSolution(1))
        .containsExactly("seed 1: declare is not solved within PT2M: There is no Pod exports yet");
  }

  @Test
  void whatComesTrueByItselfIsSaid() {
    Course course = with(POD + "start.yaml", good("pod.yaml"));
    assertThat(new Proof(course.find("first-pod").orElseThrow()).isNotSolvedByDoingNothing(1))
        .isNotEmpty();
  }
}
