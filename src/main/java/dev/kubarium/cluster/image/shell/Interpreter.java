package dev.kubarium.cluster.image.shell;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code python -c}, {@code node -e} and their like do: texts that are printed, pauses, exits.
 * Left out: everything else of those languages.
 */
final class Interpreter {

  private static final Pattern STATEMENT =
      Pattern.compile(
          "(?:print|console\\.log|puts)\\s*\\(?\\s*f?(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'((?:[^'\\\\]|\\\\.)*)')"
              + "|sleep\\(\\s*([0-9.]+)\\s*\\)"
              + "|exit\\(\\s*([0-9]+)\\s*\\)"
              + "|(raise |throw )");

  private Interpreter() {}

  static int run(Machine machine, List<String> words) {
    int code = words.indexOf("-c") >= 0 ? words.indexOf("-c") : words.indexOf("-e");
    if (words.contains("--version") || words.contains("-V")) {
      return Tools.say(machine, machine.process().setup().tag() + "\n");
    }
    if (code < 0 || code + 1 >= words.size()) {
      List<String> files = Tools.plain(words);
      return files.isEmpty() || machine.read(files.get(0)) != null
          ? 0
          : Tools.fail(
              machine,
              "can't open file '"
                  + machine.path(files.get(0))
                  + "': [Errno 2] No such file or directory",
              2);
    }
    String program = words.get(code + 1);
    Matcher statements = STATEMENT.matcher(program);
    boolean endless = program.contains("while True") || program.contains("while(true)");
    while (statements.find()) {
      if (statements.group(1) != null || statements.group(2) != null) {
        Tools.say(
            machine,
            Format.unescape(statements.group(1) != null ? statements.group(1) : statements.group(2))
                + "\n");
      } else if (statements.group(3) != null) {
        machine.pass(Math.round(Double.parseDouble(statements.group(3)) * 1000));
      } else if (statements.group(4) != null) {
        return Integer.parseInt(statements.group(4)) & 0xff;
      } else {
        return Tools.fail(
            machine,
            "Traceback (most recent call last):\n  File \"<string>\", line 1, in <module>",
            1);
      }
    }
    if (endless) {
      machine.block();
    }
    return 0;
  }
}
