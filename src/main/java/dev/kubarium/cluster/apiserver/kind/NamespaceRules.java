package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.NameRule;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.apiserver.SubresourceRules;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import java.util.Map;

/**
 * A Namespace stays until the namespace controller has emptied it and takes the finalizer from its
 * spec.
 *
 * <p>Models: pkg/registry/core/namespace
 */
final class NamespaceRules implements KindRules {

  private static final String NAME_LABEL = "kubernetes.io/metadata.name";

  @Override
  public Kind kind() {
    return Kinds.NAMESPACE;
  }

  @Override
  public NameRule nameRule() {
    return NameRule.DNS_LABEL;
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return labelled(object);
  }

  /** Every Namespace carries its name as a label, so that selectors can choose it. */
  private static JsonObject labelled(JsonObject object) {
    String name = object.object("metadata").string("name", "");
    return name.isEmpty() ? object : object.withAt(name, "metadata", "labels", NAME_LABEL);
  }

  @Override
  public JsonObject prepareCreate(JsonObject object, RuleContext context) {
    JsonArray finalizers = object.object("spec").array("finalizers");
    return labelled(object)
        .withAt(
            finalizers.contains("kubernetes") ? finalizers : finalizers.plus("kubernetes"),
            "spec",
            "finalizers")
        .with("status", JsonObject.of("phase", "Active"));
  }

  @Override
  public JsonObject prepareUpdate(JsonObject object, KubeObject before, RuleContext context) {
    if ("finalize".equals(context.subresource())) {
      return object;
    }
    JsonObject spec =
        object.object("spec").withOrWithout("finalizers", before.spec().get("finalizers"));
    return spec.isEmpty() && !object.has("spec") ? object : object.with("spec", spec);
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    for (String mode : List.of("enforce", "audit", "warn")) {
      String label = "pod-security.kubernetes.io/" + mode;
      String level = object.label(label);
      if (level != null && !LEVELS.contains(level)) {
        errors
            .key("metadata.labels", label)
            .invalid("", level, "must be one of privileged, baseline, restricted");
      }
      String version = object.label(label + "-version");
      if (version != null && !version.matches("latest|v1\\.(0|[1-9][0-9]*)")) {
        errors
            .key("metadata.labels", label + "-version")
            .invalid("", version, "must be \"latest\" or \"v1.x\"");
      }
    }
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    if (!object.labels().equals(before.labels())) {
      validate(object, errors, context);
    }
  }

  private static final List<String> LEVELS = List.of("privileged", "baseline", "restricted");

  @Override
  public boolean isHeld(KubeObject object) {
    return !object.spec().array("finalizers").isEmpty();
  }

  @Override
  public JsonObject beginDeletion(JsonObject object) {
    return object.withAt("Terminating", "status", "phase");
  }

  @Override
  public Map<String, SubresourceRules> subresources() {
    return java.util.Collections.singletonMap(
        "finalize",
        SubresourceRules.described(
            "v1", "Namespace", List.of("update"), NamespaceRules::finalizeNamespace));
  }

  /** PUT …/finalize: the only way to change the finalizers of the spec. */
  private static ApiResponse finalizeNamespace(
      ApiRequest request, KubeObject parent, RuleContext context, SubresourceRules.Writer writer) {
    if (!(request.body() instanceof JsonObject wished)) {
      throw ApiException.methodNotAllowed(request.kind());
    }
    String revision = wished.object("metadata").string("resourceVersion", "");
    if (!revision.isEmpty() && !revision.equals(Long.toString(parent.revision()))) {
      throw ApiException.modified(request.kind(), parent.name());
    }
    Object finalizers = wished.object("spec").get("finalizers");
    boolean none = !(finalizers instanceof JsonArray left) || left.isEmpty();
    KubeObject changed =
        parent.edit(
            tree ->
                tree.updateOrCreate(
                    "spec", spec -> spec.withOrWithout("finalizers", none ? null : finalizers)));
    return ApiResponse.of(200, writer.update(changed));
  }

  @Override
  public Map<String, String> selectableFields(KubeObject object) {
    return SelectableFields.of("status.phase", object.status().string("phase", ""));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("Status", (object, now) -> object.status().string("phase", "")),
        Column.AGE);
  }
}
