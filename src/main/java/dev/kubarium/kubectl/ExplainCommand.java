package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.schema.Schema;
import dev.kubarium.cluster.apiserver.schema.SchemaNode;
import dev.kubarium.cluster.object.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code kubectl explain}: a kind or one of its fields, as the API describes itself. Left out:
 * {@code --output}, enumerations beside their field.
 */
final class ExplainCommand {

  private static final int WIDTH = 76;
  private static final String INDENT = "    ";

  private ExplainCommand() {}

  static Output run(TerminalContext context, Arguments arguments) {
    if (arguments.words().size() != 1) {
      throw new KubectlException(
          arguments.words().isEmpty()
              ? "error: You must specify the type of resource to explain. Use \"kubectl"
                  + " api-resources\" for a complete list of supported resources."
              : "error: We accept only this format: explain RESOURCE");
    }
    List<String> path = List.of(arguments.words().getFirst().split("\\."));
    Kind kind = kind(new Resources(context, arguments, "kubectl"), path.getFirst());
    SchemaNode here = Schema.kubernetes().definitionOf(kind);
    if (here == null) {
      throw new KubectlException(
          "error: couldn't find resource for \""
              + (kind.group().isEmpty() ? "" : kind.group() + "/")
              + kind.version()
              + ", Kind="
              + kind.name()
              + "\"");
    }
    StringBuilder out = new StringBuilder();
    if (!kind.group().isEmpty()) {
      out.append("GROUP:      ").append(kind.group()).append('\n');
    }
    out.append("KIND:       ").append(kind.name()).append('\n');
    out.append("VERSION:    ").append(kind.version()).append("\n\n");
    SchemaNode field = null;
    for (String name : path.subList(1, path.size())) {
      field = inner(here).properties().get(name);
      if (field == null) {
        String fault = "error: field \"" + name + "\" does not exist\n";
        return new Output(out.toString(), fault, 1, Optional.empty());
      }
      here = field;
    }
    if (field != null) {
      out.append("FIELD: ")
          .append(path.getLast())
          .append(" <")
          .append(type(field))
          .append(">\n\n\n");
    }
    out.append("DESCRIPTION:\n");
    wrap(out, field == null ? here.description() : description(field), INDENT);
    out.append(INDENT).append('\n');
    fields(out, inner(here), arguments.is("recursive") ? "" : null, "  ", new ArrayList<>());
    out.append('\n');
    return Output.of(out.toString());
  }

  /** Here alone the refusal of an unknown kind does not begin with "error:". */
  private static Kind kind(Resources resources, String word) {
    try {
      return resources.kind(word);
    } catch (KubectlException unknown) {
      throw new KubectlException(unknown.getMessage().replaceFirst("^error: ", ""));
    }
  }

  /** What a list or a map holds, itself for all else. */
  private static SchemaNode inner(SchemaNode node) {
    if (node.items() != null) {
      return inner(node.items());
    }
    return node.additionalProperties() != null ? inner(node.additionalProperties()) : node;
  }

  private static String description(SchemaNode field) {
    String own = field.description() == null ? "" : field.description();
    SchemaNode named = Schema.kubernetes().definition(nameOf(inner(field)));
    String of = named == null ? null : named.description();
    return of == null || of.equals(own) || isTime(inner(field)) ? own : own + "\n" + of;
  }

  private static void fields(
      StringBuilder out, SchemaNode node, String deep, String indent, List<String> above) {
    if (node.properties().isEmpty()) {
      return;
    }
    if (above.isEmpty()) {
      out.append("FIELDS:\n");
    }
    List<Map.Entry<String, SchemaNode>> sorted = new ArrayList<>(node.properties().entrySet());
    sorted.sort(Comparator.comparing(Map.Entry::getKey));
    for (Map.Entry<String, SchemaNode> each : sorted) {
      out.append(indent).append(each.getKey()).append('\t').append('<');
      out.append(type(each.getValue())).append('>');
      out.append(node.required().contains(each.getKey()) ? " -required-\n" : "\n");
      if (deep == null) {
        wrap(out, each.getValue().description(), indent + "  ");
        out.append('\n');
      } else if (!above.contains(type(inner(each.getValue())))) {
        List<String> down = new ArrayList<>(above);
        down.add(type(inner(each.getValue())));
        fields(out, inner(each.getValue()), deep, indent + "  ", down);
      }
    }
  }

  /** {@code string}, {@code []Container}, {@code map[string]string}. */
  private static String type(SchemaNode node) {
    if (node.items() != null) {
      return "[]" + type(node.items());
    }
    if (node.additionalProperties() != null) {
      return "map[string]" + type(node.additionalProperties());
    }
    String name = nameOf(node);
    if (!name.isEmpty() && !isTime(node)) {
      return name.substring(name.lastIndexOf('.') + 1);
    }
    return node.type() == null || node.type().isEmpty() ? "Object" : node.type();
  }

  private static String nameOf(SchemaNode node) {
    return node.name() == null ? "" : node.name();
  }

  /** A time is described as the string that it is written as. */
  private static boolean isTime(SchemaNode node) {
    return nameOf(node).endsWith("Time");
  }

  /** Breaks lines between words; spaces within a line stay as they are. */
  private static void wrap(StringBuilder out, String text, String indent) {
    for (String paragraph : (text == null ? "<empty>" : text.strip()).split("\n")) {
      StringBuilder line = new StringBuilder();
      StringBuilder gap = new StringBuilder();
      for (String part : paragraph.split("(?<= )(?=[^ ])|(?<=[^ ])(?= )")) {
        if (part.isBlank()) {
          gap.append(part);
          continue;
        }
        if (!line.isEmpty() && line.length() + gap.length() + part.length() > WIDTH) {
          out.append(indent).append(line).append('\n');
          line.setLength(0);
          gap.setLength(0);
        }
        line.append(gap).append(part);
        gap.setLength(0);
      }
      out.append(indent).append(line).append('\n');
    }
  }
}
