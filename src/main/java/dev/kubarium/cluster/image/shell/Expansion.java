package dev.kubarium.cluster.image.shell;

import dev.kubarium.cluster.image.shell.Script.Arithmetic;
import dev.kubarium.cluster.image.shell.Script.Command;
import dev.kubarium.cluster.image.shell.Script.Part;
import dev.kubarium.cluster.image.shell.Script.Text;
import dev.kubarium.cluster.image.shell.Script.Variable;
import dev.kubarium.cluster.image.shell.Script.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * From the words of a script to the words of a command: variables, commands, arithmetic, splitting,
 * file names.
 */
final class Expansion {

  private final Machine machine;

  Expansion(Machine machine) {
    this.machine = machine;
  }

  List<String> all(List<Word> words) {
    List<String> all = new ArrayList<>();
    words.forEach(word -> split(word, all));
    return all;
  }

  /** As one word, whatever blanks are in it. */
  String one(Word word) {
    StringBuilder text = new StringBuilder();
    for (Part part : word.parts()) {
      text.append(value(part));
    }
    String whole = text.toString();
    boolean home =
        whole.startsWith("~") && word.parts().get(0) instanceof Text first && !first.quoted();
    return home ? machine.get("HOME") + whole.substring(1) : whole;
  }

  /** As a pattern in which quoted stars are plain. */
  String pattern(Word word) {
    StringBuilder text = new StringBuilder();
    for (Part part : word.parts()) {
      String value = value(part);
      text.append(part.quoted() ? value.replaceAll("([*?\\[\\]\\\\])", "\\\\$1") : value);
    }
    return text.toString();
  }

  private void split(Word word, List<String> into) {
    StringBuilder current = new StringBuilder();
    boolean any = false;
    boolean wild = false;
    for (Part part : word.parts()) {
      if (part instanceof Variable variable && variable.name().equals("@") && variable.quoted()) {
        List<String> arguments = machine.arguments();
        for (int i = 0; i < arguments.size(); i++) {
          if (i > 0) {
            into.add(current.toString());
            current.setLength(0);
          }
          current.append(arguments.get(i));
          any = true;
        }
        continue;
      }
      String value = value(part);
      if (part.quoted()) {
        current.append(value);
        any = true;
      } else if (part instanceof Text) {
        wild |= value.indexOf('*') >= 0 || value.indexOf('?') >= 0;
        current.append(
            value.startsWith("~")
                    && current.isEmpty()
                    && (value.length() == 1 || value.charAt(1) == '/')
                ? machine.get("HOME") + value.substring(1)
                : value);
        any = true;
      } else {
        String[] fields = value.split("[ \t\n]+", -1);
        for (int i = 0; i < fields.length; i++) {
          if (i > 0 && (any || !current.isEmpty())) {
            into.add(current.toString());
            current.setLength(0);
            any = false;
          }
          current.append(fields[i]);
          any |= !fields[i].isEmpty();
        }
      }
    }
    if (!any && current.isEmpty()) {
      return;
    }
    if (wild) {
      List<String> found = machine.matching(current.toString());
      if (!found.isEmpty()) {
        into.addAll(found);
        return;
      }
    }
    into.add(current.toString());
  }

  private String value(Part part) {
    return switch (part) {
      case Text text -> text.text();
      case Variable variable -> variable(variable);
      case Command command -> machine.capture(command.body()).replaceFirst("\n+$", "");
      case Arithmetic arithmetic ->
          Long.toString(
              ArithmeticExpression.value(one(arithmetic.expression()), machine.variables()));
    };
  }

  private String variable(Variable variable) {
    String value = machine.get(variable.name());
    String operator = variable.operator();
    boolean unset = value == null || operator.startsWith(":") && value.isEmpty();
    return switch (operator) {
      case "" -> value == null ? "" : value;
      case "length" -> Integer.toString(value == null ? 0 : value.length());
      case ":-", "-" -> unset ? one(variable.argument()) : value;
      case ":+", "+" -> unset ? "" : one(variable.argument());
      case ":=", "=" -> {
        if (unset) {
          machine.set(variable.name(), one(variable.argument()));
        }
        yield machine.get(variable.name());
      }
      case ":?", "?" -> {
        if (unset) {
          throw new ArithmeticException(variable.name() + ": " + one(variable.argument()));
        }
        yield value;
      }
      default -> cut(value == null ? "" : value, operator, one(variable.argument()));
    };
  }

  private static String cut(String value, String operator, String pattern) {
    Pattern glob = glob(pattern);
    boolean front = operator.startsWith("#");
    boolean longest = operator.length() == 2;
    int n = value.length();
    for (int i = 0; i <= n; i++) {
      int length = longest ? n - i : i;
      String part = front ? value.substring(0, length) : value.substring(n - length);
      if (glob.matcher(part).matches()) {
        return front ? value.substring(length) : value.substring(0, n - length);
      }
    }
    return value;
  }

  /** A shell's pattern: {@code *}, {@code ?}, {@code [a-z]}. */
  static Pattern glob(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        case '[' -> {
          int end = pattern.indexOf(']', i + 1);
          if (end < 0) {
            regex.append("\\[");
          } else {
            regex
                .append('[')
                .append(pattern.substring(i + 1, end).replace("!", "^").replace("[", "\\["))
                .append(']');
            i = end;
          }
        }
        case '\\' -> {
          i++;
          regex.append(Pattern.quote(i < pattern.length() ? pattern.substring(i, i + 1) : "\\"));
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    try {
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    } catch (java.util.regex.PatternSyntaxException none) {
      return Pattern.compile(Pattern.quote(pattern));
    }
  }
}
