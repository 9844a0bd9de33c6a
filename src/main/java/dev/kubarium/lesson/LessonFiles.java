package dev.kubarium.lesson;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files of a course are. */
@FunctionalInterface
public interface LessonFiles {

  /** The text of a file named by its path below the course; {@code null} where there is none. */
  String read(String path);

  /** A folder of the machine. */
  static LessonFiles in(Path folder) {
    Path root = folder.toAbsolutePath().normalize();
    return path -> {
      Path file = root.resolve(path).normalize();
      if (!file.startsWith(root) || !Files.isRegularFile(file)) {
        return null;
      }
      try {
        return Files.readString(file);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    };
  }

  /** The course that came with the product. */
  static LessonFiles included() {
    return path -> {
      try (InputStream in = LessonFiles.class.getResourceAsStream("/lessons/" + path)) {
        return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    };
  }
}
