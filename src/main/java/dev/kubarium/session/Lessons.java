package dev.kubarium.session;

import dev.kubarium.lesson.Course;
import dev.kubarium.lesson.CourseReader;
import dev.kubarium.lesson.Fault;
import dev.kubarium.lesson.Lesson;
import dev.kubarium.lesson.LessonFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * The course of this server: the one that came with it, or that of a folder named by {@code
 * kubarium.lessons}, which is read again when a file in it changed.
 */
@Component
public class Lessons {

  private static final Logger LOG = LoggerFactory.getLogger(Lessons.class);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * @param lessons a folder with a course; empty for the one that came with the product
   */
  @ConfigurationProperties("kubarium")
  public record Setting(String lessons) {}

  private final Path folder;
  private Course course;
  private long newest;
  private long looked;

  @Autowired
  Lessons(Setting setting) {
    this(
        setting.lessons() == null || setting.lessons().isBlank()
            ? null
            : Path.of(setting.lessons()));
  }

  /** {@code null} for the course that came with the product. */
  Lessons(Path folder) {
    this.folder = folder;
    read();
  }

  private void read() {
    newest = folder == null ? 0 : newest();
    looked = System.nanoTime();
    course = CourseReader.read(folder == null ? LessonFiles.included() : LessonFiles.in(folder));
    for (Fault fault : course.faults()) {
      LOG.warn("A lesson cannot be given: {}", fault.in(Locale.ENGLISH));
    }
  }

  /** The course as its files are now. */
  public synchronized Course course() {
    if (folder != null && System.nanoTime() - looked > LOOK_NANOS) {
      looked = System.nanoTime();
      if (newest() != newest) {
        read();
      }
    }
    return course;
  }

  private long newest() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(file -> file.toFile().lastModified()).max().orElse(0);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The lesson of this id. */
  public Optional<Lesson> find(String id) {
    return id.isEmpty() ? Optional.empty() : course().find(id);
  }
}
