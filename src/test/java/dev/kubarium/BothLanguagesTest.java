package dev.kubarium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** French and English say the same things. */
class BothLanguagesTest {

  private static final Path RESOURCES = Path.of("src/main/resources");
  private static final Pattern LANGUAGE = Pattern.compile("(\\w+)_(fr|en)\\.properties");
  private static final Pattern ARGUMENT = Pattern.compile("\\{\\d+");

  @Test
  void messagesHaveTheSameKeysAndArguments() throws IOException {
    TreeSet<String> bundles = new TreeSet<>();
    try (Stream<Path> files = Files.list(RESOURCES)) {
      files
          .map(file -> LANGUAGE.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .forEach(name -> bundles.add(name.group(1)));
    }
    assertTrue(bundles.contains("messages"), bundles::toString);
    for (String bundle : bundles) {
      assertEquals(
          arguments(bundle + "_fr.properties"), arguments(bundle + "_en.properties"), bundle);
    }
  }

  /**
   * A straight apostrophe is a quotation mark to MessageFormat, and swallows the arguments after
   * it.
   */
  @Test
  void messagesWithArgumentsHaveNoStraightApostrophe() throws IOException {
    List<String> swallowed = new ArrayList<>();
    for (String language : List.of("fr", "en")) {
      Properties messages = messages("messages_" + language + ".properties");
      for (String key : messages.stringPropertyNames()) {
        String message = messages.getProperty(key);
        if (ARGUMENT.matcher(message).find() && message.replace("''", "").contains("'")) {
          swallowed.add(language + ": " + key);
        }
      }
    }
    assertEquals(List.of(), swallowed);
  }

  @Test
  void fidelityIsToldInBoth() throws IOException {
    Object ledger;
    try (Reader in = Files.newBufferedReader(RESOURCES.resolve("fidelity.yaml"))) {
      ledger = new Yaml().load(in);
    }
    List<String> lacking = new ArrayList<>();
    int told = told("fidelity", ledger, lacking);
    assertEquals(List.of(), lacking);
    assertTrue(told > 10, "only " + told + " sentences");
  }

  private static Properties messages(String file) throws IOException {
    Properties messages = new Properties();
    try (Reader in = Files.newBufferedReader(RESOURCES.resolve(file))) {
      messages.load(in);
    }
    return messages;
  }

  /** Message → the arguments it shows. */
  private static Map<String, TreeSet<String>> arguments(String file) throws IOException {
    Properties messages = messages(file);
    Map<String, TreeSet<String>> arguments = new TreeMap<>();
    for (String key : messages.stringPropertyNames()) {
      assertTrue(!messages.getProperty(key).isBlank(), file + ": " + key + " is empty");
      TreeSet<String> shown = new TreeSet<>();
      Matcher argument = ARGUMENT.matcher(messages.getProperty(key));
      while (argument.find()) {
        shown.add(argument.group());
      }
      arguments.put(key, shown);
    }
    return arguments;
  }

  /** Counts the places that speak, and collects those that speak one language alone. */
  private static int told(String path, Object node, List<String> lacking) {
    int told = 0;
    if (node instanceof Map<?, ?> map) {
      if (map.containsKey("fr") || map.containsKey("en")) {
        for (String language : List.of("fr", "en")) {
          if (!(map.get(language) instanceof String text) || text.isBlank()) {
            lacking.add(path + " lacks " + language);
          }
        }
        told++;
      }
      for (Map.Entry<?, ?> each : map.entrySet()) {
        told += told(path + "." + each.getKey(), each.getValue(), lacking);
      }
    } else if (node instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        told += told(path + "[" + i + "]", list.get(i), lacking);
      }
    }
    return told;
  }
}
