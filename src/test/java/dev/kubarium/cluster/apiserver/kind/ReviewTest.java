package dev.kubarium.cluster.apiserver.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Questions that the API answers without storing them. */
class ReviewTest {

  private final KindTestKit kit = new KindTestKit();

  private JsonObject ask(String question) {
    JsonObject tree = KindTestKit.yaml(question);
    Kind kind =
        kit.api
            .kinds()
            .findByName(tree.string("apiVersion"), tree.string("kind"))
            .orElseThrow()
            .kind();
    ApiResponse answer =
        kit.api.handle(ApiRequest.create(kind, "", tree, ApiOptions.NONE, Caller.YOU));
    assertEquals(201, answer.code());
    return ((ApiResponse.Document) answer.body()).tree().object("status");
  }

  @Test
  void letsThePersonAtTheClusterDoAll() {
    assertTrue(
        ask("{apiVersion: authorization.k8s.io/v1, kind: SelfSubjectAccessReview, spec: {resourceAttributes: {verb: delete, resource: nodes}}}")
            .bool("allowed"));
    assertEquals(
        "kubarium-admin",
        ask("{apiVersion: authentication.k8s.io/v1, kind: SelfSubjectReview}")
            .object("userInfo")
            .string("username"));
    assertEquals(0, kit.store.size());
  }

  @Test
  void judgesOthersByTheirRoles() {
    String question =
        "{apiVersion: authorization.k8s.io/v1, kind: SubjectAccessReview, spec: {user: 'system:serviceaccount:default:bot',"
            + " resourceAttributes: {namespace: default, verb: %s, resource: pods%s}}}";
    assertFalse(ask(question.formatted("list", "")).bool("allowed"));
    kit.create(
        "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader}, rules: [{apiGroups: [''], resources: [pods, pods/log], verbs: [get, list]}]}");
    kit.create(
        "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: read}, roleRef: {kind: Role, name: reader},"
            + " subjects: [{kind: ServiceAccount, name: bot, namespace: default}]}");
    JsonObject verdict = ask(question.formatted("list", ""));
    assertTrue(verdict.bool("allowed"));
    assertEquals(
        "RBAC: allowed by RoleBinding \"read/default\" of Role \"reader\" to ServiceAccount \"bot/default\"",
        verdict.string("reason"));
    assertTrue(ask(question.formatted("get", ", subresource: log")).bool("allowed"));
    assertFalse(ask(question.formatted("delete", "")).bool("allowed"));
  }

  @Test
  void showsTheControlPlaneAsHealthy() {
    Kind kind = kit.api.kinds().find("", "v1", "componentstatuses").orElseThrow().kind();
    ApiResponse answer = kit.api.handle(ApiRequest.list(kind, "", ApiOptions.NONE, Caller.YOU));
    assertEquals(
        List.of("controller-manager", "Healthy", "ok", ""),
        kit.row(answer.objects().get(0), false));
    KindTestKit.refuses(
        "the server does not allow this method on the requested resource",
        () ->
            kit.api.handle(
                ApiRequest.create(kind, "", JsonObject.EMPTY, ApiOptions.NONE, Caller.YOU)));
  }
}
