package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the stored roles let somebody do something. Nothing in the cluster is refused because of
 * it: it answers {@code kubectl auth can-i}.
 *
 * <p>Models: plugin/pkg/auth/authorizer/rbac
 */
final class RoleEvaluation {

  /** The verdict, and the API's reason for it. */
  record Verdict(boolean allowed, String reason) {}

  private static final String MASTERS = "system:masters";
  private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

  private final RuleContext context;

  RoleEvaluation(RuleContext context) {
    this.context = context;
  }

  /** The groups that the API knows somebody to be in by name alone. */
  static List<String> groupsOf(String user) {
    if (!user.startsWith(SERVICE_ACCOUNT)) {
      return List.of("system:authenticated");
    }
    String namespace = user.substring(SERVICE_ACCOUNT.length()).split(":", 2)[0];
    return List.of(
        "system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated");
  }

  /** The groups of the caller: the person at the cluster is its administrator. */
  static List<String> groupsOf(Caller caller) {
    return caller.person() && caller.user().equals(Caller.YOU.user())
        ? List.of(MASTERS, "system:authenticated")
        : groupsOf(caller.user());
  }

  /** {@code spec} is that of an access review: resourceAttributes or nonResourceAttributes. */
  Verdict decide(String user, List<String> groups, JsonObject spec) {
    if (groups.contains(MASTERS)) {
      return new Verdict(
          true,
          "RBAC: allowed by ClusterRoleBinding \"cluster-admin\" of ClusterRole \"cluster-admin\" to Group \""
              + MASTERS
              + "\"");
    }
    for (KubeObject binding : context.list(Kinds.CLUSTER_ROLE_BINDING, "")) {
      String subject = subject(binding, user, groups);
      if (subject != null && allows(role(binding), spec)) {
        return new Verdict(
            true,
            "RBAC: allowed by ClusterRoleBinding \""
                + binding.name()
                + "\" of ClusterRole \""
                + roleName(binding)
                + "\" to "
                + subject);
      }
    }
    String namespace = spec.object("resourceAttributes").string("namespace", "");
    if (!namespace.isEmpty()) {
      for (KubeObject binding : context.list(Kinds.ROLE_BINDING, namespace)) {
        String subject = subject(binding, user, groups);
        if (subject != null && allows(role(binding), spec)) {
          return new Verdict(
              true,
              "RBAC: allowed by RoleBinding \""
                  + binding.name()
                  + "/"
                  + namespace
                  + "\" of "
                  + binding.tree().object("roleRef").string("kind", "")
                  + " \""
                  + roleName(binding)
                  + "\" to "
                  + subject);
        }
      }
    }
    return new Verdict(false, "");
  }

  private static String roleName(KubeObject binding) {
    return binding.tree().object("roleRef").string("name", "");
  }

  private KubeObject role(KubeObject binding) {
    boolean clusterWide = binding.tree().object("roleRef").string("kind", "").equals("ClusterRole");
    return clusterWide
        ? context.get(Kinds.CLUSTER_ROLE, "", roleName(binding))
        : context.get(Kinds.ROLE, binding.namespace(), roleName(binding));
  }

  /**
   * The subject by which this binding is about the user, as the API writes it; {@code null} where
   * there is none.
   */
  private static String subject(KubeObject binding, String user, List<String> groups) {
    for (JsonObject subject : binding.tree().array("subjects").objects()) {
      String name = subject.string("name", "");
      String kind = subject.string("kind", "");
      boolean meant =
          switch (kind) {
            case "User" -> name.equals(user);
            case "Group" -> groups.contains(name);
            case "ServiceAccount" ->
                user.equals(
                    SERVICE_ACCOUNT
                        + subject.string("namespace", binding.namespace())
                        + ":"
                        + name);
            default -> false;
          };
      if (meant) {
        String shown =
            kind.equals("ServiceAccount")
                ? name + "/" + subject.string("namespace", binding.namespace())
                : name;
        return kind + " \"" + shown + "\"";
      }
    }
    return null;
  }

  private static boolean allows(KubeObject role, JsonObject spec) {
    return role != null
        && role.tree().array("rules").objects().stream().anyMatch(rule -> covers(rule, spec));
  }

  private static boolean covers(JsonObject rule, JsonObject spec) {
    if (spec.isSet("nonResourceAttributes")) {
      JsonObject asked = spec.object("nonResourceAttributes");
      String path = asked.string("path", "");
      return has(rule.array("verbs"), asked.string("verb", ""))
          && rule.array("nonResourceURLs").strings().stream()
              .anyMatch(
                  url ->
                      url.equals("*")
                          || url.equals(path)
                          || url.endsWith("*")
                              && path.startsWith(url.substring(0, url.length() - 1)));
    }
    JsonObject asked = spec.object("resourceAttributes");
    String resource = asked.string("resource", "");
    String subresource = asked.string("subresource", "");
    String whole = subresource.isEmpty() ? resource : resource + "/" + subresource;
    boolean resourceCovered =
        has(rule.array("resources"), whole)
            || !subresource.isEmpty() && rule.array("resources").contains("*/" + subresource);
    JsonArray names = rule.array("resourceNames");
    return has(rule.array("verbs"), asked.string("verb", ""))
        && has(rule.array("apiGroups"), asked.string("group", ""))
        && resourceCovered
        && (names.isEmpty() || names.contains(asked.string("name", "")));
  }

  private static boolean has(JsonArray list, String word) {
    return list.contains("*") || list.contains(word);
  }

  /** All rules that hold for somebody in a namespace. */
  JsonArray rulesFor(String user, List<String> groups, String namespace) {
    if (groups.contains(MASTERS)) {
      JsonArray all = JsonArray.of("*");
      return JsonArray.of(
          JsonObject.of("verbs", all, "apiGroups", all, "resources", all),
          JsonObject.of("verbs", all, "nonResourceURLs", all));
    }
    JsonArray rules = JsonArray.EMPTY;
    List<KubeObject> bindings = new ArrayList<>(context.list(Kinds.CLUSTER_ROLE_BINDING, ""));
    bindings.addAll(context.list(Kinds.ROLE_BINDING, namespace));
    for (KubeObject binding : bindings) {
      KubeObject role = role(binding);
      if (role != null && subject(binding, user, groups) != null) {
        for (JsonObject rule : role.tree().array("rules").objects()) {
          rules = rules.plus(rule);
        }
      }
    }
    return rules;
  }
}
