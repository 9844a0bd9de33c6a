package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.NameRule;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Quantities;
import java.util.List;
import java.util.Map;

/**
 * A piece of storage; what it is made of never changes.
 *
 * <p>Models: pkg/registry/core/persistentvolume, pkg/apis/core/validation
 *
 * <p>Left out: the fields of volumes that belong to a vendor.
 */
final class PersistentVolumeRules implements KindRules {

  static final List<String> ACCESS_MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
  private static final List<String> NOT_SOURCES =
      List.of(
          "accessModes",
          "capacity",
          "claimRef",
          "mountOptions",
          "nodeAffinity",
          "persistentVolumeReclaimPolicy",
          "storageClassName",
          "volumeAttributesClassName",
          "volumeMode");

  @Override
  public Kind kind() {
    return Kinds.PERSISTENT_VOLUME;
  }

  @Override
  public List<String> initialFinalizers(JsonObject object) {
    return List.of("kubernetes.io/pv-protection");
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return object.updateOrCreate(
        "spec",
        spec ->
            PodSpecDefaults.text(
                    PodSpecDefaults.text(spec, "persistentVolumeReclaimPolicy", "Retain"),
                    "volumeMode",
                    "Filesystem")
                .update("hostPath", source -> source.withDefault("type", ""))
                .update(
                    "claimRef",
                    claim ->
                        PodSpecDefaults.text(
                            PodSpecDefaults.text(claim, "apiVersion", "v1"),
                            "kind",
                            "PersistentVolumeClaim")));
  }

  @Override
  public JsonObject prepareCreate(JsonObject object, RuleContext context) {
    return object.with("status", JsonObject.of("phase", "Pending"));
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    FieldErrors at = errors.in("spec");
    JsonObject spec = object.spec();
    if (spec.array("accessModes").isEmpty()) {
      at.required("accessModes", "");
    }
    accessModes(at, spec.array("accessModes"));
    JsonObject capacity = spec.object("capacity");
    if (capacity.isEmpty()) {
      at.required("capacity", "");
    } else if (!capacity.isSet("storage") || capacity.size() > 1) {
      at.notSupported("capacity", capacity, List.of("storage"));
    }
    for (String resource : capacity.keys()) {
      Object amount = capacity.get(resource);
      if (!Quantities.isValid(amount) || Quantities.amount(amount).signum() <= 0) {
        at.invalid(
            "capacity[" + resource + "]", String.valueOf(amount), "must be greater than zero");
      }
    }
    FieldChecks.oneOf(
        at, spec, "persistentVolumeReclaimPolicy", List.of("Delete", "Recycle", "Retain"));
    FieldChecks.oneOf(at, spec, "volumeMode", List.of("Block", "Filesystem"));
    sources(at, spec);
    if ("Recycle".equals(spec.string("persistentVolumeReclaimPolicy"))
        && "/".equals(spec.object("hostPath").string("path"))) {
      at.forbidden(
          "persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'");
    }
    if (!spec.string("storageClassName", "").isEmpty()) {
      FieldChecks.name(
          at, "storageClassName", spec.string("storageClassName"), NameRule.DNS_SUBDOMAIN);
    }
    if (spec.isSet("nodeAffinity")) {
      JsonObject affinity = spec.object("nodeAffinity");
      if (!affinity.isSet("required")) {
        at.in("nodeAffinity").required("required", "must specify required node constraints");
      } else {
        AffinityValidation.nodeSelector(
            at.in("nodeAffinity").in("required"), affinity.object("required"));
      }
    } else if (spec.isSet("local")) {
      at.required("nodeAffinity", "Local volume requires node affinity");
    }
  }

  static void accessModes(FieldErrors errors, JsonArray modes) {
    for (String mode : modes.strings()) {
      if (!ACCESS_MODES.contains(mode)) {
        errors.notSupported("accessModes", mode, ACCESS_MODES);
      }
    }
    if (modes.size() > 1 && modes.contains("ReadWriteOncePod")) {
      errors.forbidden("accessModes", "may not use ReadWriteOncePod with other access modes");
    }
  }

  private static void sources(FieldErrors errors, JsonObject spec) {
    List<String> sources =
        spec.keys().stream().filter(key -> !NOT_SOURCES.contains(key) && spec.isSet(key)).toList();
    if (sources.isEmpty()) {
      errors.required("", "must specify a volume type");
    }
    sources.stream()
        .skip(1)
        .forEach(source -> errors.forbidden(source, "may not specify more than 1 volume type"));
    for (String source : List.of("hostPath", "local", "nfs")) {
      if (spec.isSet(source)) {
        FieldChecks.required(errors.in(source), spec.object(source), "path");
      }
    }
    if (spec.isSet("nfs")) {
      FieldChecks.required(errors.in("nfs"), spec.object("nfs"), "server");
    }
    if (spec.isSet("csi")) {
      FieldChecks.required(errors.in("csi"), spec.object("csi"), "driver");
      FieldChecks.required(errors.in("csi"), spec.object("csi"), "volumeHandle");
    }
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    JsonObject spec = object.spec();
    JsonObject old = before.spec();
    if (spec.equals(old)) {
      return;
    }
    validate(object, errors, context);
    JsonObject source = spec;
    JsonObject oldSource = old;
    for (String field : NOT_SOURCES) {
      source = source.without(field);
      oldSource = oldSource.without(field);
    }
    if (!source.equals(oldSource)) {
      errors.forbidden(
          "spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation");
    }
    FieldChecks.immutable(errors.in("spec"), spec, old, "volumeMode");
    if (old.isSet("nodeAffinity")) {
      FieldChecks.immutable(errors.in("spec"), spec, old, "nodeAffinity");
    }
  }

  @Override
  public Map<String, String> selectableFields(KubeObject object) {
    return SelectableFields.of("name", object.name());
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text(
            "Capacity", (object, now) -> object.spec().object("capacity").string("storage", "")),
        Column.text(
            "Access Modes",
            (object, now) -> VolumeText.accessModes(object.spec().array("accessModes"))),
        Column.text(
            "Reclaim Policy",
            (object, now) -> object.spec().string("persistentVolumeReclaimPolicy", "")),
        Column.text("Status", (object, now) -> VolumeText.phase(object)),
        Column.text("Claim", (object, now) -> claim(object)),
        Column.text("StorageClass", (object, now) -> VolumeText.storageClass(object)),
        Column.text(
            "VolumeAttributesClass", (object, now) -> VolumeText.attributesClass(object.spec())),
        Column.text("Reason", (object, now) -> object.status().string("reason", "")),
        Column.AGE,
        Column.wide("VolumeMode", (object, now) -> VolumeText.volumeMode(object.spec())));
  }

  private static String claim(KubeObject object) {
    JsonObject claim = object.spec().object("claimRef");
    return claim.isEmpty() ? "" : claim.string("namespace", "") + "/" + claim.string("name", "");
  }
}
