package dev.kubarium.kubectl;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonNull;
import dev.kubarium.cluster.object.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * YAML as kubectl prints it: where it quotes, where it folds, and in which order it puts keys.
 *
 * <p>Models: sigs.k8s.io/yaml, which prints with goyaml.v2
 *
 * <p>Left out: keys of more than 128 characters.
 */
final class YamlText {

  /** A space behind this column becomes a line break. */
  private static final int WIDTH = 80;

  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?(\\.[0-9]+|[0-9][0-9_]*(\\.[0-9_]*)?)([eE][-+]?[0-9]+)?|[-+]?0x[0-9a-fA-F_]+|[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?\\.(inf|Inf|INF)"
              + "|\\.(nan|NaN|NAN)|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?");

  private static final Pattern TIME =
      Pattern.compile(
          "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ]\\s*[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\\.[0-9]+)?(Z|[-+][0-9]{1,2}:[0-9]{2})?)?");

  private static final List<String> WORDS =
      List.of(
          "", "~", "null", "Null", "NULL", "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE",
          "on", "On", "ON", "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off",
          "OFF", "<<");

  private final StringBuilder out = new StringBuilder();
  private int column;

  private YamlText() {}

  static String of(Object tree) {
    YamlText text = new YamlText();
    text.block(tree, 0, true);
    if (text.column > 0) {
      text.line();
    }
    return text.out.toString();
  }

  private void write(String text) {
    out.append(text);
    column += text.codePointCount(0, text.length());
  }

  private void line() {
    out.append('\n');
    column = 0;
  }

  private void indent(int depth) {
    write(" ".repeat(depth));
  }

  /** {@code here}: the text goes on in the line it is in (behind a dash, or at the very start). */
  private void block(Object value, int depth, boolean here) {
    if (value instanceof JsonObject object && !object.isEmpty()) {
      boolean first = here;
      List<String> keys = new ArrayList<>(object.keys());
      keys.sort(YamlText::order);
      for (String key : keys) {
        if (!first) {
          if (column > 0) {
            line();
          }
          indent(depth);
        }
        first = false;
        scalar(key, depth, true);
        write(":");
        under(object.get(key), depth);
      }
    } else if (value instanceof JsonArray array && !array.isEmpty()) {
      boolean first = here;
      for (Object item : array) {
        if (!first) {
          if (column > 0) {
            line();
          }
          indent(depth);
        }
        first = false;
        write("-");
        if (isNested(item)) {
          write(" ");
          block(item, depth + 2, true);
        } else {
          leaf(item, depth);
        }
      }
    } else {
      leaf(value, depth);
    }
  }

  private static boolean isNested(Object value) {
    return value instanceof JsonObject object && !object.isEmpty()
        || value instanceof JsonArray array && !array.isEmpty();
  }

  private void under(Object value, int depth) {
    if (value instanceof JsonObject object && !object.isEmpty()) {
      block(value, depth + 2, false);
    } else if (value instanceof JsonArray array && !array.isEmpty()) {
      block(value, depth, false);
    } else {
      leaf(value, depth);
    }
  }

  private void leaf(Object value, int depth) {
    if (column > 0) {
      write(" ");
    }
    switch (value) {
      case JsonObject object -> write("{}");
      case JsonArray array -> write("[]");
      case JsonNull nothing -> write("null");
      case String text -> scalar(text, depth, false);
      default -> write(Json.print(value));
    }
  }

  /** What may be done with a text. */
  private record Traits(boolean plain, boolean single, boolean block) {

