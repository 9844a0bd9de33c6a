package dev.kubarium.kubectl;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * kubectl's JSONPath templates: {@code {.items[*].metadata.name}}, {@code {range …}{end}}, filters,
 * slices, quoted text.
 *
 * <p>Models: client-go util/jsonpath
 *
 * <p>Left out: unions of names.
 */
final class JsonPath {

  private static final Pattern FILTER =
      Pattern.compile(
          "^\\?\\(\\s*@((?:\\.[^=!<>\\s]+)?)\\s*(?:(==|!=|<=|>=|<|>)\\s*(.+?))?\\s*\\)$");

  private JsonPath() {}

  /** The text of a template over a tree. */
  static String print(String template, Object tree) {
    StringBuilder out = new StringBuilder();
    render(parts(template), 0, tree, out);
    return out.toString();
  }

  /** The values at a path such as {@code .spec.nodeName} or {@code {.spec.nodeName}}. */
  static List<Object> find(String path, Object tree) {
    String bare =
        path.startsWith("{") && path.endsWith("}") ? path.substring(1, path.length() - 1) : path;
    return values(
        bare.startsWith(".") || bare.startsWith("[") || bare.startsWith("$") ? bare : "." + bare,
        tree);
  }

  /** Texts as they are, actions with their braces. */
  private static List<String> parts(String template) {
    List<String> parts = new ArrayList<>();
    int at = 0;
    while (at < template.length()) {
      int open = template.indexOf('{', at);
      if (open < 0) {
        parts.add(template.substring(at));
        break;
      }
      if (open > at) {
        parts.add(template.substring(at, open));
      }
      int close = closing(template, open);
      if (close < 0) {
        throw new KubectlException(
            "error: error parsing jsonpath " + template + ", unclosed action");
      }
      parts.add(template.substring(open, close + 1));
      at = close + 1;
    }
    return parts;
  }

