package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.Ages;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Text in columns as {@code kubectl describe} sets it: cells end with a tab, and a column is as
 * wide as its widest cell in the lines that follow each other with such a cell.
 *
 * <p>Models: text/tabwriter as kubectl sets it up (cells at least 0 wide, two spaces between)
 */
final class Description {

  private final StringBuilder raw = new StringBuilder();

  /** A line at a level of two spaces each; tabs end cells. */
  Description line(int level, String text) {
    raw.append("  ".repeat(level)).append(text).append('\n');
    return this;
  }

  Description field(int level, String name, Object value) {
    return line(level, name + ":\t" + value);
  }

  /** {@code Labels: app=web} with the further ones below each other. */
  Description map(String title, JsonObject map) {
    return map(0, title, map, List.of());
  }

  Description map(int level, String title, JsonObject map, List<String> hidden) {
    List<String> pairs = new ArrayList<>();
    for (Map.Entry<String, String> each : map.strings().entrySet()) {
      if (!hidden.contains(each.getKey())) {
        pairs.add(each.getKey() + "=" + each.getValue());
      }
    }
    return list(level, title, pairs);
  }

  Description annotations(KubeObject object) {
    List<String> pairs = new ArrayList<>();
    for (Map.Entry<String, String> each : object.annotations().strings().entrySet()) {
      if (each.getKey().equals(ApplyCommand.LAST_APPLIED)) {
        continue;
      }
      String value = each.getValue().replaceAll("\\n$", "");
      boolean breaks = value.length() + each.getKey().length() + 2 > 140 || value.contains("\n");
      pairs.add(each.getKey() + ":" + (breaks ? "\n  " : " ") + value.replace("\n", "\n  "));
    }
    return list(0, "Annotations", pairs.stream().map(each -> each.replace("\n", "\n\t")).toList());
  }

  Description list(int level, String title, List<String> values) {
    if (values.isEmpty()) {
      return line(level, title + ":\t<none>");
    }
    for (int i = 0; i < values.size(); i++) {
      line(i == 0 ? level : 0, (i == 0 ? title + ":" : "") + "\t" + values.get(i));
    }
    return this;
  }

  Description table(int level, List<String> header, List<List<String>> rows) {
    line(level, String.join("\t", header));
    line(level, String.join("\t", header.stream().map(each -> "-".repeat(each.length())).toList()));
    rows.forEach(row -> line(level, String.join("\t", row)));
    return this;
  }

  static String lastSeen(KubeObject event) {
    JsonObject tree = event.tree();
    return tree.isSet("lastTimestamp")
        ? tree.string("lastTimestamp", "")
        : tree.string("eventTime", tree.string("firstTimestamp", ""));
  }

  static String age(KubeObject event, long now) {
    JsonObject tree = event.tree();
    String last = Ages.since(lastSeen(event), now);
    long count = tree.integer("count", 1);
    return count > 1
        ? last + " (x" + count + " over " + Ages.since(tree.string("firstTimestamp", ""), now) + ")"
        : last;
  }

  /** {@code spec.containers{main}: }, where the Event says of which part of its object it tells. */
  private static String place(JsonObject event) {
    String path = event.object("involvedObject").string("fieldPath", "");
    return path.isEmpty() ? "" : path + ": ";
  }

  /** As it was written, tabs and all: {@code kubectl rollout history} sets no columns. */
  String raw() {
    return raw.toString();
  }

  Description events(Resources resources, KubeObject about) {
    List<KubeObject> events =
        new ArrayList<>(
            resources.list(
                dev.kubarium.cluster.object.Kinds.EVENT,
                about.kind().namespaced() ? about.namespace() : "",
                dev.kubarium.cluster.apiserver.ApiOptions.NONE));
    events.removeIf(
        event -> {
          JsonObject object = event.tree().object("involvedObject");
          boolean byUid =
              about.uid().equals(object.string("uid")) || about.name().equals(object.string("uid"));
          return !byUid
              || !about.name().equals(object.string("name"))
              || !about.kind().name().equals(object.string("kind"));
        });
    if (events.isEmpty()) {
      return line(0, "Events:\t<none>");
    }
    events.sort(Comparator.comparing(Description::lastSeen));
    line(0, "Events:");
    line(1, "Type\tReason\tAge\tFrom\tMessage");
    line(1, "----\t------\t----\t----\t-------");
    long now = resources.context().api().now();
    for (KubeObject event : events) {
      JsonObject tree = event.tree();
      String from =
          tree.object("source").string("component", tree.string("reportingComponent", ""));
      line(
          1,
          tree.string("type", "")
              + "\t"
              + tree.string("reason", "")
              + "\t"
              + age(event, now)
              + "\t"
              + from
              + "\t"
              + place(tree)
              + tree.string("message", "").strip());
    }
    return this;
  }

  @Override
  public String toString() {
    List<String[]> lines = new ArrayList<>();
    for (String line : raw.toString().split("\n", -1)) {
      lines.add(line.split("\t", -1));
    }
    int[][] widths = new int[lines.size()][];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = new int[lines.get(i).length];
    }
    for (int i = 0; i < lines.size(); i++) {
      for (int column = 0; column < lines.get(i).length - 1; column++) {
        if (widths[i][column] > 0) {
          continue;
        }
        int width = 0;
        int end = i;
        while (end < lines.size() && lines.get(end).length - 1 > column) {
          String cell = lines.get(end++)[column];
          width = Math.max(width, cell.isEmpty() ? 0 : cell.length() + 2);
        }
        for (int each = i; each < end; each++) {
          widths[each][column] = Math.max(1, width);
        }
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      String[] cells = lines.get(i);
      for (int column = 0; column < cells.length; column++) {
        text.append(cells[column]);
        if (column < cells.length - 1) {
          int width = widths[i][column] == 1 ? 0 : widths[i][column];
          text.append(" ".repeat(Math.max(0, width - cells[column].length())));
        }
      }
      if (i < lines.size() - 1) {
        text.append('\n');
      }
    }
    return text.toString();
  }
}
