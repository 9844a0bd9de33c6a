package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.Timestamps;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Questions to the API: who am I, may I, may they. They are answered and not stored.
 *
 * <p>Models: pkg/registry/authorization, pkg/registry/authentication
 *
 * <p>Left out: tokens of others than service accounts; a TokenReview knows only what this cluster
 * made.
 */
final class ReviewRules implements KindRules {

  private static final String AUTHORIZATION = "authorization.k8s.io";
  private static final String AUTHENTICATION = "authentication.k8s.io";

  /** What is asked. */
  private enum Question {
    MAY_I,
    MAY_THEY,
    WHAT_MAY_I,
    WHO_AM_I,
    WHOSE_TOKEN
  }

  private final Kind kind;
  private final Question question;

  private ReviewRules(
      String group, String name, String plural, boolean namespaced, Question question) {
    this.kind = new Kind(group, "v1", name, plural, namespaced, List.of(), List.of());
    this.question = question;
  }

  /** All kinds of questions. */
  static List<KindRules> all() {
    return List.of(
        new ReviewRules(
            AUTHORIZATION,
            "SelfSubjectAccessReview",
            "selfsubjectaccessreviews",
            false,
            Question.MAY_I),
        new ReviewRules(
            AUTHORIZATION, "SubjectAccessReview", "subjectaccessreviews", false, Question.MAY_THEY),
        new ReviewRules(
            AUTHORIZATION,
            "LocalSubjectAccessReview",
            "localsubjectaccessreviews",
            true,
            Question.MAY_THEY),
        new ReviewRules(
            AUTHORIZATION,
            "SelfSubjectRulesReview",
            "selfsubjectrulesreviews",
            false,
            Question.WHAT_MAY_I),
        new ReviewRules(
            AUTHENTICATION, "SelfSubjectReview", "selfsubjectreviews", false, Question.WHO_AM_I),
        new ReviewRules(
            AUTHENTICATION, "TokenReview", "tokenreviews", false, Question.WHOSE_TOKEN));
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public List<String> verbs() {
    return List.of("create");
  }

  @Override
  public Optional<JsonObject> answer(JsonObject asked, RuleContext context) {
    JsonObject spec = asked.object("spec");
    String self = context.caller().user();
    List<String> groups = RoleEvaluation.groupsOf(context.caller());
    RoleEvaluation roles = new RoleEvaluation(context);
    JsonObject status =
        switch (question) {
          case MAY_I -> verdict(spec, roles.decide(self, groups, spec));
          case MAY_THEY ->
              verdict(spec, roles.decide(spec.string("user", ""), groupsAsked(spec), spec));
          case WHAT_MAY_I ->
              rules(roles.rulesFor(self, groups, spec.string("namespace", "default")));
          case WHO_AM_I -> JsonObject.of("userInfo", user(self, groups));
          case WHOSE_TOKEN -> tokenOwner(spec.string("token", ""), context);
        };
    JsonObject metadata =
        asked.object("metadata").withDefault("creationTimestamp", Timestamps.format(context.now()));
    return Optional.of(asked.with("metadata", metadata).with("status", status));
  }

  private JsonObject verdict(JsonObject spec, RoleEvaluation.Verdict verdict) {
    boolean one = spec.isSet("resourceAttributes") != spec.isSet("nonResourceAttributes");
    if (!one) {
      throw new ApiException(
          422,
          "Invalid",
          kind.name()
              + "."
              + kind.group()
              + " \"\" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of"
              + " nonResourceAttributes or resourceAttributes must be specified",
          JsonObject.of("group", kind.group(), "kind", kind.name()));
    }
    return JsonObject.of(
        "allowed",
        verdict.allowed(),
        "reason",
        verdict.reason().isEmpty() ? null : verdict.reason());
  }

  private static List<String> groupsAsked(JsonObject spec) {
    List<String> groups = new ArrayList<>(spec.array("groups").strings());
    groups.addAll(RoleEvaluation.groupsOf(spec.string("user", "")));
    return groups;
  }

  private static JsonObject rules(JsonArray rules) {
    JsonArray resources = JsonArray.EMPTY;
    JsonArray others = JsonArray.EMPTY;
    for (JsonObject rule : rules.objects()) {
      if (rule.isSet("nonResourceURLs")) {
        others =
            others.plus(
                JsonObject.of(
                    "verbs", rule.get("verbs"), "nonResourceURLs", rule.get("nonResourceURLs")));
      } else {
        resources = resources.plus(rule);
      }
    }
    return JsonObject.of(
        "incomplete", false, "resourceRules", resources, "nonResourceRules", others);
  }

  private static JsonObject user(String name, List<String> groups) {
    return JsonObject.of("username", name, "groups", JsonArray.copyOf(groups));
  }

  /** A token of this cluster says in its middle part whose it is. */
  private static JsonObject tokenOwner(String token, RuleContext context) {
    String[] parts = token.split("\\.");
    if (parts.length == 3) {
      try {
        String claims =
            new String(
                Base64.getUrlDecoder().decode(parts[1]), java.nio.charset.StandardCharsets.UTF_8);
        JsonObject told = Json.parseObject(claims);
        String subject = told.string("sub", "");
        String[] names = subject.split(":");
        boolean known =
            names.length == 4 && context.get(Kinds.SERVICE_ACCOUNT, names[2], names[3]) != null;
        if (known && told.integer("exp", 0) * 1000 > context.now()) {
          return JsonObject.of(
              "authenticated",
              true,
              "user",
              user(subject, RoleEvaluation.groupsOf(subject)),
              "audiences",
              told.get("aud"));
        }
      } catch (IllegalArgumentException
          | ClassCastException
          | tools.jackson.core.JacksonException notOurs) {
        return unknownToken();
      }
    }
    return unknownToken();
  }

  private static JsonObject unknownToken() {
    return JsonObject.of("user", JsonObject.EMPTY, "error", "invalid bearer token");
  }

  @Override
  public List<Column> columns() {
    return List.of(Column.NAME);
  }
}
