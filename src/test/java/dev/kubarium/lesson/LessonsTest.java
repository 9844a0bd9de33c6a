package dev.kubarium.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every lesson of the course is proved: {@code -Dkubarium.lesson=first-pod} proves one alone. */
class LessonsTest {

  private static final Course COURSE =
      CourseReader.read(LessonFiles.in(Path.of(System.getProperty("kubarium.lessons", "lessons"))));
  private static final int SEEDS = Integer.getInteger("kubarium.lesson.seeds", 20);
  private static final String ONE = System.getProperty("kubarium.lesson", "");

  @Test
  void filesHaveNoFault() {
    assertEquals(List.of(), COURSE.faults().stream().map(Fault::toString).toList());
    assertTrue(!COURSE.lessons().isEmpty(), "only " + COURSE.lessons().size() + " lessons");
  }

  @TestFactory
  Stream<DynamicNode> lessons() {
    return COURSE.lessons().stream()
        .filter(lesson -> ONE.isEmpty() || lesson.id().equals(ONE))
        .map(lesson -> dynamicContainer(lesson.id(), proofs(lesson)));
  }

  private static List<DynamicNode> proofs(Lesson lesson) {
    Proof proof = new Proof(lesson);
    List<DynamicNode> tests = new ArrayList<>();
    tests.add(
        dynamicTest(
            "is not solved by doing nothing",
            () -> assertEquals(List.of(), proof.isNotSolvedByDoingNothing(1))));
    tests.add(
        dynamicTest(
            "is solved by its solution under " + SEEDS + " seeds",
            () -> {
              for (long seed = 1; seed <= SEEDS; seed++) {
                assertEquals(List.of(), proof.isSolvedByItsSolution(seed));
              }
            }));
    lesson
        .mistakes()
        .forEach(
            mistake ->
                tests.add(
                    dynamicTest(
                        mistake.step() + ": sees the mistake " + mistake.id(),
                        () -> assertEquals(List.of(), proof.isSeen(mistake, 1)))));
    return tests;
  }
}
