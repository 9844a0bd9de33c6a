package dev.kubarium.cluster.object;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Virtual time as the API writes it: RFC 3339 in UTC, whole seconds; microseconds where a field is
 * a MicroTime.
 */
public final class Timestamps {

  private static final DateTimeFormatter MICRO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** A second and its text; many things are written in the same second, and share it. */
  private record Written(long second, String text) {}

  private static volatile Written last = new Written(0, Instant.EPOCH.toString());

  private Timestamps() {}

  /**
   * {@code 2026-01-01T08:00:00Z}; {@code millis} since the epoch, rounded down to whole seconds.
   */
  public static String format(long millis) {
    long second = Math.floorDiv(millis, 1000L);
    Written known = last;
    if (known.second != second) {
      known = new Written(second, Instant.ofEpochSecond(second).toString());
      last = known;
    }
    return known.text;
  }

  public static String formatMicro(long millis) {
    return MICRO.format(Instant.ofEpochMilli(millis));
  }

  /** Milliseconds since the epoch; 0 where the text is {@code null} or empty. */
  public static long parse(String text) {
    return text == null || text.isEmpty() ? 0 : Instant.parse(text).toEpochMilli();
  }
}
