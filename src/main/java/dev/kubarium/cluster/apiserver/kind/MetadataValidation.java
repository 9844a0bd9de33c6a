package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.NameRule;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What is checked of the metadata of every object: names, labels, annotations, finalizers, owners.
 *
 * <p>Models: apimachinery pkg/api/validation/objectmeta.go
 */
public final class MetadataValidation {

  private static final int MOST_ANNOTATION_BYTES = 256 * 1024;
  private static final String QUALIFIED_REGEX = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final Pattern QUALIFIED = Pattern.compile(QUALIFIED_REGEX);
  private static final String VALUE_REGEX = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";
  private static final Pattern VALUE = Pattern.compile(VALUE_REGEX);
  private static final String VALUE_SENTENCE =
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and"
          + " end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '"
          + VALUE_REGEX
          + "')";

  private static final List<String> STANDARD_FINALIZERS =
      List.of("kubernetes", "orphan", "foregroundDeletion");

  private MetadataValidation() {}

  /** {@code errors} stands at {@code metadata}. */
  public static void validate(FieldErrors errors, JsonObject metadata, Kind kind, NameRule rule) {
    String name = metadata.string("name", "");
    String generateName = metadata.string("generateName", "");
    if (!generateName.isEmpty()) {
      String base =
          generateName.endsWith("-")
              ? generateName.substring(0, generateName.length() - 1) + "a"
              : generateName;
      rule.faults(base).forEach(fault -> errors.invalid("generateName", generateName, fault));
    }
    if (name.isEmpty()) {
      errors.required("name", "name or generateName is required");
    } else {
      rule.faults(name).forEach(fault -> errors.invalid("name", name, fault));
    }
    if (kind.namespaced() && !metadata.string("namespace", "").isEmpty()) {
      String namespace = metadata.string("namespace");
      NameRule.DNS_LABEL
          .faults(namespace)
          .forEach(fault -> errors.invalid("namespace", namespace, fault));
    }
    labels(errors, "labels", metadata.object("labels"));
    annotations(errors, "annotations", metadata.object("annotations"));
    List<String> finalizers = metadata.array("finalizers").strings();
    for (int i = 0; i < finalizers.size(); i++) {
      String finalizer = finalizers.get(i);
      qualifiedName(errors, "finalizers", finalizer);
      if (!finalizer.contains("/") && !STANDARD_FINALIZERS.contains(finalizer) && isBuiltIn(kind)) {
        errors
            .in("finalizers", i)
            .invalid(
                "",
                finalizer,
                "name is neither a standard finalizer name nor is it fully qualified");
      }
    }
    owners(errors, metadata.array("ownerReferences"));
  }

  private static boolean isBuiltIn(Kind kind) {
    return !kind.group().contains(".")
        || kind.group().endsWith(".k8s.io") && !kind.group().equals("apiextensions.k8s.io");
  }

  private static void owners(FieldErrors errors, JsonArray owners) {
    String controller = null;
    for (JsonObject owner : owners.objects()) {
      if (owner.string("apiVersion", "").isEmpty()) {
        errors.invalid("ownerReferences.apiVersion", "", "version must not be empty");
      }
      for (String field : List.of("kind", "name", "uid")) {
        if (owner.string(field, "").isEmpty()) {
          errors.invalid("ownerReferences." + field, "", "must not be empty");
        }
      }
      if (owner.string("kind", "").equals("Event") && owner.string("apiVersion", "").equals("v1")) {
        errors.invalid(
            "ownerReferences", owner, "/v1, Kind=Event is disallowed from being an owner");
      }
      if (owner.bool("controller")) {
        if (controller != null) {
          errors.invalid(
              "ownerReferences",
              owners,
              "Only one reference can have Controller set to true. Found \"true\" in references for "
                  + controller
                  + " and "
                  + owner.string("name", ""));
        }
        controller = owner.string("name", "");
      }
    }
  }

  /**
   * What may not happen to the metadata of an object; {@code errors} stands at {@code metadata}.
   */
  public static void validateUpdate(FieldErrors errors, JsonObject after, JsonObject before) {
    if (!before.isSet("deletionTimestamp")) {
      return;
    }
    List<String> added = new ArrayList<>(after.array("finalizers").strings());
    added.removeAll(before.array("finalizers").strings());
    if (!added.isEmpty()) {
      errors.forbidden(
          "finalizers",
          "no new finalizers can be added if the object is being deleted, found new finalizers []string{"
              + String.join(", ", added.stream().map(name -> "\"" + name + "\"").toList())
              + "}");
    }
  }

  /** The faults of a map of labels under {@code field}. */
  public static void labels(FieldErrors errors, String field, JsonObject labels) {
    labels.forEach(
        (key, value) -> {
          qualifiedName(errors, field, key);
          if (value instanceof String text) {
            labelValue(errors, field, text);
          }
        });
  }

  /** The faults of one label's value. */
  public static void labelValue(FieldErrors errors, String field, String value) {
    if (value.length() > 63) {
      errors.invalid(field, value, "must be no more than 63 bytes");
    }
    if (!VALUE.matcher(value).matches()) {
      errors.invalid(field, value, VALUE_SENTENCE);
    }
  }

  /** The faults of a map of annotations under {@code field}. */
  public static void annotations(FieldErrors errors, String field, JsonObject annotations) {
    long[] size = {0};
    annotations.forEach(
        (key, value) -> {
          qualifiedName(errors, field, key.toLowerCase(Locale.ROOT), key);
          size[0] += key.length() + (value instanceof String text ? text.length() : 0);
        });
    if (size[0] > MOST_ANNOTATION_BYTES) {
      errors.tooLong(field, MOST_ANNOTATION_BYTES);
    }
  }

  /** The faults of a key such as {@code app} or {@code example.com/app}. */
  public static void qualifiedName(FieldErrors errors, String field, String key) {
    qualifiedName(errors, field, key, key);
  }

  private static void qualifiedName(FieldErrors errors, String field, String key, String shown) {
    String[] parts = key.split("/", -1);
    String name = parts[parts.length - 1];
    if (parts.length > 2) {
      errors.invalid(
          field,
          shown,
          "a qualified name "
              + qualifiedSentence()
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
      return;
    }
    if (parts.length == 2) {
      if (parts[0].isEmpty()) {
        errors.invalid(field, shown, "prefix part must be non-empty");
      } else {
        NameRule.DNS_SUBDOMAIN
            .faults(parts[0])
            .forEach(fault -> errors.invalid(field, shown, "prefix part " + fault));
      }
    }
    if (name.isEmpty()) {
      errors.invalid(field, shown, "name part must be non-empty");
    } else if (name.length() > 63) {
      errors.invalid(field, shown, "name part must be no more than 63 bytes");
    }
    if (!QUALIFIED.matcher(name).matches()) {
      errors.invalid(field, shown, "name part " + qualifiedSentence());
    }
  }

  private static String qualifiedSentence() {
    return "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric"
        + " character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '"
        + QUALIFIED_REGEX
        + "')";
  }
}
