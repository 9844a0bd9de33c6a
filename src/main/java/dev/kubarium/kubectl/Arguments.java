package dev.kubarium.kubectl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The words of a command: flags with their values, the rest in order, and what stands after {@code
 * --}.
 */
final class Arguments {

  private final String command;
  private final Flags known;
  private final Map<String, List<String>> flags = new LinkedHashMap<>();
  private final List<String> words = new ArrayList<>();
  private final List<String> afterDashes = new ArrayList<>();
  private boolean dashes;

  private Arguments(String command, Flags known) {
    this.command = command;
    this.known = known;
  }

  /** Throws {@link KubectlException} for a flag that kubectl does not know. */
  static Arguments parse(String command, Flags known, List<String> line) {
    Arguments arguments = new Arguments(command, known);
    for (int i = 0; i < line.size(); i++) {
      String word = line.get(i);
      if (arguments.dashes) {
        arguments.afterDashes.add(word);
      } else if (word.equals("--")) {
        arguments.dashes = true;
      } else if (word.startsWith("--")) {
        i = arguments.longFlag(word.substring(2), line, i);
      } else if (word.startsWith("-") && word.length() > 1) {
        i = arguments.shortFlags(word.substring(1), line, i);
      } else {
        arguments.words.add(word);
        if (command.equals("exec") && arguments.words.size() > 1) {
          // kubectl exec POD COMMAND without dashes: all that follows is the command.
          arguments.words.addAll(line.subList(i + 1, line.size()));
          break;
        }
      }
    }
    return arguments;
  }

  private int longFlag(String text, List<String> line, int at) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    Flags.Flag flag = known.named(name);
    if (flag == null) {
      throw new KubectlException("error: unknown flag: --" + name + see());
    }
    if (equals >= 0) {
      put(flag, text.substring(equals + 1));
      return at;
    }
    if (flag.alone() != null) {
      put(flag, flag.alone());
      return at;
    }
    if (at + 1 >= line.size()) {
      throw new KubectlException("error: flag needs an argument: --" + name + see());
    }
    put(flag, line.get(at + 1));
    return at + 1;
  }

  private int shortFlags(String text, List<String> line, int at) {
    for (int i = 0; i < text.length(); i++) {
      String letter = text.substring(i, i + 1);
      Flags.Flag flag = known.lettered(letter);
      if (flag == null) {
        throw new KubectlException(
            "error: unknown shorthand flag: '" + letter + "' in -" + text + see());
      }
      String rest = text.substring(i + 1);
      if (flag.alone() != null && !rest.startsWith("=")) {
        put(flag, flag.alone());
        continue;
      }
      if (!rest.isEmpty()) {
        put(flag, rest.startsWith("=") ? rest.substring(1) : rest);
        return at;
      }
      if (at + 1 >= line.size()) {
        throw new KubectlException(
            "error: flag needs an argument: '" + letter + "' in -" + text + see());
      }
      put(flag, line.get(at + 1));
      return at + 1;
    }
    return at;
  }

  private String see() {
    return "\nSee 'kubectl " + command + " --help' for usage.";
  }

  private void put(Flags.Flag flag, String value) {
    if (flag.isSwitch() && !value.matches("(?i)true|false|t|f|1|0")) {
      throw new KubectlException(
          "error: invalid argument \""
              + value
              + "\" for \""
              + shown(flag)
              + "\" flag: strconv.ParseBool: parsing \""
              + value
              + "\": invalid syntax"
              + see());
    }
    flags.computeIfAbsent(flag.name(), key -> new ArrayList<>()).add(value);
  }

  List<String> words() {
    return words;
  }

  String word(int index) {
    return index < words.size() ? words.get(index) : null;
  }

  private static String shown(Flags.Flag flag) {
    return (flag.letter().isEmpty() ? "" : "-" + flag.letter() + ", ") + "--" + flag.name();
  }

  /** {@code create deployment}: the words by which the command is called. */
  String command() {
    return command;
  }

  /** The usage error of a command that was not given what it needs. */
  KubectlException usage(String message) {
    return new KubectlException("error: " + message + see());
  }

  List<String> afterDashes() {
    return afterDashes;
  }

  boolean has(String flag) {
    return flags.containsKey(flag);
  }

  boolean is(String flag) {
    return flags.containsKey(flag) && !value(flag, "").equals("false");
  }

  String value(String flag, String otherwise) {
    List<String> values = flags.get(flag);
    return values == null ? otherwise : values.get(values.size() - 1);
  }

  /** All values of a flag that may be repeated. */
  List<String> values(String flag) {
    return flags.getOrDefault(flag, List.of());
  }

  Long number(String flag) {
    String text = value(flag, null);
    if (text == null) {
      return null;
    }
    if (!text.matches("-?[0-9]{1,9}")) {
      throw new KubectlException(
          "error: invalid argument \""
              + text
              + "\" for \""
              + shown(known.named(flag))
              + "\" flag: strconv.ParseInt: parsing \""
              + text
              + "\": invalid syntax"
              + see());
    }
    return Long.valueOf(text);
  }

  /** {@code none}, {@code client} or {@code server}. */
  String dryRun() {
    String asked = value("dry-run", "none");
    return asked.equals("unchanged") ? "client" : asked;
  }

  boolean isDryRun() {
    return !dryRun().equals("none");
  }
}
