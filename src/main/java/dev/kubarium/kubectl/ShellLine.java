package dev.kubarium.kubectl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A line as a shell takes it apart: quotes, {@code &&}, {@code ;}, pipes, {@code >} into a file,
 * here-documents; and the few words besides kubectl that one types around it.
 *
 * <p>Left out: variables, globbing, loops.
 */
final class ShellLine {

  /** The value of a token that is an operator and no word: it cannot be typed. */
  private static final char OPERATOR = '\u0000';

  private ShellLine() {}

  static Output run(String line, TerminalContext context) {
    Output all = Output.NOTHING;
    try {
      String text = line;
      String document = "";
      int here = line.indexOf("<<");
      int newline = line.indexOf('\n');
      if (here >= 0 && newline > here) {
        String mark = line.substring(here + 2, newline).strip().split("[\\s|;&>]")[0];
        String word = mark.replaceAll("^-|['\"]", "");
        int end = line.indexOf("\n" + word, newline);
        document = line.substring(newline + 1, end < 0 ? line.length() : end + 1);
        text =
            line.substring(0, here)
                + line.substring(
                    here + 2 + line.substring(here + 2).indexOf(mark) + mark.length(), newline);
      }
      List<List<String>> commands = new ArrayList<>();
      List<String> operators = new ArrayList<>();
      split(tokens(text), commands, operators);
      context.setInput(document);
      boolean skip = false;
      for (int i = 0; i < commands.size(); i++) {
        if (!skip) {
          all = all.then(pipeline(commands.get(i), context));
        }
        String next = i < operators.size() ? operators.get(i) : ";";
        skip = next.equals("&&") && all.exitCode() != 0 || next.equals("||") && all.exitCode() == 0;
        context.setInput("");
        if (all.follow().isPresent()) {
          break;
        }
      }
      return all;
    } catch (KubectlException refused) {
      return all.then(
          new Output("", refused.getMessage() + "\n", refused.exitCode(), Optional.empty()));
    }
  }

  private static List<String> tokens(String line) {
    List<String> tokens = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean open = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        char next = line.charAt(++i);
        if (next != '\n') {
          word.append(next);
          open = true;
        }
      } else if (c == '\'' || c == '"') {
        int end = i + 1;
        while (end < line.length() && line.charAt(end) != c) {
          if (c == '"'
              && line.charAt(end) == '\\'
              && end + 1 < line.length()
              && "\"\\$`".indexOf(line.charAt(end + 1)) >= 0) {
            end++;
          }
          word.append(line.charAt(end++));
        }
        if (end >= line.length()) {
          throw new KubectlException(
              "bash: unexpected EOF while looking for matching `" + c + "'", 2);
        }
        open = true;
        i = end;
      } else if (c == '#' && !open) {
        int end = line.indexOf('\n', i);
        i = end < 0 ? line.length() : end - 1;
      } else if (Character.isWhitespace(c)) {
        open = flush(tokens, word, open);
        if (c == '\n') {
          tokens.add(OPERATOR + ";");
        }
      } else if ("|;&>".indexOf(c) >= 0) {
        open = flush(tokens, word, open);
        boolean twice = i + 1 < line.length() && line.charAt(i + 1) == c;
        tokens.add(OPERATOR + (twice ? "" + c + c : "" + c));
        i += twice ? 1 : 0;
      } else {
        word.append(c);
        open = true;
      }
    }
    flush(tokens, word, open);
    return tokens;
  }

  private static boolean flush(List<String> tokens, StringBuilder word, boolean open) {
    if (open) {
      tokens.add(word.toString());
      word.setLength(0);
    }
    return false;
  }

  private static void split(
      List<String> tokens, List<List<String>> commands, List<String> operators) {
    List<String> here = new ArrayList<>();
    for (String token : tokens) {
      if (token.equals(OPERATOR + ";")
          || token.equals(OPERATOR + "&&")
          || token.equals(OPERATOR + "||")
          || token.equals(OPERATOR + "&")) {
        if (!here.isEmpty()) {
          commands.add(here);
          operators.add(token.substring(1));
          here = new ArrayList<>();
        }
      } else {
        here.add(token);
      }
    }
    if (!here.isEmpty()) {
      commands.add(here);
    }
  }

  private static Output pipeline(List<String> tokens, TerminalContext context) {
    List<List<String>> stages = new ArrayList<>();
    stages.add(new ArrayList<>());
    String target = null;
    boolean append = false;
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      if (token.equals(OPERATOR + "|")) {
        stages.add(new ArrayList<>());
      } else if (token.equals(OPERATOR + ">") || token.equals(OPERATOR + ">>")) {
        append = token.endsWith(">>");
        if (i + 1 >= tokens.size()) {
          throw new KubectlException("bash: syntax error near unexpected token `newline'", 2);
        }
        target = tokens.get(++i);
      } else {
        stages.getLast().add(token);
      }
    }
    Output output = Output.NOTHING;
    String errors = "";
    for (int i = 0; i < stages.size(); i++) {
      if (i > 0) {
        context.setInput(output.out());
      }
      if (stages.get(i).isEmpty()) {
        throw new KubectlException("bash: syntax error near unexpected token `|'", 2);
      }
      output = ShellWords.run(stages.get(i), context);
      errors += output.err();
    }
    String out = output.out();
    if (target != null && !target.equals("/dev/null")) {
      String before = append && context.file(target) != null ? context.file(target) : "";
      context.write(target, before + out);
    }
    return new Output(target == null ? out : "", errors, output.exitCode(), output.follow());
  }
}
