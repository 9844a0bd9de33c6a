package dev.kubarium.cluster.image.shell;

import java.util.List;

/** The commands that are part of the shell itself. */
final class Builtins {

  private static final List<String> NAMES =
      List.of(
          ":",
          "true",
          "false",
          "exit",
          "return",
          "break",
          "continue",
          "export",
          "unset",
          "set",
          "shift",
          "cd",
          "eval",
          ".",
          "source",
          "exec",
          "trap",
          "wait",
          "local",
          "readonly",
          "read",
          "test",
          "[",
          "echo",
          "printf",
          "pwd",
          "sleep",
          "kill",
          "type",
          "command",
          "let",
          "umask");

  private Builtins() {}

  static boolean knows(String name) {
    return NAMES.contains(name);
  }

  /** Runs it; answers a script that it stands for, or {@code null}. */
  static Script run(Machine machine, String name, List<String> words) {
    machine.status(0);
    switch (name) {
      case "false" -> machine.status(1);
      case "exit" -> machine.exit(number(words, 0, machine.status()));
      case "return" -> machine.leaveFunction(number(words, 0, 0));
      case "break" -> machine.leaveLoops(number(words, 0, 1), false);
      case "continue" -> machine.leaveLoops(number(words, 0, 1), true);
      case "export", "local", "readonly" -> assign(machine, words);
      case "unset" -> words.forEach(machine.variables()::remove);
      case "set" -> set(machine, words);
      case "shift" -> {
        int by = number(words, 0, 1);
        List<String> arguments = machine.arguments();
        machine.arguments(
            List.copyOf(arguments.subList(Math.min(by, arguments.size()), arguments.size())));
      }
      case "cd" -> changeDirectory(machine, words);
      case "pwd" -> machine.io().out().write(machine.directory() + "\n", machine.time());
      case "eval" -> {
        return ShellParser.parse(String.join(" ", words));
      }
      case ".", "source" -> {
        String script = words.isEmpty() ? null : machine.read(words.get(0));
        if (script == null) {
          return fault(machine, name + ": can't open '" + String.join(" ", words) + "'", 2);
        }
        return ShellParser.parse(script);
      }
      case "exec" -> {
        if (!words.isEmpty()) {
          machine.replace();
          Script inner = machine.command(words);
          if (inner != null) {
            return new Script.Sequence(List.of(inner, exit()));
          }
          if (!machine.isBlocked() && !machine.isDone()) {
            machine.exit(machine.status());
          }
        }
      }
      case "command", "type" -> {
        List<String> rest = words.stream().filter(word -> !word.startsWith("-")).toList();
        if (name.equals("command") && rest.size() == words.size()) {
          return machine.command(rest);
        }
        boolean known =
            !rest.isEmpty()
                && (knows(rest.get(0))
                    || Shell.knows(machine.process().setup().image(), rest.get(0)));
        machine.status(known ? 0 : 127);
        if (known) {
          machine
              .io()
              .out()
              .write((knows(rest.get(0)) ? "" : "/usr/bin/") + rest.get(0) + "\n", machine.time());
        }
      }
      case "let" ->
          words.forEach(
              word ->
                  machine.status(
                      ArithmeticExpression.value(word, machine.variables()) == 0 ? 1 : 0));
      case "trap" -> words.stream().skip(1).forEach(signal -> machine.trap(signal, words.get(0)));
      case "wait" -> waitForChildren(machine);
      case "read" -> read(machine, words);
      case "test", "[" -> machine.status(Conditionals.test(machine, name, words));
      case "echo" -> echo(machine, words);
      case "printf" ->
          machine.io().out().write(words.isEmpty() ? "" : Format.printf(words), machine.time());
      case "sleep" -> sleep(machine, words);
      case "kill" -> kill(machine, words);
      default -> {}
    }
    return null;
  }

  private static Script exit() {
    return new Script.Simple(
        List.of(),
        List.of(
            new Script.Word(List.of(new Script.Text("exit", true))),
            new Script.Word(List.of(new Script.Variable("?", "", null, true)))),
        List.of());
  }

