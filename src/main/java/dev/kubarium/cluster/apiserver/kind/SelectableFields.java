package dev.kubarium.cluster.apiserver.kind;

import java.util.LinkedHashMap;
import java.util.Map;

/** Fields by which a list can be chosen, in a fixed order. */
final class SelectableFields {

  private SelectableFields() {}

  /** From alternating paths and values. */
  static Map<String, String> of(String... pathsAndValues) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < pathsAndValues.length; i += 2) {
      fields.put(pathsAndValues[i], pathsAndValues[i + 1]);
    }
    return fields;
  }
}
