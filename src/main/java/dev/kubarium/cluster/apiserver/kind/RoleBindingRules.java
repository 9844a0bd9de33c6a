package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.NameRule;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;

/**
 * RoleBindings and ClusterRoleBindings: who has a role. The role that was bound stays.
 *
 * <p>Models: pkg/registry/rbac, pkg/apis/rbac/validation
 */
final class RoleBindingRules implements KindRules {

  private static final String GROUP = "rbac.authorization.k8s.io";

  private final Kind kind;

  /** {@code kind} is that of RoleBindings or of ClusterRoleBindings. */
  RoleBindingRules(Kind kind) {
    this.kind = kind;
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public NameRule nameRule() {
    return NameRule.PATH_SEGMENT;
  }

  @Override
  public boolean hasStatus() {
    return false;
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return object
        .update("roleRef", role -> PodSpecDefaults.text(role, "apiGroup", GROUP))
        .updateEach(
            "subjects",
            subject ->
                subject.string("kind", "").equals("ServiceAccount")
                    ? subject
                    : PodSpecDefaults.text(subject, "apiGroup", GROUP));
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    JsonObject role = object.tree().object("roleRef");
    FieldErrors at = errors.in("roleRef");
    if (!role.string("apiGroup", "").equals(GROUP)) {
      at.notSupported("apiGroup", role.string("apiGroup", ""), List.of(GROUP));
    }
    List<String> kinds =
        kind.namespaced() ? List.of("Role", "ClusterRole") : List.of("ClusterRole");
    if (!kinds.contains(role.string("kind", ""))) {
      at.notSupported("kind", role.string("kind", ""), kinds);
    }
    FieldChecks.required(at, role, "name");
    JsonArray subjects = object.tree().array("subjects");
    for (int i = 0; i < subjects.size(); i++) {
      FieldErrors each = errors.in("subjects", i);
      JsonObject subject = subjects.object(i);
      FieldChecks.required(each, subject, "name");
      switch (subject.string("kind", "")) {
        case "ServiceAccount" -> {
          if (!kind.namespaced()) {
            FieldChecks.required(each, subject, "namespace");
          }
        }
        case "User", "Group" -> {}
        default ->
            each.notSupported(
                "kind", subject.string("kind", ""), List.of("ServiceAccount", "User", "Group"));
      }
    }
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    validate(object, errors, context);
    if (!object.tree().object("roleRef").equals(before.tree().object("roleRef"))) {
      errors.invalid("roleRef", object.tree().object("roleRef"), "cannot change roleRef");
    }
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("Role", (object, now) -> role(object.tree().object("roleRef"))),
        Column.AGE,
        Column.wide("Users", (object, now) -> subjects(object, "User")),
        Column.wide("Groups", (object, now) -> subjects(object, "Group")),
        Column.wide("ServiceAccounts", (object, now) -> subjects(object, "ServiceAccount")));
  }

  private static String role(JsonObject role) {
    return role.string("kind", "") + "/" + role.string("name", "");
  }

  private static String subjects(KubeObject binding, String kind) {
    return String.join(
        ", ",
        binding.tree().array("subjects").objects().stream()
            .filter(subject -> subject.string("kind", "").equals(kind))
            .map(
                subject ->
                    kind.equals("ServiceAccount")
                        ? subject.string("namespace", "") + "/" + subject.string("name", "")
                        : subject.string("name", ""))
            .toList());
  }
}
