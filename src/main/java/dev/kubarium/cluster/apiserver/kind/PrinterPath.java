package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The few words of JSONPath that printer columns use: {@code .spec.size}, {@code
 * .status.conditions[?(@.type=="Ready")].status}, {@code .items[0]}, {@code .hosts[*]}, {@code
 * .metadata.labels['a/b']}.
 *
 * <p>Models: client-go util/jsonpath
 */
final class PrinterPath {

  /** From one value to those that this step leads to. */
  private interface Step {
    List<Object> from(Object value);
  }

  private static final Pattern STEP =
      Pattern.compile(
          "\\.([A-Za-z0-9_$-]+)|\\['([^']+)'\\]|\\[(\\d+)\\]|\\[\\*\\]|\\[\\?\\(@\\.([A-Za-z0-9_.-]+)\\s*==\\s*[\"']([^\"']*)[\"']\\)\\]");

  private final List<Step> steps;

  private PrinterPath(List<Step> steps) {
    this.steps = steps;
  }

  /** A path with words that are not known leads nowhere. */
  static PrinterPath of(String path) {
    List<Step> steps = new ArrayList<>();
    var words = STEP.matcher(path.replace("\\.", "\0"));
    int end = 0;
    while (words.find() && words.start() == end) {
      end = words.end();
      String field = words.group(1) != null ? words.group(1) : words.group(2);
      if (field != null) {
        String name = field.replace("\0", ".");
        steps.add(
            value ->
                value instanceof JsonObject object && object.isSet(name)
                    ? List.of(object.get(name))
                    : List.of());
      } else if (words.group(3) != null) {
        int index = Integer.parseInt(words.group(3));
        steps.add(
            value ->
                value instanceof JsonArray array && index < array.size()
                    ? List.of(array.get(index))
                    : List.of());
      } else if (words.group(4) != null) {
        String[] key = words.group(4).split("\\.");
        String wanted = words.group(5);
        steps.add(
            value ->
                value instanceof JsonArray array
                    ? List.copyOf(
                        array.objects().stream()
                            .filter(each -> wanted.equals(each.at(key)))
                            .toList())
                    : List.of());
      } else {
        steps.add(value -> value instanceof JsonArray array ? array.asList() : List.of());
      }
    }
    return new PrinterPath(end == path.length() ? List.copyOf(steps) : List.of(value -> List.of()));
  }

  List<Object> all(JsonObject tree) {
    List<Object> here = List.of(tree);
    for (Step step : steps) {
      List<Object> next = new ArrayList<>();
      here.forEach(value -> next.addAll(step.from(value)));
      here = next;
    }
    return here;
  }

  /** The first value, or {@code null}. */
  Object first(JsonObject tree) {
    List<Object> all = all(tree);
    return all.isEmpty() ? null : all.get(0);
  }
}
