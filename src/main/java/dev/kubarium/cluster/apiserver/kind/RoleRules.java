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
 * Roles and ClusterRoles: what may be done. They are stored and answer questions; nothing is
 * refused because of them.
 *
 * <p>Models: pkg/registry/rbac, pkg/apis/rbac/validation
 */
final class RoleRules implements KindRules {

  private final Kind kind;

  /** {@code kind} is that of Roles or of ClusterRoles. */
  RoleRules(Kind kind) {
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
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    JsonArray rules = object.tree().array("rules");
    for (int i = 0; i < rules.size(); i++) {
      FieldErrors at = errors.in("rules", i);
      JsonObject rule = rules.object(i);
      if (rule.array("verbs").isEmpty()) {
        at.required("verbs", "verbs must contain at least one value");
      }
      if (!rule.array("nonResourceURLs").isEmpty()) {
        if (kind.namespaced()) {
          at.invalid(
              "nonResourceURLs",
              rule.array("nonResourceURLs"),
              "namespaced rules cannot apply to non-resource URLs");
        }
        continue;
      }
      if (rule.array("apiGroups").isEmpty()) {
        at.required("apiGroups", "resource rules must supply at least one api group");
      }
      if (rule.array("resources").isEmpty()) {
        at.required("resources", "resource rules must supply at least one resource");
      }
    }
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        new Column(
            "Created At",
            "date",
            "",
            0,
            (object, now) -> object.metadata().string("creationTimestamp", "")));
  }
}
