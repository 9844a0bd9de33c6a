package dev.kubarium.kubectl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The commands of the terminal by the words that call them, with their flags and a sentence in both
 * languages.
 */
final class CommandTable {

  /**
   * @param words {@code get}, {@code rollout status} …
   */
  record Entry(
      String words,
      String arguments,
      String french,
      String english,
      Flags flags,
      Command command) {}

  private static final String PRINT =
      " o/output show-managed-fields! template allow-missing-template-keys!";
  private static final String DRY = " dry-run=unchanged field-manager";
  private static final String FILES = " f/filename R/recursive! k/kustomize";
  private static final String SELECT = " l/selector field-selector all!";
  private static final String WRITE = PRINT + DRY + FILES + SELECT + " local! record!";
  private static final String MAKE = PRINT + DRY + " save-config! validate=strict";

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  static {
    new Commands().register(CommandTable::put);
  }

  private CommandTable() {}

  /** Takes the commands in the order in which help shows them. */
  interface Sink {
    void put(
        String words,
        String arguments,
        String french,
        String english,
        String flags,
        Command command);
  }

  private static void put(
      String words,
      String arguments,
      String french,
      String english,
      String flags,
      Command command) {
    String full =
        flags
            .replace("@print", PRINT)
            .replace("@dry", DRY)
            .replace("@files", FILES)
            .replace("@select", SELECT)
            .replace("@write", WRITE)
            .replace("@make", MAKE);
    ENTRIES.put(words, new Entry(words, arguments, french, english, new Flags(full), command));
  }

  static Entry find(String words) {
    return ENTRIES.get(words);
  }

  static List<Entry> all() {
    return List.copyOf(ENTRIES.values());
  }

  /** The first words of all commands. */
  static List<String> names() {
    List<String> names = new ArrayList<>();
    ENTRIES.keySet().stream().map(words -> words.split(" ")[0]).distinct().forEach(names::add);
    return names;
  }

  /** What may follow {@code rollout}; empty where the command has no commands of its own. */
  static List<String> below(String name) {
    return ENTRIES.keySet().stream()
        .filter(words -> words.startsWith(name + " "))
        .map(words -> words.substring(name.length() + 1))
        .toList();
  }
}
