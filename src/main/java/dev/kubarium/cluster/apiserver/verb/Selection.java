package dev.kubarium.cluster.apiserver.verb;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which objects a list, a watch or a deletion of many takes: by labels and by fields. */
final class Selection {

  /** One requirement on a field: {@code status.phase!=Running}. */
  private record FieldRequirement(String field, String value, boolean equal) {}

  private final LabelSelector labels;
  private final List<FieldRequirement> fields;
  private final KindRules rules;

  private Selection(LabelSelector labels, List<FieldRequirement> fields, KindRules rules) {
    this.labels = labels;
    this.fields = fields;
    this.rules = rules;
  }

  /** {@code name} restricts to one object, or is {@code null}. */
  static Selection of(String name, ApiOptions options, Served served) {
    LabelSelector labels = null;
    if (options.labelSelector() != null && !options.labelSelector().isEmpty()) {
      try {
        labels = LabelSelector.parse(options.labelSelector());
      } catch (IllegalArgumentException refused) {
        throw ApiException.badRequest("unable to parse requirement: " + refused.getMessage());
      }
    }
    List<FieldRequirement> fields = new ArrayList<>();
    if (name != null) {
      fields.add(new FieldRequirement("metadata.name", name, true));
    }
    if (options.fieldSelector() != null && !options.fieldSelector().isEmpty()) {
      for (String part : options.fieldSelector().split(",", -1)) {
        fields.add(requirement(part, options.fieldSelector()));
      }
    }
    refuseUnknown(fields, served);
    return new Selection(labels, fields, served.rules());
  }

  private static void refuseUnknown(List<FieldRequirement> fields, Served served) {
    Map<String, String> selectable = null;
    for (FieldRequirement requirement : fields) {
      if (requirement.field.equals("metadata.name")
          || requirement.field.equals("metadata.namespace")) {
        continue;
      }
      if (selectable == null) {
        selectable =
            served.rules().selectableFields(KubeObject.of(served.rules().kind(), JsonObject.EMPTY));
      }
      if (!selectable.containsKey(requirement.field)) {
        throw ApiException.badRequest(
            selectable.isEmpty()
                ? "\""
                    + requirement.field
                    + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                : "field label not supported: " + requirement.field);
      }
    }
  }

  private static FieldRequirement requirement(String part, String whole) {
    int unequal = part.indexOf("!=");
    if (unequal > 0) {
      return new FieldRequirement(part.substring(0, unequal), part.substring(unequal + 2), false);
    }
    int twice = part.indexOf("==");
    if (twice > 0) {
      return new FieldRequirement(part.substring(0, twice), part.substring(twice + 2), true);
    }
    int once = part.indexOf('=');
    if (once > 0) {
      return new FieldRequirement(part.substring(0, once), part.substring(once + 1), true);
    }
    throw ApiException.badRequest(
        "invalid selector: '" + whole + "'; can't understand '" + part + "'");
  }

  boolean takes(KubeObject object) {
    if (labels != null && !labels.matches(object.labels())) {
      return false;
    }
    Map<String, String> selectable = null;
    for (FieldRequirement requirement : fields) {
      String value;
      switch (requirement.field) {
        case "metadata.name" -> value = object.name();
        case "metadata.namespace" -> value = object.namespace();
        default -> {
          selectable = selectable == null ? rules.selectableFields(object) : selectable;
          value = selectable.getOrDefault(requirement.field, "");
        }
      }
      if (value.equals(requirement.value) != requirement.equal) {
        return false;
      }
    }
    return true;
  }
}
