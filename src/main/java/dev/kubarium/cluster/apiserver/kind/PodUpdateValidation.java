package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What of a Pod's spec may still change: images, the deadline, more tolerations, fewer scheduling
 * gates.
 *
 * <p>Models: pkg/apis/core/validation, ValidatePodUpdate. As upstream the refusal ends with what
 * differs; how that is written is our own.
 */
final class PodUpdateValidation {

  private static final String UPDATABLE =
      "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only"
          + " additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
          + " previously negative)";

  private PodUpdateValidation() {}

  /** {@code errors} stands at the spec. */
  static void validate(FieldErrors errors, JsonObject after, JsonObject before) {
    for (String list : List.of("containers", "initContainers")) {
      if (after.array(list).size() != before.array(list).size()) {
        errors.forbidden(list, "pod updates may not add or remove containers");
        return;
      }
    }
    Long deadline = after.integer("activeDeadlineSeconds");
    Long oldDeadline = before.integer("activeDeadlineSeconds");
    if (deadline == null && oldDeadline != null) {
      errors.invalid(
          "activeDeadlineSeconds", null, "must not update from a positive integer to nil value");
    } else if (deadline != null && oldDeadline != null && deadline > oldDeadline) {
      errors.invalid(
          "activeDeadlineSeconds", deadline, "must be less than or equal to previous value");
      return;
    }
    onlyMoreTolerations(errors, after.array("tolerations"), before.array("tolerations"));
    onlyFewerGates(errors, after.array("schedulingGates"), before.array("schedulingGates"));
    JsonObject rest = withAllowedOf(after, before);
    if (!rest.equals(before)) {
      List<String> differences = new ArrayList<>();
      differences(rest, before, "", differences);
      errors.forbidden(
          "",
          "pod updates may not change fields other than "
              + UPDATABLE
              + "\n"
              + String.join("\n", differences));
    }
  }

  /** Ephemeral containers may only be added. */
  static void ephemeralContainers(FieldErrors errors, JsonObject after, JsonObject before) {
    for (JsonObject old : before.array("ephemeralContainers").objects()) {
      String name = old.string("name", "");
      JsonObject now = after.array("ephemeralContainers").find("name", name);
      if (now == null) {
        errors.forbidden(
            "ephemeralContainers",
            "existing ephemeral containers \"" + name + "\" may not be removed\n");
      } else if (!now.equals(old)) {
        errors.forbidden(
            "ephemeralContainers",
            "existing ephemeral containers \"" + name + "\" may not be changed\n");
      }
    }
  }

  private static JsonObject withAllowedOf(JsonObject after, JsonObject before) {
    JsonObject rest = after;
    for (String list : List.of("containers", "initContainers")) {
      JsonArray containers = rest.array(list);
      for (int i = 0; i < containers.size(); i++) {
        containers =
            containers.with(
                i,
                containers
                    .object(i)
                    .withOrWithout("image", before.array(list).object(i).get("image")));
      }
      if (rest.has(list)) {
        rest = rest.with(list, containers);
      }
    }
    for (String field : List.of("activeDeadlineSeconds", "tolerations", "schedulingGates")) {
      rest = rest.withOrWithout(field, before.get(field));
    }
    if (before.integer("terminationGracePeriodSeconds", 0) < 0
        && after.integer("terminationGracePeriodSeconds", 0) == 1) {
      rest =
          rest.with("terminationGracePeriodSeconds", before.get("terminationGracePeriodSeconds"));
    }
    if (!before.array("schedulingGates").isEmpty()) {
      // A Pod that is held back from the scheduler may narrow where it wants to go.
      rest =
          rest.withOrWithout("nodeSelector", before.get("nodeSelector"))
              .withOrWithout("affinity", before.get("affinity"));
    }
    return rest;
  }

  private static void onlyMoreTolerations(FieldErrors errors, JsonArray after, JsonArray before) {
    for (JsonObject old : before.objects()) {
      JsonObject bare = old.without("tolerationSeconds");
      if (after.objects().stream()
          .noneMatch(each -> each.without("tolerationSeconds").equals(bare))) {
        errors.forbidden(
            "tolerations", "existing toleration can not be modified except its tolerationSeconds");
        return;
      }
    }
  }

  private static void onlyFewerGates(FieldErrors errors, JsonArray after, JsonArray before) {
    for (int i = 0; i < after.size(); i++) {
      String name = after.object(i).string("name", "");
      if (before.find("name", name) == null) {
        errors
            .in("schedulingGates", i)
            .forbidden(
                "name", "only deletion is allowed, but found new scheduling gate '" + name + "'");
      }
    }
  }

  private static void differences(Object after, Object before, String path, List<String> lines) {
    if (after instanceof JsonObject now && before instanceof JsonObject then) {
      TreeSet<String> keys = new TreeSet<>(now.keys());
      keys.addAll(then.keys());
      for (String key : keys) {
        differences(now.get(key), then.get(key), path.isEmpty() ? key : path + "." + key, lines);
      }
    } else if (after instanceof JsonArray now
        && before instanceof JsonArray then
        && now.size() == then.size()) {
      for (int i = 0; i < now.size(); i++) {
        differences(now.get(i), then.get(i), path + "[" + i + "]", lines);
      }
    } else if (after == null || !after.equals(before)) {
      if (before != null) {
        lines.add("-  " + path + ": " + Json.print(before));
      }
      if (after != null) {
        lines.add("+  " + path + ": " + Json.print(after));
      }
    }
  }
}
