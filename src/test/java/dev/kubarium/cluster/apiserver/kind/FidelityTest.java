package dev.kubarium.cluster.apiserver.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The ledger of what is real, simplified or missing. */
class FidelityTest {

  private final JsonArray ledger = ledger();

  private static JsonArray ledger() {
    try (InputStream in = FidelityTest.class.getResourceAsStream("/fidelity.yaml")) {
      List<Object> entries = new Yaml().load(in);
      return JsonArray.copyOf(entries);
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  @Test
  void saysOfEachKindHowTrueItIs() {
    List<String> missing = new ArrayList<>();
    KindCatalog.all()
        .forEach(
            rules -> {
              if (ledger.find("subject", rules.kind().name()) == null) {
                missing.add(rules.kind().name());
              }
            });
    assertEquals(List.of(), missing);
  }

  private static final Pattern LEFT_OUT =
      Pattern.compile("Left(\\s|\\*)+out:(\\s|\\*)++(?!nothing\\.)");

  /** Who leaves something out says so in the ledger, under classes. */
  @Test
  void namesEveryClassThatLeavesSomethingOut() throws IOException {
    Set<String> named = new TreeSet<>();
    ledger.objects().forEach(entry -> named.addAll(entry.array("classes").strings()));
    Set<String> leaving = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        if (LEFT_OUT.matcher(Files.readString(file)).find()) {
          leaving.add(file.getFileName().toString().replace(".java", ""));
        }
      }
    }
    assertEquals(leaving, named);
  }

  @Test
  void saysItOnceInBothLanguages() {
    Set<String> subjects = new TreeSet<>();
    for (JsonObject entry : ledger.objects()) {
      String subject = entry.string("subject", "");
      assertTrue(subjects.add(subject), () -> subject + " is there twice");
      assertTrue(
          List.of("real", "simplified", "absent").contains(entry.string("level", "")), subject);
      for (String language : List.of("fr", "en")) {
        assertFalse(
            entry.string(language, "").isBlank(),
            () -> subject + " has no sentence in " + language);
        assertFalse(
            entry.object("title").string(language, "").isBlank(),
            () -> subject + " has no title in " + language);
      }
    }
  }
}