  private static int closing(String template, int open) {
    char quote = 0;
    for (int i = open + 1; i < template.length(); i++) {
      char c = template.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '}') {
        return i;
      }
    }
    return -1;
  }

  /** Renders until the end of the range it stands in; answers the index behind it. */
  private static int render(List<String> parts, int from, Object here, StringBuilder out) {
    int i = from;
    while (i < parts.size()) {
      String part = parts.get(i);
      if (!part.startsWith("{")) {
        out.append(part);
        i++;
        continue;
      }
      String action = part.substring(1, part.length() - 1).strip();
      if (action.equals("end")) {
        return i + 1;
      }
      if (action.startsWith("range ")) {
        int behind = skip(parts, i + 1);
        for (Object each : values(action.substring(6).strip(), here)) {
          render(parts, i + 1, each, out);
        }
        i = behind;
        continue;
      }
      if (action.startsWith("\"") || action.startsWith("'")) {
        out.append(unescaped(action.substring(1, action.length() - 1)));
      } else {
        List<String> texts = new ArrayList<>();
        values(action, here).forEach(value -> texts.add(text(value)));
        out.append(String.join(" ", texts));
      }
      i++;
    }
    return i;
  }

  private static int skip(List<String> parts, int from) {
    int depth = 1;
    for (int i = from; i < parts.size(); i++) {
      String part = parts.get(i).replace(" ", "");
      depth += part.startsWith("{range") ? 1 : part.equals("{end}") ? -1 : 0;
      if (depth == 0) {
        return i + 1;
      }
    }
    return parts.size();
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n").replace("\\t", "\t").replace("\\\"", "\"");
  }

  static String text(Object value) {
    return value instanceof String text ? text : Json.print(value);
  }

  private static List<Object> values(String path, Object tree) {
    List<Object> here = new ArrayList<>();
    here.add(tree);
    int i = path.startsWith("$") || path.startsWith("@") ? 1 : 0;
    while (i < path.length()) {
      char c = path.charAt(i);
      if (c == '.') {
        boolean deep = i + 1 < path.length() && path.charAt(i + 1) == '.';
        int start = i + (deep ? 2 : 1);
        StringBuilder name = new StringBuilder();
        int j = start;
        while (j < path.length() && path.charAt(j) != '.' && path.charAt(j) != '[') {
          if (path.charAt(j) == '\\' && j + 1 < path.length()) {
            j++;
          }
          name.append(path.charAt(j++));
        }
        here = name.isEmpty() ? here : named(here, name.toString(), deep);
        i = j;
      } else if (c == '[') {
        int close = path.indexOf(']', i);
        int filter = path.startsWith("[?(", i) ? path.indexOf(")]", i) : -1;
        if (filter >= 0) {
          close = filter + 1;
        }
        if (close < 0) {
          throw new KubectlException(
              "error: error parsing jsonpath {" + path + "}, unterminated array");
        }
        here = indexed(here, path.substring(i + 1, close));
        i = close + 1;
      } else {
        throw new KubectlException(
            "error: error parsing jsonpath {"
                + path
                + "}, unrecognized character in action: U+"
                + String.format(java.util.Locale.ROOT, "%04X '%c'", (int) c, c));
      }
    }
    return here;
  }

  private static List<Object> named(List<Object> here, String name, boolean deep) {
    List<Object> found = new ArrayList<>();
    for (Object each : here) {
      if (name.equals("*")) {
        children(each, found);
      } else if (each instanceof JsonObject object && object.has(name)) {
        found.add(object.get(name));
      }
      if (deep) {
        List<Object> below = new ArrayList<>();
        children(each, below);
        found.addAll(named(below, name, true));
      }
    }
    return found;
  }

  private static void children(Object value, List<Object> into) {
    if (value instanceof JsonObject object) {
      object.forEach((key, part) -> into.add(part));
    } else if (value instanceof JsonArray array) {
      array.forEach(into::add);
    }
  }

  private static List<Object> indexed(List<Object> here, String index) {
    List<Object> found = new ArrayList<>();
    Matcher filter = FILTER.matcher(index);
    for (Object each : here) {
      if (index.startsWith("'") || index.startsWith("\"")) {
        found.addAll(named(List.of(each), index.substring(1, index.length() - 1), false));
      } else if (index.equals("*")) {
        children(each, found);
      } else if (filter.matches() && each instanceof JsonArray array) {
        for (Object item : array) {
          if (passes(item, filter.group(1), filter.group(2), filter.group(3))) {
            found.add(item);
          }
        }
      } else if (each instanceof JsonArray array && index.matches("-?[0-9]{1,6}(,-?[0-9]{1,6})*")) {
        for (String number : index.split(",")) {
          int at = Integer.parseInt(number);
          int real = at < 0 ? array.size() + at : at;
          if (real >= 0 && real < array.size()) {
            found.add(array.get(real));
          }
        }
      } else if (each instanceof JsonArray array && index.matches("-?[0-9]{0,6}:-?[0-9]{0,6}")) {
        String[] ends = index.split(":", -1);
        int start = ends[0].isEmpty() ? 0 : Integer.parseInt(ends[0]);
        int end = ends[1].isEmpty() ? array.size() : Integer.parseInt(ends[1]);
        start = start < 0 ? array.size() + start : start;
        end = end < 0 ? array.size() + end : Math.min(end, array.size());
        for (int i = Math.max(0, start); i < end; i++) {
          found.add(array.get(i));
        }
      }
    }
    return found;
  }

  private static boolean passes(Object item, String path, String operator, String wanted) {
    List<Object> values = values(path, item);
    if (operator == null) {
      return !values.isEmpty();
    }
    if (values.isEmpty()) {
      return false;
    }
    String text = text(values.get(0));
    String bare =
        wanted.matches("^(['\"]).*\\1$") ? wanted.substring(1, wanted.length() - 1) : wanted;
    return switch (operator) {
      case "==" -> text.equals(bare);
      case "!=" -> !text.equals(bare);
      default -> {
        if (!text.matches("-?[0-9]+(\\.[0-9]+)?") || !bare.matches("-?[0-9]+(\\.[0-9]+)?")) {
          yield false;
        }
        int order = Double.compare(Double.parseDouble(text), Double.parseDouble(bare));
        yield switch (operator) {
          case "<" -> order < 0;
          case ">" -> order > 0;
          case "<=" -> order <= 0;
          default -> order >= 0;
        };
      }
    };
  }
}
