package dev.kubarium.cluster.image.shell;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** {@code printf} and the formats of {@code date}. */
final class Format {

  private static final DateTimeFormatter PLAIN =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss 'UTC' yyyy", Locale.ENGLISH);

  private Format() {}

  static String unescape(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        plain.append(c);
        continue;
      }
      char next = text.charAt(++i);
      switch (next) {
        case 'n' -> plain.append('\n');
        case 't' -> plain.append('\t');
        case 'r' -> plain.append('\r');
        case '\\' -> plain.append('\\');
        case '0' -> plain.append('\0');
        case 'e' -> plain.append('\u001b');
        default -> plain.append('\\').append(next);
      }
    }
    return plain.toString();
  }

  /** The format is used again as long as there are words for it. */
  static String printf(List<String> words) {
    String format = unescape(words.get(0));
    StringBuilder text = new StringBuilder();
    int next = 1;
    do {
      int before = next;
      for (int i = 0; i < format.length(); i++) {
        char c = format.charAt(i);
        if (c != '%' || i + 1 == format.length()) {
          text.append(c);
          continue;
        }
        int end = i + 1;
        while (end < format.length() && "-+ 0123456789.".indexOf(format.charAt(end)) >= 0) {
          end++;
        }
        String flags = format.substring(i + 1, end);
        char kind = end < format.length() ? format.charAt(end) : '%';
        i = end;
        if (kind == '%') {
          text.append('%');
          continue;
        }
        String word = next < words.size() ? words.get(next) : "";
        next++;
        text.append(one(flags, kind, word));
      }
      if (next == before) {
        break;
      }
    } while (next < words.size() && text.length() < 1 << 16);
    return text.toString();
  }

  private static String one(String flags, char kind, String word) {
    try {
      return switch (kind) {
        case 'd', 'i', 'u' ->
            String.format(
                Locale.ROOT, "%" + flags + "d", word.isEmpty() ? 0 : Long.parseLong(word));
        case 'x', 'X', 'o' ->
            String.format(
                Locale.ROOT, "%" + flags + kind, word.isEmpty() ? 0 : Long.parseLong(word));
        case 'f', 'e', 'g' ->
            String.format(
                Locale.ROOT, "%" + flags + kind, word.isEmpty() ? 0 : Double.parseDouble(word));
        case 'b' -> unescape(word);
        case 'c' -> word.isEmpty() ? "" : word.substring(0, 1);
        default -> String.format(Locale.ROOT, "%" + flags.replace("0", "") + "s", word);
      };
    } catch (IllegalArgumentException none) {
      return word;
    }
  }

  /** {@code format} as for {@code date +…}, or {@code null}. */
  static String date(String format, long at) {
    ZonedDateTime time = Instant.ofEpochMilli(at).atZone(ZoneOffset.UTC);
    if (format == null) {
      return PLAIN.format(time);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        text.append(c);
        continue;
      }
      String pattern =
          switch (format.charAt(++i)) {
            case 'Y' -> "yyyy";
            case 'y' -> "yy";
            case 'm' -> "MM";
            case 'd' -> "dd";
            case 'e' -> "ppd";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'N' -> "nnnnnnnnn";
            case 'F' -> "yyyy-MM-dd";
            case 'T' -> "HH:mm:ss";
            case 'R' -> "HH:mm";
            case 'D' -> "MM/dd/yy";
            case 'a' -> "EEE";
            case 'A' -> "EEEE";
            case 'b', 'h' -> "MMM";
            case 'B' -> "MMMM";
            case 'j' -> "DDD";
            case 'p' -> "a";
            case 'Z' -> "'UTC'";
            case 'z' -> "'+0000'";
            case 'c' -> "EEE MMM ppd HH:mm:ss yyyy";
            case 's' -> "'" + at / 1000 + "'";
            default -> "'%" + format.charAt(i) + "'";
          };
      text.append(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time));
    }
    return text.toString();
  }
}
