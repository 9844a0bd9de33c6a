package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A Node registers with its status: unlike other kinds it keeps the status that it is created with.
 *
 * <p>Models: pkg/registry/core/node
 */
final class NodeRules implements KindRules {

  private static final String ROLE_PREFIX = "node-role.kubernetes.io/";
  private static final Set<String> EFFECTS =
      new LinkedHashSet<>(List.of("NoSchedule", "PreferNoSchedule", "NoExecute"));

  @Override
  public Kind kind() {
    return Kinds.NODE;
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return object
        .withDefault("spec", JsonObject.EMPTY)
        .update(
            "status",
            status ->
                status.isSet("capacity") && !status.isSet("allocatable")
                    ? status.with("allocatable", status.get("capacity"))
                    : status);
  }

  @Override
  public JsonObject prepareCreate(JsonObject object, RuleContext context) {
    return object.withDefault("status", JsonObject.EMPTY);
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    List<String> ranges = object.spec().array("podCIDRs").strings();
    for (int i = 0; i < ranges.size(); i++) {
      FieldChecks.cidr(errors.in("spec").in("podCIDRs", i), "", ranges.get(i));
    }
    List<JsonObject> taints = object.spec().array("taints").objects();
    Set<String> seen = new LinkedHashSet<>();
    for (int i = 0; i < taints.size(); i++) {
      FieldErrors at = errors.in("spec").in("taints", i);
      JsonObject taint = taints.get(i);
      MetadataValidation.qualifiedName(at, "key", taint.string("key", ""));
      MetadataValidation.labelValue(at, "value", taint.string("value", ""));
      String effect = taint.string("effect", "");
      if (effect.isEmpty()) {
        at.required("effect", "");
      } else if (!EFFECTS.contains(effect)) {
        at.notSupported("effect", effect, EFFECTS);
      }
      if (!seen.add(taint.string("key", "") + ":" + effect)) {
        at.duplicate("", taint);
      }
    }
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    validate(object, errors, context);
    for (String field : List.of("podCIDR", "providerID")) {
      String old = before.spec().string(field, "");
      if (!old.isEmpty() && !old.equals(object.spec().string(field, ""))) {
        errors.forbidden(
            "spec." + field, "node updates may not change " + field + " except from \"\" to valid");
      }
    }
  }

  @Override
  public Map<String, String> selectableFields(KubeObject object) {
    return SelectableFields.of(
        "spec.unschedulable", object.spec().bool("unschedulable") ? "true" : "false");
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("Status", (object, now) -> status(object)),
        Column.text("Roles", (object, now) -> roles(object)),
        Column.AGE,
        Column.text("Version", (object, now) -> info(object, "kubeletVersion", "")),
        Column.wide("Internal-IP", (object, now) -> address(object, "InternalIP")),
        Column.wide("External-IP", (object, now) -> address(object, "ExternalIP")),
        Column.wide("OS-Image", (object, now) -> info(object, "osImage", "<unknown>")),
        Column.wide("Kernel-Version", (object, now) -> info(object, "kernelVersion", "<unknown>")),
        Column.wide(
            "Container-Runtime",
            (object, now) -> info(object, "containerRuntimeVersion", "<unknown>")));
  }

  private static String status(KubeObject node) {
    JsonObject ready = node.status().array("conditions").find("type", "Ready");
    String text =
        ready == null ? "Unknown" : "True".equals(ready.string("status")) ? "Ready" : "NotReady";
    return node.spec().bool("unschedulable") ? text + ",SchedulingDisabled" : text;
  }

  private static String roles(KubeObject node) {
    Set<String> roles = new java.util.TreeSet<>();
    node.labelMap()
        .forEach(
            (key, value) -> {
              if (key.startsWith(ROLE_PREFIX) && key.length() > ROLE_PREFIX.length()) {
                roles.add(key.substring(ROLE_PREFIX.length()));
              } else if (key.equals("kubernetes.io/role") && !value.isEmpty()) {
                roles.add(value);
              }
            });
    return roles.isEmpty() ? "<none>" : String.join(",", new ArrayList<>(roles));
  }

  private static String info(KubeObject node, String field, String otherwise) {
    String value = node.status().object("nodeInfo").string(field, "");
    return value.isEmpty() ? otherwise : value;
  }

  private static String address(KubeObject node, String type) {
    JsonObject found = node.status().array("addresses").find("type", type);
    return found == null ? "<none>" : found.string("address", "<none>");
  }
}