    static Traits of(String text) {
      boolean indicators = text.startsWith("---") || text.startsWith("...");
      boolean breaks = false;
      boolean special = false;
      boolean breakSpace = false;
      boolean spaceBreak = false;
      boolean before = true;
      char last = 0;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        boolean after = i + 1 >= text.length() || " \t\n".indexOf(text.charAt(i + 1)) >= 0;
        if (i == 0) {
          indicators |= "#,[]{}&*!|>'\"%@`".indexOf(c) >= 0 || "?:-".indexOf(c) >= 0 && after;
        } else {
          indicators |= c == ':' && after || c == '#' && before;
        }
        breaks |= c == '\n';
        special |=
            c < ' ' && c != '\n' || c == 0x7f || c == 0xfeff || c >= 0x80 && c < 0xa0 && c != 0x85;
        breakSpace |= c == ' ' && last == '\n';
        spaceBreak |= c == '\n' && last == ' ';
        before = " \t\n".indexOf(c) >= 0;
        last = c;
      }
      boolean edges =
          !text.isEmpty() && (" \n".indexOf(text.charAt(0)) >= 0 || " \n".indexOf(last) >= 0);
      boolean bad = spaceBreak || special;
      return new Traits(
          !indicators && !breaks && !edges && !bad, !breakSpace && !bad, !bad && last != ' ');
    }
  }

  private void scalar(String text, int depth, boolean key) {
    Traits traits = Traits.of(text);
    if (text.indexOf('\n') >= 0) {
      if (traits.block() && !key) {
        literal(text, depth);
      } else {
        doubled(text, depth, !key);
      }
    } else if (WORDS.contains(text)
        || NUMBER.matcher(text).matches()
        || TIME.matcher(text).matches()) {
      doubled(text, depth, !key);
    } else if (traits.plain()) {
      folded(text, depth, !key);
    } else if (traits.single()) {
      write("'");
      folded(text.replace("'", "''"), depth, !key);
      write("'");
    } else {
      doubled(text, depth, !key);
    }
  }

  private void folded(String text, int depth, boolean mayBreak) {
    boolean space = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int width = Character.charCount(c);
      boolean next = i + 1 < text.length() && text.charAt(i + 1) == ' ';
      if (c == ' '
          && mayBreak
          && !space
          && column > WIDTH
          && !next
          && i > 0
          && i < text.length() - 1) {
        line();
        indent(depth + 2);
      } else {
        write(text.substring(i, i + width));
      }
      space = c == ' ';
      i += width;
    }
  }

  private void doubled(String text, int depth, boolean mayBreak) {
    write("\"");
    boolean space = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' && mayBreak && !space && column > WIDTH && i > 0 && i < text.length() - 1) {
        line();
        indent(depth + 2);
        if (text.charAt(i + 1) == ' ') {
          write("\\");
        }
        space = true;
        continue;
      }
      space = c == ' ';
      switch (c) {
        case '"' -> write("\\\"");
        case '\\' -> write("\\\\");
        case '\n' -> write("\\n");
        case '\t' -> write("\\t");
        case '\r' -> write("\\r");
        case 0 -> write("\\0");
        case 0x1b -> write("\\e");
        default ->
            write(
                c < ' ' || c == 0x7f
                    ? String.format(java.util.Locale.ROOT, "\\x%02X", (int) c)
                    : "" + c);
      }
    }
    write("\"");
  }

  private void literal(String text, int depth) {
    boolean leading = text.startsWith(" ") || text.startsWith("\n");
    String chomp =
        !text.endsWith("\n") ? "-" : text.endsWith("\n\n") || text.equals("\n") ? "+" : "";
    write("|" + (leading ? "2" : "") + chomp);
    line();
    String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    for (String each : body.split("\n", -1)) {
      if (!each.isEmpty()) {
        indent(depth + 2);
        write(each);
      }
      line();
    }
  }

  /**
   * Keys by their letters, numbers in them by their size; what is no letter comes before letters.
   */
  static int order(String one, String other) {
    int most = Math.min(one.length(), other.length());
    for (int i = 0; i < most; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a == b) {
        continue;
      }
      boolean letterA = Character.isLetter(a);
      boolean letterB = Character.isLetter(b);
      if (letterA && letterB) {
        return a - b;
      }
      if (letterA || letterB) {
        return letterB ? -1 : 1;
      }
      long numberA = 0;
      long numberB = 0;
      if (a == '0' || b == '0') {
        for (int j = i - 1; j >= 0 && Character.isDigit(one.charAt(j)); j--) {
          if (one.charAt(j) != '0') {
            numberA = 1;
            numberB = 1;
            break;
          }
        }
      }
      int endA = i;
      for (; endA < one.length() && Character.isDigit(one.charAt(endA)); endA++) {
        numberA = numberA * 10 + one.charAt(endA) - '0';
      }
      int endB = i;
      for (; endB < other.length() && Character.isDigit(other.charAt(endB)); endB++) {
        numberB = numberB * 10 + other.charAt(endB) - '0';
      }
      return numberA != numberB
          ? Long.compare(numberA, numberB)
          : endA != endB ? endA - endB : a - b;
    }
    return one.length() - other.length();
  }
}