  private static int number(List<String> words, int at, int otherwise) {
    return at < words.size() && words.get(at).matches("-?[0-9]{1,9}")
        ? Integer.parseInt(words.get(at)) & 0xff
        : otherwise;
  }

  static Script fault(Machine machine, String message, int status) {
    machine.io().err().write("sh: " + message + "\n", machine.time());
    machine.status(status);
    return null;
  }

  private static void assign(Machine machine, List<String> words) {
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        machine.set(word.substring(0, equals), word.substring(equals + 1));
      }
    }
  }

  private static void set(Machine machine, List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--")) {
        machine.arguments(List.copyOf(words.subList(i + 1, words.size())));
        return;
      }
      if (word.matches("[-+][a-z]*e[a-z]*")) {
        machine.stopOnFailure(word.startsWith("-"));
      }
    }
  }

  private static void changeDirectory(Machine machine, List<String> words) {
    String target = words.isEmpty() ? machine.get("HOME") : words.get(0);
    if (!machine.isDirectory(target)) {
      fault(machine, "cd: can't cd to " + target + ": No such file or directory", 2);
      return;
    }
    machine.directory(machine.path(target));
  }

  private static void waitForChildren(Machine machine) {
    for (Machine child : machine.children()) {
      child.finish(5_000);
      if (child.isBlocked() || !child.isDone()) {
        machine.block();
        return;
      }
      machine.skipTo(child.time());
    }
  }

  private static void read(Machine machine, List<String> words) {
    String line = machine.io().in().line();
    List<String> names = words.stream().filter(word -> !word.startsWith("-")).toList();
    machine.status(line == null ? 1 : 0);
    String rest = line == null ? "" : line.strip();
    for (int i = 0; i < names.size(); i++) {
      int blank = i == names.size() - 1 ? -1 : indexOfBlank(rest);
      machine.set(names.get(i), blank < 0 ? rest : rest.substring(0, blank));
      rest = blank < 0 ? "" : rest.substring(blank).strip();
    }
  }

  private static int indexOfBlank(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isWhitespace(text.charAt(i))) {
        return i;
      }
    }
    return -1;
  }

  private static void echo(Machine machine, List<String> words) {
    boolean newline = true;
    boolean escapes = false;
    int from = 0;
    while (from < words.size() && words.get(from).matches("-[neE]+")) {
      newline &= words.get(from).indexOf('n') < 0;
      escapes |= words.get(from).indexOf('e') >= 0;
      from++;
    }
    String text = String.join(" ", words.subList(from, words.size()));
    machine
        .io()
        .out()
        .write((escapes ? Format.unescape(text) : text) + (newline ? "\n" : ""), machine.time());
  }

  private static void sleep(Machine machine, List<String> words) {
    if (words.isEmpty()) {
      fault(machine, "sleep: missing operand", 1);
      return;
    }
    for (String word : words) {
      if (word.equals("infinity") || word.equals("inf")) {
        machine.block();
      } else if (word.matches("[0-9]*\\.?[0-9]+[smhd]?")) {
        char unit = word.charAt(word.length() - 1);
        String number = Character.isDigit(unit) ? word : word.substring(0, word.length() - 1);
        double seconds =
            Double.parseDouble(number)
                * (unit == 'm' ? 60 : unit == 'h' ? 3600 : unit == 'd' ? 86400 : 1);
        machine.pass(Math.round(Math.min(seconds, 4e9) * 1000));
      } else {
        fault(machine, "sleep: invalid number '" + word + "'", 1);
      }
    }
  }

  /** Only the container's first process can be meant: SIGKILL does not reach it from inside. */
  private static void kill(Machine machine, List<String> words) {
    boolean hard = words.contains("-9") || words.contains("-KILL") || words.contains("-SIGKILL");
    boolean question = words.contains("-0");
    if (words.contains("1") && !hard && !question) {
      machine.process().terminate(machine.time());
    }
  }
}
