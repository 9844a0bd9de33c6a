package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.object.Timestamps;

/**
 * From the whole seconds that a status keeps back to moments.
 *
 * <p>Whatever a kubelet plans is planned from times that stand in the object, never from what it
 * remembers, so that a restored cluster plans the same. A time in a status was rounded down; half a
 * second is added to be right on average, and every delay drawn from it is longer than the half
 * second that may be missing.
 */
final class Moments {

  private static final long ROUNDED = 500;

  private Moments() {}

  static long of(String timestamp) {
    return Timestamps.parse(timestamp) + ROUNDED;
  }

  /** {@code 10s}, {@code 2m40s}, as Go prints a duration of whole seconds. */
  static String seconds(long millis) {
    long seconds = millis / 1000;
    return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
  }

  /** {@code 1.234s}, {@code 412ms}, as Go prints a duration. */
  static String exact(long millis) {
    if (millis < 1000) {
      return millis + "ms";
    }
    String fraction =
        String.format(java.util.Locale.ROOT, "%03d", millis % 1000).replaceFirst("0+$", "");
    String rest = millis / 1000 % 60 + (fraction.isEmpty() ? "" : "." + fraction) + "s";
    return millis < 60_000 ? rest : millis / 60_000 + "m" + rest;
  }

  /** The other way round; 0 where the text is none. */
  static long parse(String duration) {
    long millis = 0;
    long number = 0;
    for (int i = 0; i < duration.length(); i++) {
      char c = duration.charAt(i);
      if (Character.isDigit(c)) {
        number = number * 10 + (c - '0');
      } else {
        millis += number * (c == 'm' ? 60_000 : 1_000);
        number = 0;
      }
    }
    return millis;
  }
}
