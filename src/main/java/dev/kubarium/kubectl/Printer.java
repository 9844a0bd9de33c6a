package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Objects in the form that {@code -o} asks for. */
final class Printer {

  private final TerminalContext context;
  private final Arguments arguments;
  private final String format;

  Printer(TerminalContext context, Arguments arguments) {
    this.context = context;
    this.arguments = arguments;
    this.format = arguments.value("output", "");
    String name = format.contains("=") ? format.substring(0, format.indexOf('=')) : format;
    if (!List.of("", "wide", "json", "yaml", "name", "jsonpath", "custom-columns", "go-template")
            .contains(name)
        || name.equals("go-template")) {
      throw new KubectlException(
          "error: unable to match a printer suitable for the output format \""
              + format
              + "\", allowed formats are: custom-columns,json,jsonpath,name,wide,yaml");
    }
  }

  boolean isTable() {
    return format.isEmpty() || format.equals("wide");
  }

  /** One object by itself, several as a List. */
  String documents(List<KubeObject> objects, boolean single) {
    if (format.equals("name")) {
      return objects.stream()
          .map(object -> Resources.named(object) + "\n")
          .collect(Collectors.joining());
    }
    if (format.startsWith("custom-columns=")) {
      return customColumns(objects, format.substring("custom-columns=".length()));
    }
    List<JsonObject> trees = objects.stream().map(this::shown).toList();
    JsonObject tree =
        single
            ? trees.get(0)
            : JsonObject.of(
                "apiVersion",
                "v1",
                "kind",
                "List",
                "items",
                JsonArray.copyOf(trees),
                "metadata",
                JsonObject.of("resourceVersion", ""));
    if (format.startsWith("jsonpath")) {
      int equals = format.indexOf('=');
      if (equals < 0) {
        throw new KubectlException("error: template format specified but no template given");
      }
      return JsonPath.print(format.substring(equals + 1), tree);
    }
    return format.equals("json") ? JsonText.of(tree) : YamlText.of(tree);
  }

  private JsonObject shown(KubeObject object) {
    return arguments.is("show-managed-fields")
        ? object.tree()
        : object.tree().update("metadata", metadata -> metadata.without("managedFields"));
  }

  private String customColumns(List<KubeObject> objects, String columns) {
    TextTable table = new TextTable();
    List<String> header = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    for (String column : columns.split(",(?![^\\[]*])")) {
      int colon = column.indexOf(':');
      if (colon < 0) {
        throw new KubectlException(
            "error: unexpected custom-columns spec: "
                + column
                + ", expected <header>:<json-path-expr>");
      }
      header.add(column.substring(0, colon));
      paths.add(column.substring(colon + 1));
    }
    if (!arguments.is("no-headers")) {
      table.row(header);
    }
    for (KubeObject object : objects) {
      table.row(
          paths.stream()
              .map(
                  path -> {
                    List<Object> values = JsonPath.find(path, object.tree());
                    return values.isEmpty()
                        ? "<none>"
                        : values.stream().map(JsonPath::text).collect(Collectors.joining(","));
                  })
              .toList());
    }
    return table.toString();
  }

  /**
   * The rows of objects of one kind; {@code withKind} writes {@code pod/web} instead of {@code
   * web}.
   */
  TextTable table(Kind kind, List<KubeObject> objects, boolean header, boolean withKind) {
    List<Column> columns = new ArrayList<>();
    for (Column column : context.api().rules(kind).columns()) {
      if (column.priority() == 0 || format.equals("wide")) {
        columns.add(column);
      }
    }
    List<String> labels = new ArrayList<>();
    arguments.values("label-columns").forEach(value -> labels.addAll(List.of(value.split(","))));
    TextTable table = new TextTable();
    if (header && !arguments.is("no-headers")) {
      List<String> names = new ArrayList<>();
      if (withNamespace(kind)) {
        names.add("NAMESPACE");
      }
      columns.forEach(column -> names.add(column.name().toUpperCase(Locale.ROOT)));
      labels.forEach(
          label -> names.add(label.substring(label.lastIndexOf('/') + 1).toUpperCase(Locale.ROOT)));
      if (arguments.is("show-labels")) {
        names.add("LABELS");
      }
      table.row(names);
    }
    for (KubeObject object : objects) {
      table.row(row(kind, object, columns, labels, withKind));
    }
    return table;
  }

  private boolean withNamespace(Kind kind) {
    return arguments.is("all-namespaces") && kind.namespaced();
  }

  private List<String> row(
      Kind kind, KubeObject object, List<Column> columns, List<String> labels, boolean withKind) {
    List<String> cells = new ArrayList<>();
    if (withNamespace(kind)) {
      cells.add(object.namespace());
    }
    for (Column column : columns) {
      Object cell = column.cell().apply(object, context.api().now());
      String text = cell == null ? "" : cell instanceof String string ? string : Json.print(cell);
      boolean name = column == Column.NAME || column.format().equals("name");
      cells.add(name && withKind ? Resources.named(kind) + "/" + text : firstLine(text));
    }
    labels.forEach(label -> cells.add(object.labels().string(label, "")));
    if (arguments.is("show-labels")) {
      cells.add(labelsOf(object.labels()));
    }
    return cells;
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end) + "...";
  }

  /** {@code app=web,tier=front}, or {@code <none>}. */
  static String labelsOf(JsonObject labels) {
    return labels.isEmpty()
        ? "<none>"
        : labels.strings().entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(","));
  }
}
