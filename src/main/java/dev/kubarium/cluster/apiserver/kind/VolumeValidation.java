package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.NameRule;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The faults of a Pod's volumes.
 *
 * <p>Models: pkg/apis/core/validation, ValidateVolumes
 *
 * <p>Left out: the fields of volumes that belong to a vendor (iscsi, rbd, azureDisk …).
 */
final class VolumeValidation {

  private static final String MODE = "must be a number between 0 and 0777 (octal), both inclusive";
  private static final List<String> HOST_PATH_TYPES =
      List.of(
          "",
          "BlockDevice",
          "CharDevice",
          "Directory",
          "DirectoryOrCreate",
          "File",
          "FileOrCreate",
          "Socket");
  private static final List<String> DOWNWARD_FIELDS =
      List.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid");

  private VolumeValidation() {}

  /** Answers the volumes by name; {@code errors} stands at the spec. */
  static Map<String, JsonObject> validate(FieldErrors errors, JsonArray volumes) {
    Map<String, JsonObject> known = new LinkedHashMap<>();
    for (int i = 0; i < volumes.size(); i++) {
      FieldErrors at = errors.in("volumes", i);
      JsonObject volume = volumes.object(i);
      String name = volume.string("name", "");
      if (FieldChecks.required(at, volume, "name")) {
        FieldChecks.name(at, "name", name, NameRule.DNS_LABEL);
      }
      if (known.containsKey(name)) {
        at.duplicate("name", name);
      }
      known.put(name, volume);
      sources(at, volume);
    }
    return known;
  }

  private static void sources(FieldErrors errors, JsonObject volume) {
    int sources = 0;
    for (String type : volume.keys()) {
      if (type.equals("name") || !volume.isSet(type)) {
        continue;
      }
      if (sources++ > 0) {
        errors.forbidden(type, "may not specify more than 1 volume type");
      } else {
        source(errors.in(type), type, volume.object(type));
      }
    }
    if (sources == 0) {
      errors.required("", "must specify a volume type");
    }
  }

  private static void source(FieldErrors errors, String type, JsonObject source) {
    switch (type) {
      case "configMap" -> {
        FieldChecks.required(errors, source, "name");
        files(errors, source);
      }
      case "secret" -> {
        FieldChecks.required(errors, source, "secretName");
        files(errors, source);
      }
      case "hostPath" -> {
        if (FieldChecks.required(errors, source, "path")) {
          noBackSteps(errors, "path", source.string("path"));
        }
        if (!HOST_PATH_TYPES.contains(source.string("type", ""))) {
          errors.notSupported("type", source.string("type"), HOST_PATH_TYPES);
        }
      }
      case "persistentVolumeClaim" -> FieldChecks.required(errors, source, "claimName");
      case "emptyDir" -> {
        if (source.isSet("sizeLimit")) {
          FieldChecks.nonNegativeQuantity(errors, "sizeLimit", source.get("sizeLimit"));
        }
      }
      case "downwardAPI" -> downward(errors, source);
      case "projected" -> projected(errors, source);
      case "nfs" -> {
        FieldChecks.required(errors, source, "server");
        FieldChecks.required(errors, source, "path");
      }
      case "csi" -> FieldChecks.required(errors, source, "driver");
      default -> {}
    }
  }

  private static void files(FieldErrors errors, JsonObject source) {
    mode(errors, "defaultMode", source);
    JsonArray items = source.array("items");
    for (int i = 0; i < items.size(); i++) {
      FieldErrors at = errors.in("items", i);
      FieldChecks.required(at, items.object(i), "key");
      if (FieldChecks.required(at, items.object(i), "path")) {
        localPath(at, "path", items.object(i).string("path"));
      }
      mode(at, "mode", items.object(i));
    }
  }

  private static void downward(FieldErrors errors, JsonObject source) {
    mode(errors, "defaultMode", source);
    JsonArray items = source.array("items");
    for (int i = 0; i < items.size(); i++) {
      FieldErrors at = errors.in("items", i);
      JsonObject file = items.object(i);
      if (FieldChecks.required(at, file, "path")) {
        localPath(at, "path", file.string("path"));
      }
      if (file.isSet("fieldRef")) {
        ContainerValidation.fieldReference(
            at.in("fieldRef"), file.object("fieldRef"), DOWNWARD_FIELDS);
        if (file.isSet("resourceFieldRef")) {
          at.invalid(
              "", "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
        }
      } else if (file.isSet("resourceFieldRef")) {
        ContainerValidation.resourceReference(
            at.in("resourceFieldRef"), file.object("resourceFieldRef"), true);
      } else {
        at.required("", "one of fieldRef and resourceFieldRef is required");
      }
    }
  }

  private static void projected(FieldErrors errors, JsonObject source) {
    mode(errors, "defaultMode", source);
    JsonArray sources = source.array("sources");
    for (int i = 0; i < sources.size(); i++) {
      FieldErrors at = errors.in("sources", i);
      JsonObject part = sources.object(i);
      int kinds = 0;
      for (String type : part.keys()) {
        if (!part.isSet(type)) {
          continue;
        }
        if (kinds++ > 0) {
          at.forbidden("", "may not specify more than 1 volume type per source");
          continue;
        }
        switch (type) {
          case "configMap", "secret" -> {
            FieldChecks.required(at.in(type), part.object(type), "name");
            files(at.in(type), part.object(type));
          }
          case "downwardAPI" -> downward(at.in(type), part.object(type));
          case "serviceAccountToken" -> {
            JsonObject token = part.object(type);
            if (token.integer("expirationSeconds", 3600) < 600) {
              at.in(type)
                  .invalid(
                      "expirationSeconds",
                      token.get("expirationSeconds"),
                      "may not specify a duration less than 10 minutes");
            }
            FieldChecks.required(at.in(type), token, "path");
          }
          default -> {}
        }
      }
    }
  }

  private static void mode(FieldErrors errors, String field, JsonObject object) {
    Long mode = object.integer(field);
    if (mode != null && (mode < 0 || mode > 0777)) {
      errors.invalid(field, mode, MODE);
    }
  }

  /** A path below the volume. */
  static void localPath(FieldErrors errors, String field, String path) {
    if (path.startsWith("/")) {
      errors.invalid(field, path, "must be a relative path");
    }
    noBackSteps(errors, field, path);
  }

  private static void noBackSteps(FieldErrors errors, String field, String path) {
    if (Arrays.asList(path.split("/")).contains("..")) {
      errors.invalid(field, path, "must not contain '..'");
    }
  }
}
