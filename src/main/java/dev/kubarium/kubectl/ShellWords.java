package dev.kubarium.kubectl;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * The words of a shell that one needs around kubectl: {@code ls}, {@code cat}, {@code grep} and a
 * few more.
 */
final class ShellWords {

  private ShellWords() {}

  static Output run(List<String> words, TerminalContext context) {
    List<String> rest = words.subList(1, words.size());
    return switch (words.get(0)) {
      case "kubectl", "k" -> Kubectl.kubectl(rest, context);
      case "ls" ->
          Output.of(
              context.fileNames().stream().map(name -> name + "\n").collect(Collectors.joining()));
      case "cat" -> cat(rest, context);
      case "echo" -> Output.of(String.join(" ", rest) + "\n");
      case "rm" -> {
        rest.forEach(context::remove);
        yield Output.NOTHING;
      }
      case "grep" -> grep(rest, context.input());
      case "head", "tail" -> ends(words.get(0).equals("head"), rest, context.input());
      case "wc" -> Output.of(context.input().lines().count() + "\n");
      case "sort" ->
          Output.of(
              context
                  .input()
                  .lines()
                  .sorted()
                  .map(line -> line + "\n")
                  .collect(Collectors.joining()));
      case "clear" -> Output.of("\u001b[H\u001b[2J");
      case "pwd" -> Output.of("/home/learner\n");
      case "true", "sleep" -> Output.NOTHING;
      case "watch" -> watch(rest, context);
      case "help" ->
          Output.of("kubectl, ls, cat, echo, rm, grep, head, tail, wc, sort, watch, clear, help\n");
      default ->
          new Output("", "bash: " + words.get(0) + ": command not found\n", 127, Optional.empty());
    };
  }

  private static Output cat(List<String> names, TerminalContext context) {
    if (names.isEmpty() || names.equals(List.of("-"))) {
      return Output.of(context.input());
    }
    Output all = Output.NOTHING;
    for (String name : names) {
      String text = context.file(name);
      all =
          all.then(
              text == null
                  ? Output.error("cat: " + name + ": No such file or directory")
                  : Output.of(text.endsWith("\n") ? text : text + "\n"));
    }
    return all;
  }

  private static Output grep(List<String> words, String input) {
    boolean inverted = false;
    boolean small = false;
    boolean count = false;
    String pattern = null;
    for (String word : words) {
      if (word.startsWith("-") && pattern == null) {
        inverted |= word.contains("v");
        small |= word.contains("i");
        count |= word.contains("c");
      } else if (pattern == null) {
        pattern = word;
      }
    }
    if (pattern == null) {
      return new Output("", "Usage: grep [OPTION]... PATTERNS [FILE]...\n", 2, Optional.empty());
    }
    try {
      Predicate<String> found =
          Pattern.compile(pattern, small ? Pattern.CASE_INSENSITIVE : 0).asPredicate();
      List<String> lines = input.lines().filter(inverted ? found.negate() : found).toList();
      String out =
          count
              ? lines.size() + "\n"
              : lines.stream().map(line -> line + "\n").collect(Collectors.joining());
      return new Output(out, "", lines.isEmpty() ? 1 : 0, Optional.empty());
    } catch (PatternSyntaxException broken) {
      return new Output("", "grep: " + broken.getDescription() + "\n", 2, Optional.empty());
    }
  }

  private static Output ends(boolean head, List<String> words, String input) {
    long count = 10;
    for (String word : words) {
      String number = word.replaceAll("^-n?", "");
      if (number.matches("[0-9]{1,6}")) {
        count = Long.parseLong(number);
      }
    }
    List<String> lines = input.lines().toList();
    int most = (int) Math.min(count, lines.size());
    List<String> kept =
        head ? lines.subList(0, most) : lines.subList(lines.size() - most, lines.size());
    return Output.of(kept.stream().map(line -> line + "\n").collect(Collectors.joining()));
  }

  /** The command again each time the cluster changed; the screen is cleared before. */
  private static Output watch(List<String> words, TerminalContext context) {
    List<String> command =
        words.size() > 1 && words.get(0).equals("-n") ? words.subList(2, words.size()) : words;
    if (command.isEmpty() || command.get(0).equals("watch")) {
      return new Output("", "Usage: watch [options] command\n", 1, Optional.empty());
    }
    String[] shown = {screen(command, context)};
    return Output.following(
        shown[0],
        () -> {
          String now = screen(command, context);
          if (now.equals(shown[0])) {
            return Follow.Step.NOTHING;
          }
          shown[0] = now;
          return Follow.Step.more(now);
        });
  }

  private static String screen(List<String> command, TerminalContext context) {
    Output output = run(command, context);
    return "\u001b[H\u001b[2J"
        + "Every 2.0s: "
        + String.join(" ", command)
        + "\n\n"
        + output.out()
        + output.err();
  }
}
