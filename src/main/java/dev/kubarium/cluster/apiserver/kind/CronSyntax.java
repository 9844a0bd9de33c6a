package dev.kubarium.cluster.apiserver.kind;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether a schedule is one, and what the API says if not.
 *
 * <p>Models: robfig/cron v3, ParseStandard: five fields of numbers, names, ranges, lists and steps,
 * or a descriptor.
 */
final class CronSyntax {

  private record Field(int least, int most, List<String> names) {}

  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
  private static final List<Field> FIELDS =
      List.of(
          new Field(0, 59, List.of()),
          new Field(0, 23, List.of()),
          new Field(1, 31, List.of()),
          new Field(1, 12, MONTHS),
          new Field(0, 6, DAYS));
  private static final List<String> DESCRIPTORS =
      List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
  private static final Pattern EVERY = Pattern.compile("([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h))+");

  private CronSyntax() {}

  /** The first fault in the parser's words, or {@code null}. */
  static String fault(String schedule) {
    if (schedule.isEmpty()) {
      return "empty spec string";
    }
    if (schedule.startsWith("@")) {
      return descriptor(schedule);
    }
    List<String> parts =
        java.util.Arrays.stream(schedule.strip().split("\\s+"))
            .filter(part -> !part.isEmpty())
            .toList();
    if (parts.size() != FIELDS.size()) {
      return "expected exactly 5 fields, found "
          + parts.size()
          + ": ["
          + String.join(" ", parts)
          + "]";
    }
    for (int i = 0; i < parts.size(); i++) {
      for (String range : parts.get(i).split(",")) {
        String fault = range.isEmpty() ? null : range(range, FIELDS.get(i));
        if (fault != null) {
          return fault;
        }
      }
    }
    return null;
  }

  private static String descriptor(String schedule) {
    if (DESCRIPTORS.contains(schedule)) {
      return null;
    }
    if (schedule.startsWith("@every ")) {
      String duration = schedule.substring("@every ".length());
      return EVERY.matcher(duration).matches()
          ? null
          : "failed to parse duration "
              + schedule
              + ": time: invalid duration \""
              + duration
              + "\"";
    }
    return "unrecognized descriptor: " + schedule;
  }

  private static String range(String text, Field field) {
    String[] steps = text.split("/", -1);
    String[] ends = steps[0].split("-", -1);
    if (ends.length > 2) {
      return "too many hyphens: " + text;
    }
    if (steps.length > 2) {
      return "too many slashes: " + text;
    }
    boolean all = ends[0].equals("*") || ends[0].equals("?");
    long first = all ? field.least : 0;
    long last = all ? field.most : 0;
    if (!all) {
      for (String end : ends) {
        String fault = numberFault(end, field);
        if (fault != null) {
          return fault;
        }
      }
      first = number(ends[0], field);
      last = ends.length == 2 ? number(ends[1], field) : steps.length == 2 ? field.most : first;
    }
    if (steps.length == 2) {
      String fault = numberFault(steps[1], new Field(0, 0, List.of()));
      if (fault != null) {
        return fault;
      }
      if (Long.parseLong(steps[1]) == 0) {
        return "step of range should be a positive number: " + text;
      }
    }
    if (first < field.least) {
      return "beginning of range (" + first + ") below minimum (" + field.least + "): " + text;
    }
    if (last > field.most) {
      return "end of range (" + last + ") above maximum (" + field.most + "): " + text;
    }
    if (first > last) {
      return "beginning of range (" + first + ") beyond end of range (" + last + "): " + text;
    }
    return null;
  }

  private static String numberFault(String text, Field field) {
    if (field.names.contains(text.toLowerCase(Locale.ROOT))) {
      return null;
    }
    if (!text.matches("-?[0-9]{1,9}")) {
      return "failed to parse int from "
          + text
          + ": strconv.Atoi: parsing \""
          + text
          + "\": invalid syntax";
    }
    return text.startsWith("-") ? "negative number (" + text + ") not allowed: " + text : null;
  }

  private static long number(String text, Field field) {
    int name = field.names.indexOf(text.toLowerCase(Locale.ROOT));
    return name >= 0 ? name + field.least : Long.parseLong(text);
  }
}
