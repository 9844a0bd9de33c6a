package dev.kubarium.web.kubernetes;

import static dev.kubarium.web.kubernetes.Replies.ask;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.apiserver.KindRegistry;
import dev.kubarium.cluster.apiserver.PatchType;
import dev.kubarium.cluster.apiserver.Verb;
import dev.kubarium.cluster.object.Cause;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.session.Session;
import dev.kubarium.web.Doorkeeper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

/** The Kubernetes API of a session, at {@code /clusters/{id}}: the door of kubectl, of libraries, and of the page. */
@Controller
class KubernetesController {

  private final Doorkeeper doorkeeper;

  KubernetesController(Doorkeeper doorkeeper) {
    this.doorkeeper = doorkeeper;
  }

  @RequestMapping("/clusters/{id}/**")
  void handle(@PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException, InterruptedException {
    try {
      Session session = doorkeeper.session(id, request).orElseThrow(KubernetesController::unauthorized);
      String raw = request.getRequestURI();
      List<String> segments = ApiPath.segments(raw).subList(2, ApiPath.segments(raw).size());
      if (!Descriptions.answer(session, segments, request, response)) {
        resource(session, ApiPath.of(segments), request, response);
      }
    } catch (ApiException refused) {
      Replies.refuse(response, request, refused);
    }
  }

  private static ApiException unauthorized() {
    return new ApiException(401, "Unauthorized", "Unauthorized", JsonObject.EMPTY);
  }

  private void resource(Session session, ApiPath path, HttpServletRequest request, HttpServletResponse response)
      throws IOException, InterruptedException {
    Kind kind =
        ask(
            session.inside(
                here ->
                    here.api()
                        .kinds()
                        .find(path.group(), path.version(), path.plural())
                        .map(KindRegistry.Served::kind)
                        .orElse(null)));
    if (kind == null || !path.namespace().isEmpty() && !kind.namespaced()) {
      throw ApiPath.unknown();
    }
    Accept accept = Accept.of(request.getHeader("Accept"));
    boolean plainText = "log".equals(path.subresource());
    if (accept == Accept.NONE && !plainText) {
      throw new ApiException(
          406,
          "NotAcceptable",
          "only the following media types are accepted: application/json, application/yaml,"
              + " application/json;as=Table;v=v1;g=meta.k8s.io, application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,"
              + " application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
          JsonObject.EMPTY);
    }
    String method = request.getMethod();
    if (method.equals("GET") && Query.isTrue(request, "watch") && path.subresource() == null) {
      Watching.answer(session, path, kind, accept, request, response);
      return;
    }
    ApiRequest wished = request(path, kind, method, request);
    String includeObject = request.getParameter("includeObject");
    record Answer(ApiResponse response, JsonObject document) {}
    Answer answer =
        ask(
            session.inside(
                here -> {
                  ApiResponse said = here.api().handle(wished);
                  boolean text = said.body() instanceof ApiResponse.Text;
                  return new Answer(
                      said,
                      text ? null : new Rendering(here.api()).document(said.body(), accept, includeObject));
                }));
    Replies.warnings(response, answer.response().warnings());
    if (answer.response().body() instanceof ApiResponse.Text said) {
      Replies.text(response, said.text());
    } else {
      Replies.document(response, answer.response().code(), answer.document(), accept);
    }
  }

  private static ApiRequest request(ApiPath path, Kind kind, String method, HttpServletRequest request)
      throws IOException {
    Caller caller = caller(request);
    Verb verb =
        switch (method) {
          case "GET", "HEAD" -> path.name() == null ? Verb.LIST : Verb.GET;
          case "POST" -> Verb.CREATE;
          case "PUT" -> Verb.UPDATE;
          case "PATCH" -> Verb.PATCH;
          case "DELETE" -> path.name() == null ? Verb.DELETE_COLLECTION : Verb.DELETE;
          default -> throw ApiException.methodNotAllowed(kind);
        };
    boolean misplaced =
        verb == Verb.CREATE && path.name() != null && path.subresource() == null
            || (verb == Verb.UPDATE || verb == Verb.PATCH) && path.name() == null;
    if (misplaced) {
      throw ApiException.methodNotAllowed(kind);
    }
    PatchType patchType = verb == Verb.PATCH ? patchType(request) : null;
    Object body =
        switch (verb) {
          case GET -> path.subresource() == null ? null : parameters(request);
          case LIST -> null;
          default -> Bodies.read(request);
        };
    boolean deletes = verb == Verb.DELETE || verb == Verb.DELETE_COLLECTION;
    if (!deletes && verb != Verb.GET && verb != Verb.LIST && body == null) {
      throw ApiException.badRequest("the body of the request is empty");
    }
    JsonObject deletion = deletes && body instanceof JsonObject options ? options : JsonObject.EMPTY;
    ApiOptions options = Query.options(request, patchType, deletion);
    return new ApiRequest(
        verb, kind, path.namespace(), path.name(), path.subresource(), deletes ? null : body, options, caller);
  }

  private static PatchType patchType(HttpServletRequest request) {
    String type = Bodies.mediaType(request);
    for (PatchType each : PatchType.values()) {
      if (each.mediaType().equals(type)) {
        return each;
      }
    }
    throw new ApiException(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: application/json-patch+json,"
            + " application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml",
        JsonObject.EMPTY);
  }

  /** The query as a tree, for subresources that are asked by it ({@code log}). */
  private static JsonObject parameters(HttpServletRequest request) {
    JsonObject parameters = JsonObject.EMPTY;
    for (Map.Entry<String, String[]> entry : request.getParameterMap().entrySet()) {
      String[] values = entry.getValue();
      parameters =
          parameters.with(entry.getKey(), values.length == 1 ? (Object) values[0] : JsonArray.copyOf(List.of(values)));
    }
    return parameters;
  }

  /** The page says who it is; of others the first word of the user agent is told. */
  private static Caller caller(HttpServletRequest request) {
    if ("page".equals(request.getHeader("X-Kubarium-Actor"))) {
      return Caller.YOU;
    }
    String agent = request.getHeader("User-Agent");
    String actor = agent == null || agent.isBlank() ? "client" : agent.split("[/ ]")[0];
    return new Caller(actor, Cause.NONE, "kubarium-admin", true);
  }
}
