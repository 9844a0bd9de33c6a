package dev.kubarium.web.kubernetes;

import static dev.kubarium.web.kubernetes.Replies.ask;

import dev.kubarium.cluster.apiserver.KindRegistry;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.session.Session;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Answers what the API says of itself: version, health, discovery, OpenAPI. */
final class Descriptions {

  private Descriptions() {}

  /**
   * Whether the address was one of these and is answered; {@code segments} as for {@link ApiPath}.
   */
  static boolean answer(
      Session session,
      List<String> segments,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    switch (segments.isEmpty() ? "" : segments.get(0)) {
      case "" -> Replies.json(response, 200, JsonObject.of("paths", roots()));
      case "version" -> Replies.json(response, 200, ServerVersion.tree());
      case "healthz", "livez", "readyz" -> Replies.text(response, "ok");
      case "openapi" -> openApi(session, segments.subList(1, segments.size()), request, response);
      case "api" -> {
        return segments.size() <= 2 && discovery(session, segments, request, response);
      }
      case "apis" -> {
        return segments.size() <= 3 && discovery(session, segments, request, response);
      }
      default -> throw ApiPath.unknown();
    }
    return true;
  }

  private static JsonArray roots() {
    return JsonArray.of(
        "/api",
        "/api/v1",
        "/apis",
        "/healthz",
        "/livez",
        "/openapi/v2",
        "/openapi/v3",
        "/readyz",
        "/version");
  }

  private static boolean discovery(
      Session session,
      List<String> segments,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    boolean core = segments.get(0).equals("api");
    if (segments.size() == 1) {
      String version = aggregatedVersion(request.getHeader("Accept"));
      response.setHeader("Vary", "Accept");
      if (!version.isEmpty()) {
        JsonObject all = described(session, discovery -> discovery.aggregated(core, version));
        Replies.bytes(
            response,
            200,
            "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList",
            Json.bytes(all));
        return true;
      }
      String host = request.getServerName() + ":" + request.getServerPort();
      Replies.json(
          response,
          200,
          core ? Discovery.coreVersions(host) : described(session, Discovery::groupList));
      return true;
    }
    String group = core ? "" : segments.get(1);
    boolean ofGroup = !core && segments.size() == 2;
    Replies.json(
        response,
        200,
        described(
            session,
            discovery ->
                (ofGroup ? discovery.group(group) : discovery.resources(group, segments.getLast()))
                    .orElseThrow(ApiPath::unknown)));
    return true;
  }

  /** {@code v2} or {@code v2beta1} where the caller takes everything at once, else empty. */
  private static String aggregatedVersion(String accept) {
    for (String clause :
        accept == null ? new String[0] : accept.toLowerCase(Locale.ROOT).split(",")) {
      List<String> parameters = List.of(clause.strip().split("\\s*;\\s*"));
      if (parameters.get(0).equals("application/json")
          && parameters.contains("as=apigroupdiscoverylist")) {
        for (String version : List.of("v2", "v2beta1")) {
          if (parameters.contains("v=" + version)) {
            return version;
          }
        }
      }
      if (parameters.size() == 1 && parameters.get(0).equals("application/json")) {
        return "";
      }
    }
    return "";
  }

  private static JsonObject described(Session session, Function<Discovery, JsonObject> question) {
    return ask(session.inside(here -> question.apply(new Discovery(here.api().kinds()))));
  }

  private static void openApi(
      Session session,
      List<String> segments,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (segments.equals(List.of("v2"))) {
      String accept = String.valueOf(request.getHeader("Accept"));
      boolean protobuf = accept.contains("protobuf") && !accept.startsWith("application/json");
      Replies.bytes(
          response,
          200,
          protobuf ? OpenApi.V2_PROTOBUF : "application/json",
          protobuf ? OpenApi.secondProtobuf() : OpenApi.second());
      return;
    }
    if (segments.isEmpty() || !segments.get(0).equals("v3")) {
      throw ApiPath.unknown();
    }
    KindRegistry kinds = ask(session.inside(here -> here.api().kinds()));
    if (segments.size() == 1) {
      Replies.json(response, 200, ask(session.inside(here -> OpenApi.index(kinds))));
      return;
    }
    String path = String.join("/", segments.subList(1, segments.size()));
    OpenApi.Document document =
        ask(session.inside(here -> OpenApi.document(kinds, path).orElseThrow(ApiPath::unknown)));
    if (document.hash().equals(request.getParameter("hash"))) {
      // An address that names this very document may be kept for ever.
      response.setHeader("Cache-Control", "public, immutable, max-age=31536000");
    }
    response.setHeader("ETag", "\"" + document.hash() + "\"");
    Replies.bytes(response, 200, "application/json", document.bytes());
  }
}
