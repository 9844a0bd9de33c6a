package dev.kubarium.web.kubernetes;

import static dev.kubarium.web.kubernetes.Replies.ask;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.KindRegistry;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.session.Session;
import dev.kubarium.web.Doorkeeper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * The Kubernetes API of a session, at {@code /clusters/{id}}: the door of kubectl, of libraries,
 * and of the page.
 */
@Controller
class KubernetesController {

  private final Doorkeeper doorkeeper;
  private final RequestRate rate = new RequestRate();

  KubernetesController(Doorkeeper doorkeeper) {
    this.doorkeeper = doorkeeper;
  }

  @RequestMapping("/clusters/{id}/**")
  void handle(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException, InterruptedException {
    try {
      Session session =
          doorkeeper.session(id, request).orElseThrow(KubernetesController::unauthorized);
      rate.count(session.id());
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

  private void resource(
      Session session, ApiPath path, HttpServletRequest request, HttpServletResponse response)
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
    Requests.Wished read = Requests.read(path, kind, method, request);
    ApiRequest wished = read.request();
    if (Commands.isOne(path)) {
      Commands.answer(session, wished, request, response);
      return;
    }
    if (plainText && Query.isTrue(request, "follow")) {
      Logs.follow(session, wished, response);
      return;
    }
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
                      text
                          ? null
                          : new Rendering(here.api()).document(said.body(), accept, includeObject));
                }));
    Replies.warnings(response, read.warnings());
    Replies.warnings(response, answer.response().warnings());
    if (answer.response().body() instanceof ApiResponse.Text said) {
      Replies.text(response, said.text());
    } else {
      Replies.document(response, answer.response().code(), answer.document(), accept);
    }
  }
}
