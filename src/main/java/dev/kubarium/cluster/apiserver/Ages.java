package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.object.Timestamps;

/**
 * Durations as kubectl prints them: two units at most, coarser with age.
 *
 * <p>Models: apimachinery pkg/util/duration
 */
public final class Ages {

  private Ages() {}

  /**
   * {@code 90s}, {@code 5m30s}, {@code 12m}, {@code 3h5m}, {@code 2d}; {@code <unknown>} where
   * there is no time.
   */
  public static String since(String timestamp, long now) {
    return timestamp == null || timestamp.isEmpty()
        ? "<unknown>"
        : of(now - Timestamps.parse(timestamp));
  }

  /** {@code millis} as kubectl prints it. */
  public static String of(long millis) {
    long seconds = Math.floorDiv(millis, 1000);
    if (seconds < -1) {
      return "<invalid>";
    }
    if (seconds < 0) {
      return "0s";
    }
    if (seconds < 120) {
      return seconds + "s";
    }
    long minutes = seconds / 60;
    if (minutes < 10) {
      return seconds % 60 == 0 ? minutes + "m" : minutes + "m" + seconds % 60 + "s";
    }
    if (minutes < 180) {
      return minutes + "m";
    }
    long hours = seconds / 3600;
    if (hours < 8) {
      return minutes % 60 == 0 ? hours + "h" : hours + "h" + minutes % 60 + "m";
    }
    if (hours < 48) {
      return hours + "h";
    }
    long days = hours / 24;
    if (days < 8) {
      return hours % 24 == 0 ? days + "d" : days + "d" + hours % 24 + "h";
    }
    if (days < 365 * 2) {
      return days + "d";
    }
    long years = days / 365;
    if (years < 8) {
      return days % 365 == 0 ? years + "y" : years + "y" + days % 365 + "d";
    }
    return years + "y";
  }
}
