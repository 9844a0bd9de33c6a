package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import java.util.Locale;

/**
 * How volumes are made on demand; nothing but its expansion may change.
 *
 * <p>Models: pkg/registry/storage/storageclass, pkg/apis/storage/validation
 */
final class StorageClassRules implements KindRules {

  @Override
  public Kind kind() {
    return Kinds.STORAGE_CLASS;
  }

  @Override
  public boolean hasStatus() {
    return false;
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return PodSpecDefaults.text(
        PodSpecDefaults.text(object, "reclaimPolicy", "Delete"), "volumeBindingMode", "Immediate");
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    JsonObject tree = object.tree();
    if (FieldChecks.required(errors, tree, "provisioner")) {
      MetadataValidation.qualifiedName(
          errors, "provisioner", tree.string("provisioner").toLowerCase(Locale.ROOT));
    }
    FieldChecks.oneOf(errors, tree, "reclaimPolicy", List.of("Delete", "Retain"));
    FieldChecks.oneOf(
        errors, tree, "volumeBindingMode", List.of("Immediate", "WaitForFirstConsumer"));
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    validate(object, errors, context);
    for (String field : List.of("parameters", "provisioner", "reclaimPolicy")) {
      if (!java.util.Objects.equals(object.tree().get(field), before.tree().get(field))) {
        errors.forbidden(field, "updates to " + field + " are forbidden.");
      }
    }
    FieldChecks.immutable(errors, object.tree(), before.tree(), "volumeBindingMode");
  }

  @Override
  public List<Column> columns() {
    return List.of(
        new Column("Name", "string", "name", 0, (object, now) -> name(object)),
        Column.text("Provisioner", (object, now) -> object.tree().string("provisioner", "")),
        Column.text("ReclaimPolicy", (object, now) -> object.tree().string("reclaimPolicy", "")),
        Column.text(
            "VolumeBindingMode", (object, now) -> object.tree().string("volumeBindingMode", "")),
        Column.text(
            "AllowVolumeExpansion",
            (object, now) -> object.tree().bool("allowVolumeExpansion") ? "true" : "false"),
        Column.AGE);
  }

  private static String name(KubeObject object) {
    return "true".equals(object.annotation("storageclass.kubernetes.io/is-default-class"))
        ? object.name() + " (default)"
        : object.name();
  }
}
