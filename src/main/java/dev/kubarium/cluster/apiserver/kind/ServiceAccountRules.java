package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.apiserver.SubresourceRules;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Timestamps;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Who a Pod is towards the API.
 *
 * <p>Models: pkg/registry/core/serviceaccount
 */
final class ServiceAccountRules implements KindRules {

  private static final long HOUR = 3600;
  private static final long LEAST_SECONDS = 600;

  @Override
  public Kind kind() {
    return Kinds.SERVICE_ACCOUNT;
  }

  @Override
  public boolean hasStatus() {
    return false;
  }

  @Override
  public Map<String, SubresourceRules> subresources() {
    return Collections.singletonMap(
        "token",
        SubresourceRules.described(
            "authentication.k8s.io/v1",
            "TokenRequest",
            List.of("create"),
            ServiceAccountRules::token));
  }

  /**
   * A token as {@code kubectl create token} wants it: shaped like a signed one, good for nothing
   * outside the simulation.
   */
  private static ApiResponse token(
      ApiRequest request, KubeObject account, RuleContext context, SubresourceRules.Writer writer) {
    JsonObject asked = request.body() instanceof JsonObject body ? body : JsonObject.EMPTY;
    long seconds = asked.object("spec").integer("expirationSeconds", HOUR);
    if (seconds < LEAST_SECONDS) {
      throw new ApiException(
          422,
          "Invalid",
          "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: "
              + seconds
              + ": may not specify a duration less than 10 minutes",
          JsonObject.of("group", "authentication.k8s.io", "kind", "TokenRequest"));
    }
    long ends = context.now() + seconds * 1000;
    String user = "system:serviceaccount:" + account.namespace() + ":" + account.name();
    String signature = context.chance().of("token/" + account.uid(), context.now()).letters(43);
    String token =
        part(JsonObject.of("alg", "RS256", "kid", "kubarium"))
            + "."
            + part(
                JsonObject.of(
                    "aud",
                    asked.object("spec").get("audiences"),
                    "exp",
                    ends / 1000,
                    "iat",
                    context.now() / 1000,
                    "iss",
                    "https://kubernetes.default.svc." + context.network().domain(),
                    "sub",
                    user))
            + "."
            + signature;
    return ApiResponse.document(
        201,
        JsonObject.of(
            "kind", "TokenRequest",
            "apiVersion", "authentication.k8s.io/v1",
            "metadata",
                JsonObject.of(
                    "name", account.name(),
                    "namespace", account.namespace(),
                    "creationTimestamp", Timestamps.format(context.now())),
            "spec",
                asked
                    .object("spec")
                    .withDefault(
                        "audiences",
                        JsonArray.of(
                            "https://kubernetes.default.svc." + context.network().domain()))
                    .with("expirationSeconds", seconds),
            "status",
                JsonObject.of("token", token, "expirationTimestamp", Timestamps.format(ends))));
  }

  private static String part(JsonObject json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(json));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text(
            "Secrets", (object, now) -> Long.toString(object.tree().array("secrets").size())),
        Column.AGE);
  }
}
