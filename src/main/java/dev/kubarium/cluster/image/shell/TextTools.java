package dev.kubarium.cluster.image.shell;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * {@code sed} with {@code s///} and {@code d}, {@code awk} with one {@code print}, {@code base64}.
 */
final class TextTools {

  private static final Pattern SUBSTITUTION =
      Pattern.compile("s(.)(.*?)(?<!\\\\)\\1(.*?)(?<!\\\\)\\1([gi]*)", Pattern.DOTALL);
  private static final Pattern DELETION = Pattern.compile("/(.*)/d");
  private static final Pattern PRINT =
      Pattern.compile("\\s*(?:/(.*)/)?\\s*\\{\\s*print\\s*(.*?)\\s*;?\\s*}\\s*");

  private TextTools() {}

  static int sed(Machine machine, List<String> words) {
    List<String> plain = Tools.plain(words);
    if (plain.isEmpty()) {
      return Tools.fail(machine, "sed: missing script", 1);
    }
    String text = Tools.input(machine, "sed", plain.subList(1, plain.size()));
    if (text == null) {
      return 1;
    }
    String script = plain.get(0);
    Matcher substitution = SUBSTITUTION.matcher(script);
    Matcher deletion = DELETION.matcher(script);
    boolean substitutes = substitution.matches();
    if (!substitutes && !deletion.matches()) {
      return Tools.fail(machine, "sed: unsupported command " + script, 1);
    }
    try {
      List<String> out = new ArrayList<>();
      Pattern pattern =
          substitutes
              ? Pattern.compile(
                  substitution.group(2),
                  substitution.group(4).contains("i") ? Pattern.CASE_INSENSITIVE : 0)
              : Pattern.compile(deletion.group(1));
      for (String line : Tools.lines(text)) {
        Matcher found = pattern.matcher(line);
        if (substitutes) {
          String replacement =
              substitution
                  .group(3)
                  .replace("$", "\\$")
                  .replace("&", "$0")
                  .replaceAll("\\\\([1-9])", "\\$$1");
          out.add(
              substitution.group(4).contains("g")
                  ? found.replaceAll(replacement)
                  : found.replaceFirst(replacement));
        } else if (!found.find()) {
          out.add(line);
        }
      }
      if (Tools.has(words, 'i') && plain.size() > 1) {
        machine.write(plain.get(1), String.join("\n", out) + "\n");
        return 0;
      }
      return Tools.sayLines(machine, out);
    } catch (PatternSyntaxException | IndexOutOfBoundsException wrong) {
      return Tools.fail(machine, "sed: bad regex", 1);
    }
  }

  static int awk(Machine machine, List<String> words) {
    String separator = null;
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith("-F")) {
        separator =
            word.length() > 2 ? word.substring(2) : i + 1 < words.size() ? words.get(++i) : null;
      } else {
        rest.add(word);
      }
    }
    Matcher program = PRINT.matcher(rest.isEmpty() ? "" : rest.get(0));
    if (!program.matches()) {
      return Tools.fail(machine, "awk: only { print … } is understood here", 2);
    }
    String text = Tools.input(machine, "awk", rest.subList(1, rest.size()));
    if (text == null) {
      return 2;
    }
    List<String> out = new ArrayList<>();
    for (String line : Tools.lines(text)) {
      if (program.group(1) == null || Pattern.compile(program.group(1)).matcher(line).find()) {
        String[] fields =
            separator == null
                ? line.strip().split("\\s+")
                : line.split(Pattern.quote(separator), -1);
        out.add(printed(program.group(2), line, fields));
      }
    }
    return Tools.sayLines(machine, out);
  }

  private static String printed(String expression, String line, String[] fields) {
    if (expression.isBlank()) {
      return line;
    }
    StringBuilder text = new StringBuilder();
    for (String item : expression.split("\\s*,\\s*")) {
      text.append(text.isEmpty() ? "" : " ");
      Matcher parts = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|\\$(NF|[0-9]+)|NF").matcher(item);
      while (parts.find()) {
        if (parts.group(1) != null) {
          text.append(Format.unescape(parts.group(1)));
        } else if (parts.group(2) == null) {
          text.append(fields.length);
        } else {
          int field =
              parts.group(2).equals("NF") ? fields.length : Integer.parseInt(parts.group(2));
          text.append(field == 0 ? line : field <= fields.length ? fields[field - 1] : "");
        }
      }
    }
    return text.toString();
  }

  static int base64(Machine machine, List<String> words) {
    String text = Tools.input(machine, "base64", Tools.plain(words));
    if (text == null) {
      return 1;
    }
    if (!Tools.has(words, 'd') && !words.contains("--decode")) {
      return Tools.say(
          machine,
          Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "\n");
    }
    try {
      return Tools.say(
          machine,
          new String(Base64.getMimeDecoder().decode(text.strip()), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException wrong) {
      return Tools.fail(machine, "base64: invalid input", 1);
    }
  }
}
