package dev.kubarium.cluster.image.shell;

import java.util.ArrayList;
import java.util.List;

/** {@code test} and {@code [}. */
final class Conditionals {

  private final Machine machine;
  private final List<String> words;
  private int at;

  private Conditionals(Machine machine, List<String> words) {
    this.machine = machine;
    this.words = words;
  }

  /** 0 for true, 1 for false, 2 for what is no condition. */
  static int test(Machine machine, String name, List<String> given) {
    List<String> words = new ArrayList<>(given);
    if (name.equals("[")) {
      if (words.isEmpty() || !words.remove(words.size() - 1).equals("]")) {
        Builtins.fault(machine, "[: missing ]", 2);
        return 2;
      }
    }
    if (words.isEmpty()) {
      return 1;
    }
    try {
      return new Conditionals(machine, words).or() ? 0 : 1;
    } catch (NumberFormatException none) {
      Builtins.fault(machine, name + ": bad number", 2);
      return 2;
    }
  }

  private boolean or() {
    boolean value = and();
    while (at < words.size() && words.get(at).equals("-o")) {
      at++;
      value |= and();
    }
    return value;
  }

  private boolean and() {
    boolean value = not();
    while (at < words.size() && words.get(at).equals("-a")) {
      at++;
      value &= not();
    }
    return value;
  }

  private boolean not() {
    if (at < words.size() - 1 && words.get(at).equals("!")) {
      at++;
      return !not();
    }
    return primary();
  }

  private boolean primary() {
    int left = words.size() - at;
    String first = left > 0 ? words.get(at) : "";
    if (left >= 3 && isBinary(words.get(at + 1))) {
      String operator = words.get(at + 1);
      String second = words.get(at + 2);
      at += 3;
      return binary(first, operator, second);
    }
    if (left >= 2 && first.matches("-[a-zA-Z]")) {
      at += 2;
      return unary(first, words.get(at - 1));
    }
    at++;
    return !first.isEmpty();
  }

  private static boolean isBinary(String word) {
    return List.of(
            "=", "==", "!=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "<", ">", "-nt", "-ot")
        .contains(word);
  }

  private static boolean binary(String left, String operator, String right) {
    return switch (operator) {
      case "=", "==" -> left.equals(right);
      case "!=" -> !left.equals(right);
      case "<" -> left.compareTo(right) < 0;
      case ">" -> left.compareTo(right) > 0;
      case "-nt", "-ot" -> false;
      default -> {
        int order = Long.compare(Long.parseLong(left.strip()), Long.parseLong(right.strip()));
        yield switch (operator) {
          case "-eq" -> order == 0;
          case "-ne" -> order != 0;
          case "-lt" -> order < 0;
          case "-le" -> order <= 0;
          case "-gt" -> order > 0;
          default -> order >= 0;
        };
      }
    };
  }

  private boolean unary(String operator, String word) {
    return switch (operator) {
      case "-n" -> !word.isEmpty();
      case "-z" -> word.isEmpty();
      case "-d" -> machine.isDirectory(word);
      case "-f", "-r", "-w" -> machine.read(word) != null;
      case "-e", "-x" -> machine.read(word) != null || machine.isDirectory(word);
      case "-s" -> machine.read(word) != null && !machine.read(word).isEmpty();
      default -> false;
    };
  }
}
