package dev.kubarium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The sources build on any machine: they name no package registry and no place on the machine they
 * were written on.
 */
class RepositoryTest {

  private static final List<String> NOT_SOURCES =
      List.of(".git", ".idea", ".vscode", "target", "node_modules", "data");

  /** Hosts of package registries, and the lines in which lock files and settings name one. */
  private static final Pattern REGISTRY =
      Pattern.compile(
          "https?://(registry|repo[0-9]*|repository|nexus|artifactory|pypi|crates|plugins|deb|packages)\\.[\\w.-]+"
              + "|\"resolved\": *\"http|^ *registry *= *http",
          Pattern.MULTILINE);

  /** Homes of users, installed JDKs and browsers. */
  private static final Pattern MACHINE =
      Pattern.compile(
          "(?<![\\w.])/(home|Users)/[a-z]\\w*/|/usr/lib/jv"
              + "m|/usr/bin/chrom"
              + "ium|[A-Z]:\\\\Users");

  @Test
  void namesNoPackageRegistry() throws IOException {
    assertEquals(List.of(), found(REGISTRY));
  }

  @Test
  void namesNoPlaceOfAMachine() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    String places =
        Pattern.quote(here.toString())
            + (here.getNameCount() > 2
                ? "|" + Pattern.quote(here.getParent().toString() + "/")
                : "")
            + "|"
            + Pattern.quote(System.getProperty("user.home") + "/.");
    assertEquals(List.of(), found(Pattern.compile(MACHINE.pattern() + "|" + places)));
  }

  private static List<String> found(Pattern pattern) throws IOException {
    List<String> found = new ArrayList<>();
    int[] files = {0};
    Files.walkFileTree(
        Path.of(""),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_SOURCES.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            files[0]++;
            String text = text(file);
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
              long line = text.substring(0, matcher.start()).lines().count();
              found.add(file + ":" + line + ": " + matcher.group());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertTrue(files[0] > 100, "only " + files[0] + " files looked at");
    return found;
  }

  /** The text of a file; nothing of a picture. */
  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (MalformedInputException binary) {
      return "";
    }
  }
}
