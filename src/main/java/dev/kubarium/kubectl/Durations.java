package dev.kubarium.kubectl;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 1h30m}, {@code 500ms}. */
final class Durations {

  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)");

  private Durations() {}

  static long millis(String text) {
    if (text.matches("-?[0-9]+")) {
      return Long.parseLong(text) * 1_000;
    }
    Matcher part = PART.matcher(text);
    double millis = 0;
    int end = 0;
    while (part.find() && part.start() == end) {
      end = part.end();
      millis +=
          Double.parseDouble(part.group(1))
              * switch (part.group(2)) {
                case "ms" -> 1;
                case "s" -> 1_000;
                case "m" -> 60_000;
                default -> 3_600_000;
              };
    }
    if (end != text.length()) {
      throw new KubectlException("error: time: invalid duration \"" + text + "\"");
    }
    return (long) millis;
  }
}
