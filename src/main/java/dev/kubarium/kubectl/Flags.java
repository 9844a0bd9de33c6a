package dev.kubarium.kubectl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The flags that a command knows, by their long names.
 *
 * <p>Written as {@code "n/namespace A/all-namespaces! dry-run=unchanged"}: a letter before the
 * slash, {@code !} for a switch, {@code =value} for what the flag means where it stands without a
 * value.
 */
final class Flags {

  /**
   * @param alone what the flag means without a value; {@code null} where it must have one
   */
  record Flag(String name, String letter, boolean isSwitch, String alone) {}

  private static final String GLOBAL =
      "n/namespace context kubeconfig v/v request-timeout s/server token as cluster user h/help!";

  private final Map<String, Flag> byName = new LinkedHashMap<>();
  private final Map<String, Flag> byLetter = new LinkedHashMap<>();
  private final List<Flag> own = new ArrayList<>();

  Flags(String text) {
    add(text);
    own.addAll(byName.values());
    add(GLOBAL);
  }

  private void add(String text) {
    for (String word : text.strip().split("\\s+")) {
      if (word.isEmpty()) {
        continue;
      }
      int slash = word.indexOf('/');
      String letter = slash < 0 ? "" : word.substring(0, slash);
      String rest = word.substring(slash + 1);
      boolean isSwitch = rest.endsWith("!");
      int equals = rest.indexOf('=');
      String name =
          isSwitch
              ? rest.substring(0, rest.length() - 1)
              : equals < 0 ? rest : rest.substring(0, equals);
      Flag flag =
          new Flag(
              name,
              letter,
              isSwitch,
              isSwitch ? "true" : equals < 0 ? null : rest.substring(equals + 1));
      byName.putIfAbsent(name, flag);
      if (!letter.isEmpty()) {
        byLetter.putIfAbsent(letter, flag);
      }
    }
  }

  Flag named(String name) {
    return byName.get(name);
  }

  Flag lettered(String letter) {
    return byLetter.get(letter);
  }

  /** The flags of the command itself, without those of all commands. */
  List<Flag> own() {
    return own;
  }

  List<String> names() {
    return List.copyOf(byName.keySet());
  }
}
