package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Quantities;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the API warns of in the spec of a Pod though it takes it.
 *
 * <p>Models: pkg/api/pod/warnings.go
 */
final class PodWarnings {

  private PodWarnings() {}

  /** {@code path} is where the spec stands, e.g. {@code spec.template.spec}. */
  static List<String> of(JsonObject spec, String path) {
    List<String> warnings = new ArrayList<>();
    Map<String, String> portNames = new LinkedHashMap<>();
    for (String list : List.of("initContainers", "containers")) {
      JsonArray containers = spec.array(list);
      for (int i = 0; i < containers.size(); i++) {
        String at = path + "." + list + "[" + i + "]";
        resources(containers.object(i), at, warnings);
        environment(containers.object(i), at, warnings);
        ports(containers.object(i), at, portNames, warnings);
      }
    }
    if (spec.integer("terminationGracePeriodSeconds", 0) < 0) {
      warnings.add(
          path
              + ".terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1");
    }
    return warnings;
  }

  private static void resources(JsonObject container, String at, List<String> warnings) {
    for (String field : List.of("limits", "requests")) {
      JsonObject amounts = container.object("resources").object(field);
      for (String resource : List.of("ephemeral-storage", "memory")) {
        Object amount = amounts.get(resource);
        if (Quantities.isValid(amount)
            && Quantities.amount(amount).stripTrailingZeros().scale() > 0) {
          warnings.add(
              at
                  + ".resources."
                  + field
                  + "["
                  + resource
                  + "]: fractional byte value \""
                  + amount
                  + "\" is invalid, must be an integer");
        }
      }
    }
  }

  private static void environment(JsonObject container, String at, List<String> warnings) {
    JsonArray variables = container.array("env");
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < variables.size(); i++) {
      String name = variables.object(i).string("name", "");
      if (!names.add(name)) {
        warnings.add(
            at
                + ".env["
                + i
                + "]: hides previous definition of \""
                + name
                + "\", which may be dropped when using apply");
      }
    }
  }

  private static void ports(
      JsonObject container, String at, Map<String, String> names, List<String> warnings) {
    JsonArray ports = container.array("ports");
    Map<String, String> numbers = new LinkedHashMap<>();
    for (int i = 0; i < ports.size(); i++) {
      JsonObject port = ports.object(i);
      String here = at + ".ports[" + i + "]";
      String number =
          port.string("protocol", "")
              + "/"
              + port.integer("containerPort", 0)
              + "/"
              + port.integer("hostPort", 0);
      String before = numbers.putIfAbsent(number, here);
      if (before != null) {
        warnings.add(here + ": duplicate port definition with " + before);
      }
      String name = port.string("name", "");
      String named = name.isEmpty() ? null : names.putIfAbsent(name, here);
      if (named != null && !named.startsWith(at + ".")) {
        warnings.add(
            here
                + ": duplicate port name \""
                + name
                + "\" with "
                + named
                + ", services and probes that select ports by name will use "
                + named);
      }
    }
  }
}
