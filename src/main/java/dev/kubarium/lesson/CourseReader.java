package dev.kubarium.lesson;

import dev.kubarium.lesson.Course.Chapter;
import dev.kubarium.lesson.check.Sentence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a course: {@code course.yaml}, then the folder of each lesson. A lesson with a fault is
 * left out; the others work.
 */
public final class CourseReader {

  private static final String FILE = "course.yaml";

  private CourseReader() {}

  /** Reads all of it. */
  public static Course read(LessonFiles files) {
    List<Fault> faults = new ArrayList<>();
    List<Chapter> chapters = new ArrayList<>();
    Set<String> ids = new LinkedHashSet<>();
    String text = files.read(FILE);
    if (text == null) {
      return new Course(List.of(), List.of(new Fault(FILE, 1, Sentence.of("fault.noFile"))));
    }
    Fields course = Fields.of(faults, FILE, text).only("chapters");
    for (Fields each : course.list("chapters")) {
      each.only("id", "title", "lessons");
      List<Lesson> lessons = new ArrayList<>();
      for (String folder : each.texts("lessons")) {
        Lesson lesson = lesson(files, folder, faults);
        if (lesson != null && !ids.add(lesson.id())) {
          each.fault("lessons", "fault.twice", lesson.id());
        } else if (lesson != null) {
          lessons.add(lesson);
        }
      }
      chapters.add(new Chapter(each.text("id"), each.both("title"), List.copyOf(lessons)));
    }
    return new Course(List.copyOf(chapters), List.copyOf(faults));
  }

  private static Lesson lesson(LessonFiles files, String folder, List<Fault> faults) {
    List<Fault> own = new ArrayList<>();
    if (!folder.matches("[a-z0-9-]+(/[a-z0-9-]+)*")) {
      faults.add(new Fault(FILE, 1, Sentence.of("fault.folder", folder)));
      return null;
    }
    Lesson lesson = new LessonReader(files, folder, own).read();
    faults.addAll(own);
    return own.isEmpty() ? lesson : null;
  }
}
