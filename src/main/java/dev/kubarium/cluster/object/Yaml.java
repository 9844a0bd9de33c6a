package dev.kubarium.cluster.object;

import java.io.StringReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML to trees and back, as kubectl reads and writes it: YAML 1.1 ({@code yes} is true, {@code
 * 0644} is octal), but neither dates nor sexagesimal numbers.
 */
public final class Yaml {

  /** The most characters that are read. */
  public static final int MOST_CHARACTERS = 1 << 20;

  private static final int MOST_VALUES = 50_000;
  private static final int MOST_DEPTH = 64;

  private final Map<String, YamlDocument.Place> places = new LinkedHashMap<>();
  private final String text;
  private int values;

  private Yaml(String text) {
    this.text = text;
  }

  /**
   * All documents of a text, empty ones too.
   *
   * @throws YamlException where it is no YAML, or too much of it
   */
  public static List<YamlDocument> parse(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new YamlException(
          YamlException.Fault.TOO_LARGE,
          "the text has "
              + text.length()
              + " characters; "
              + MOST_CHARACTERS
              + " are taken at most",
          1,
          1);
    }
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_CHARACTERS);
    options.setNestingDepthLimit(MOST_DEPTH);
    options.setAllowRecursiveKeys(false);
    Composer composer =
        new Composer(
            new ParserImpl(new StreamReader(new StringReader(text)), options),
            new Resolver(),
            options);
    List<YamlDocument> documents = new ArrayList<>();
    try {
      while (composer.checkNode()) {
        Node root = composer.getNode();
        Yaml yaml = new Yaml(text);
        Object value = yaml.value(root, "", 0);
        documents.add(new YamlDocument(value, line(root.getStartMark()), yaml.places));
      }
    } catch (MarkedYAMLException broken) {
      throw syntax(broken);
    } catch (org.yaml.snakeyaml.error.YAMLException broken) {
      boolean deep = String.valueOf(broken.getMessage()).contains("epth");
      boolean aliases = String.valueOf(broken.getMessage()).contains("aliases");
      throw new YamlException(
          aliases
              ? YamlException.Fault.TOO_MANY_ALIASES
              : deep ? YamlException.Fault.TOO_LARGE : YamlException.Fault.SYNTAX,
          broken.getMessage(),
          1,
          1);
    }
    return documents;
  }

  private static YamlException syntax(MarkedYAMLException broken) {
    Mark mark = broken.getProblemMark() != null ? broken.getProblemMark() : broken.getContextMark();
    String problem =
        broken.getContext() == null
            ? broken.getProblem()
            : broken.getProblem() + " (" + broken.getContext() + ")";
    return new YamlException(
        YamlException.Fault.SYNTAX,
        problem,
        mark == null ? 1 : line(mark),
        mark == null ? 1 : mark.getColumn() + 1);
  }

  private static int line(Mark mark) {
    return mark.getLine() + 1;
  }

  private Object value(Node node, String path, int depth) {
    if (++values > MOST_VALUES || depth > MOST_DEPTH) {
      boolean unfolded = values > text.length();
      throw new YamlException(
          unfolded || values > MOST_VALUES && text.indexOf('*') >= 0
              ? YamlException.Fault.TOO_MANY_ALIASES
              : YamlException.Fault.TOO_LARGE,
          "more than " + MOST_VALUES + " values",
          line(node.getStartMark()),
          node.getStartMark().getColumn() + 1);
    }
    places.putIfAbsent(
        path,
        new YamlDocument.Place(line(node.getStartMark()), node.getStartMark().getColumn() + 1));
    return switch (node) {
      case MappingNode mapping -> mapping(mapping, path, depth);
      case SequenceNode sequence -> sequence(sequence, path, depth);
      case ScalarNode scalar -> scalar(scalar);
      default -> throw new IllegalStateException("a node of no kind: " + node);
    };
  }

  private JsonObject mapping(MappingNode mapping, String path, int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    Map<String, Object> merged = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      Node keyNode = entry.getKeyNode();
      Mark mark = keyNode.getStartMark();
      if (!(keyNode instanceof ScalarNode key)) {
        throw new YamlException(
            YamlException.Fault.SYNTAX, "a key must be a text", line(mark), mark.getColumn() + 1);
      }
      if (key.getTag().equals(Tag.MERGE)) {
        merge(entry.getValueNode(), path, depth, merged);
        continue;
      }
      String name = key.getValue();
      String inner = path.isEmpty() ? name : path + "." + name;
      places.put(inner, new YamlDocument.Place(line(mark), mark.getColumn() + 1));
      if (map.containsKey(name)) {
        throw new YamlException(
            YamlException.Fault.DUPLICATE_KEY,
            "key \"" + name + "\" already set in map",
            line(mark),
            mark.getColumn() + 1);
      }
      map.put(name, value(entry.getValueNode(), inner, depth + 1));
    }
    merged.forEach(map::putIfAbsent);
    return JsonObject.copyOf(map);
  }

  private void merge(Node source, String path, int depth, Map<String, Object> merged) {
    List<Node> sources =
        source instanceof SequenceNode sequence ? sequence.getValue() : List.of(source);
    for (Node each : sources) {
      if (value(each, path, depth + 1) instanceof JsonObject object) {
        object.forEach(merged::putIfAbsent);
      }
    }
  }

  private JsonArray sequence(SequenceNode sequence, String path, int depth) {
    List<Object> items = new ArrayList<>();
    for (Iterator<Node> nodes = sequence.getValue().iterator(); nodes.hasNext(); ) {
      items.add(value(nodes.next(), path + "[" + items.size() + "]", depth + 1));
    }
    return JsonArray.copyOf(items);
  }

  private static Object scalar(ScalarNode scalar) {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return JsonNull.NULL;
    }
    if (tag.equals(Tag.BOOL)) {
      String word = text.toLowerCase(Locale.ROOT);
      return word.equals("true") || word.equals("yes") || word.equals("on");
    }
    if (tag.equals(Tag.INT)) {
      return integer(text);
    }
    if (tag.equals(Tag.FLOAT)) {
      return decimal(text);
    }
    return text;
  }

  private static Object integer(String text) {
    String plain = text.replace("_", "");
    boolean negative = plain.startsWith("-");
    String digits = negative || plain.startsWith("+") ? plain.substring(1) : plain;
    try {
      if (digits.startsWith("0x")) {
        return whole(new BigInteger(digits.substring(2), 16), negative);
      }
      if (digits.startsWith("0b")) {
        return whole(new BigInteger(digits.substring(2), 2), negative);
      }
      return whole(
          new BigInteger(digits, digits.length() > 1 && digits.startsWith("0") ? 8 : 10), negative);
    } catch (NumberFormatException sexagesimal) {
      return text;
    }
  }

  private static Object whole(BigInteger number, boolean negative) {
    BigInteger signed = negative ? number.negate() : number;
    return signed.bitLength() < 64 ? (Object) signed.longValue() : signed;
  }

  private static Object decimal(String text) {
    try {
      double number = Double.parseDouble(text.replace("_", ""));
      return number == Math.rint(number) && Math.abs(number) < 1e15 && !text.contains(".")
          ? (Object) (long) number
          : number;
    } catch (NumberFormatException notANumber) {
      return text;
    }
  }

  /** A tree as kubectl prints it: keys in alphabetical order, items of lists not indented. */
  public static String print(Object tree) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setWidth(Integer.MAX_VALUE);
    options.setSplitLines(false);
    org.yaml.snakeyaml.representer.Representer representer =
        new org.yaml.snakeyaml.representer.Representer(options) {
          @Override
          protected Node representScalar(Tag tag, String value, DumperOptions.ScalarStyle style) {
            boolean lines = tag.equals(Tag.STR) && value.contains("\n") && !value.contains(" \n");
            return super.representScalar(
                tag, value, lines ? DumperOptions.ScalarStyle.LITERAL : style);
          }

          @Override
          protected Node representMapping(
              Tag tag, Map<?, ?> mapping, DumperOptions.FlowStyle style) {
            return super.representMapping(
                tag, mapping, mapping.isEmpty() ? DumperOptions.FlowStyle.FLOW : style);
          }
        };
    return new org.yaml.snakeyaml.Yaml(representer, options).dump(Json.plain(tree));
  }
}
