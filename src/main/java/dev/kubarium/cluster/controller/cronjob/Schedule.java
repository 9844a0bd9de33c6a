package dev.kubarium.cluster.controller.cronjob;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The times of a schedule: {@code minute hour day-of-month month day-of-week}, {@code @hourly} and
 * its like, or {@code @every 90m}. Where both days are restricted, either is enough.
 *
 * <p>Models: github.com/robfig/cron v3, which upstream uses
 */
final class Schedule {

  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ns|us|ms|s|m|h)");
  private static final int YEARS = 5;

  private final ZoneId zone;
  private final long everyMillis;
  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet days;
  private final BitSet months;
  private final BitSet weekdays;
  private final boolean eitherDay;

  private Schedule(ZoneId zone, long everyMillis, String[] fields) {
    this.zone = zone;
    this.everyMillis = everyMillis;
    this.minutes = field(fields[0], 0, 59, List.of());
    this.hours = field(fields[1], 0, 23, List.of());
    this.days = field(fields[2], 1, 31, List.of());
    this.months = field(fields[3], 1, 12, MONTHS);
    this.weekdays = field(fields[4], 0, 6, DAYS);
    this.eitherDay = !isAny(fields[2]) && !isAny(fields[4]);
  }

  /** Throws IllegalArgumentException for what the API server would have refused. */
  static Schedule of(String text, ZoneId zone) {
    if (text.startsWith("@every ")) {
      return new Schedule(
          zone, duration(text.substring("@every ".length())), "* * * * *".split(" "));
    }
    String spelt =
        switch (text.strip()) {
          case "@yearly", "@annually" -> "0 0 1 1 *";
          case "@monthly" -> "0 0 1 * *";
          case "@weekly" -> "0 0 * * 0";
          case "@daily", "@midnight" -> "0 0 * * *";
          case "@hourly" -> "0 * * * *";
          default -> text.strip();
        };
    String[] fields = spelt.split("\\s+");
    if (fields.length != 5) {
      throw new IllegalArgumentException("expected exactly 5 fields: " + text);
    }
    return new Schedule(zone, 0, fields);
  }

  /** {@code 1h30m} is 5,400,000; less than a second is a second. */
  private static long duration(String text) {
    long millis = 0;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      long unit =
          switch (part.group(2)) {
            case "h" -> 3_600_000;
            case "m" -> 60_000;
            case "s" -> 1000;
            case "ms" -> 1;
            default -> 0;
          };
      millis += new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)).longValue();
    }
    return Math.max(1000, millis / 1000 * 1000);
  }

  private static boolean isAny(String field) {
    return field.startsWith("*") || field.startsWith("?");
  }

  private static BitSet field(String text, int least, int most, List<String> names) {
    BitSet bits = new BitSet();
    for (String range : text.split(",")) {
      String[] steps = range.split("/");
      String[] ends = steps[0].split("-");
      boolean any = isAny(ends[0]);
      int first = any ? least : number(ends[0], least, names);
      int last =
          any || ends.length == 1 && steps.length == 2
              ? most
              : number(ends[ends.length - 1], least, names);
      int step = steps.length == 2 ? Integer.parseInt(steps[1]) : 1;
      for (int i = first; i <= last; i += step) {
        bits.set(i);
      }
    }
    return bits;
  }

  private static int number(String text, int least, List<String> names) {
    int named = names.indexOf(text.toLowerCase(Locale.ROOT));
    return named >= 0 ? named + least : Integer.parseInt(text);
  }

  /**
   * The first time after this one, in milliseconds since the epoch; {@code Long.MAX_VALUE} where
   * there is none.
   */
  long next(long after) {
    if (everyMillis > 0) {
      return after / 1000 * 1000 + everyMillis;
    }
    ZonedDateTime time =
        Instant.ofEpochMilli(after).atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    ZonedDateTime end = time.plusYears(YEARS);
    while (time.isBefore(end)) {
      if (!months.get(time.getMonthValue())) {
        time = time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
      } else if (!isDay(time)) {
        time = time.truncatedTo(ChronoUnit.DAYS).plusDays(1);
      } else if (!hours.get(time.getHour())) {
        time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
      } else if (!minutes.get(time.getMinute())) {
        time = time.plusMinutes(1);
      } else {
        return time.toInstant().toEpochMilli();
      }
    }
    return Long.MAX_VALUE;
  }

  private boolean isDay(ZonedDateTime time) {
    boolean ofMonth = days.get(time.getDayOfMonth());
    boolean ofWeek = weekdays.get(time.getDayOfWeek().getValue() % 7);
    return eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
  }

  /**
   * The times that were missed.
   *
   * @param latest the last of them, or -1
   * @param count how many
   */
  record Missed(long latest, long count) {}

  /** The times after {@code since} up to {@code now}. */
  Missed missed(long since, long now) {
    long latest = -1;
    long count = 0;
    for (long time = next(since); time <= now; time = next(time)) {
      latest = time;
      count++;
    }
    return new Missed(latest, count);
  }
}
