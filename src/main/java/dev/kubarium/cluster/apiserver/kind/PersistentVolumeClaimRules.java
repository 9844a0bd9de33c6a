package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.NameRule;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Quantities;
import java.util.List;
import java.util.Map;

/**
 * A wish for storage; once made, only its size may grow.
 *
 * <p>Models: pkg/registry/core/persistentvolumeclaim, pkg/apis/core/validation
 */
final class PersistentVolumeClaimRules implements KindRules {

  private static final String FIXED =
      "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

  @Override
  public Kind kind() {
    return Kinds.PERSISTENT_VOLUME_CLAIM;
  }

  @Override
  public List<String> initialFinalizers(JsonObject object) {
    return List.of("kubernetes.io/pvc-protection");
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return object.updateOrCreate(
        "spec", spec -> PodSpecDefaults.text(spec, "volumeMode", "Filesystem"));
  }

  @Override
  public JsonObject prepareCreate(JsonObject object, RuleContext context) {
    return object.with("status", JsonObject.of("phase", "Pending"));
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    specFaults(errors.in("spec"), object.spec());
  }

  /** {@code errors} stands at the spec of a claim or of a template of claims. */
  static void specFaults(FieldErrors errors, JsonObject spec) {
    if (spec.array("accessModes").isEmpty()) {
      errors.required("accessModes", "at least 1 access mode is required");
    }
    if (spec.isSet("selector")) {
      FieldChecks.labelSelector(errors.in("selector"), spec.object("selector"));
    }
    PersistentVolumeRules.accessModes(errors, spec.array("accessModes"));
    Object storage = spec.object("resources").object("requests").get("storage");
    if (storage == null) {
      errors.required("resources[storage]", "");
    } else if (!Quantities.isValid(storage) || Quantities.amount(storage).signum() <= 0) {
      errors.invalid("resources[storage]", String.valueOf(storage), "must be greater than zero");
    }
    if (!spec.string("storageClassName", "").isEmpty()) {
      FieldChecks.name(
          errors, "storageClassName", spec.string("storageClassName"), NameRule.DNS_SUBDOMAIN);
    }
    FieldChecks.oneOfIfSet(errors, spec, "volumeMode", List.of("Block", "Filesystem"));
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
    boolean bound = "Bound".equals(before.status().string("phase"));
    JsonObject rest = spec;
    if (!old.isSet("volumeName")) {
      rest = rest.without("volumeName");
    }
    if (!old.isSet("storageClassName")) {
      rest = rest.without("storageClassName");
    }
    if (bound) {
      rest =
          rest.withOrWithout("volumeAttributesClassName", old.get("volumeAttributesClassName"))
              .updateOrCreate(
                  "resources",
                  resources -> resources.with("requests", old.object("resources").get("requests")));
    }
    if (!rest.equals(old)) {
      errors.forbidden("spec", FIXED);
      return;
    }
    Object size = spec.object("resources").object("requests").get("storage");
    Object oldSize = old.object("resources").object("requests").get("storage");
    Object actual = before.status().object("capacity").get("storage");
    if (bound
        && Quantities.isValid(size)
        && Quantities.compare(size, oldSize) < 0
        && Quantities.compare(size, actual == null ? oldSize : actual) <= 0) {
      errors.forbidden(
          "spec.resources.requests.storage", "field can not be less than status.capacity");
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
        Column.text("Status", (object, now) -> VolumeText.phase(object)),
        Column.text("Volume", (object, now) -> object.spec().string("volumeName", "")),
        Column.text(
            "Capacity",
            (object, now) ->
                isBound(object) ? object.status().object("capacity").string("storage", "") : ""),
        Column.text(
            "Access Modes",
            (object, now) ->
                isBound(object)
                    ? VolumeText.accessModes(object.status().array("accessModes"))
                    : ""),
        Column.text("StorageClass", (object, now) -> VolumeText.storageClass(object)),
        Column.text(
            "VolumeAttributesClass", (object, now) -> VolumeText.attributesClass(object.spec())),
        Column.AGE,
        Column.wide("VolumeMode", (object, now) -> VolumeText.volumeMode(object.spec())));
  }

  private static boolean isBound(KubeObject claim) {
    return !claim.spec().string("volumeName", "").isEmpty();
  }
}
