package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import java.util.List;

/**
 * The faults of what a Pod or a container may do on its machine.
 *
 * <p>Models: pkg/apis/core/validation, ValidateSecurityContext, validatePodSpecSecurityContext
 *
 * <p>Left out: seccomp, AppArmor, sysctls.
 */
final class SecurityContextValidation {

  private static final String ID = "must be between 0 and 2147483647, inclusive";

  private SecurityContextValidation() {}

  /** {@code errors} stands at the security context of the Pod. */
  static void pod(FieldErrors errors, JsonObject context) {
    for (String field : List.of("fsGroup", "runAsUser", "runAsGroup")) {
      id(errors, context, field);
    }
    JsonArray groups = context.array("supplementalGroups");
    for (int i = 0; i < groups.size(); i++) {
      if (groups.get(i) instanceof Long group && !isId(group)) {
        errors.in("supplementalGroups", i).invalid("", group, ID);
      }
    }
  }

  /** {@code errors} stands at the security context of the container. */
  static void container(FieldErrors errors, JsonObject context) {
    id(errors, context, "runAsUser");
    id(errors, context, "runAsGroup");
    if (context.has("allowPrivilegeEscalation") && !context.bool("allowPrivilegeEscalation")) {
      if (context.bool("privileged")) {
        errors.invalid(
            "", context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
      }
      if (context.object("capabilities").array("add").contains("CAP_SYS_ADMIN")) {
        errors.invalid(
            "",
            context,
            "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
      }
    }
  }

  private static void id(FieldErrors errors, JsonObject context, String field) {
    Long id = context.integer(field);
    if (id != null && !isId(id)) {
      errors.invalid(field, id, ID);
    }
  }

  private static boolean isId(long id) {
    return id >= 0 && id <= Integer.MAX_VALUE;
  }
}
