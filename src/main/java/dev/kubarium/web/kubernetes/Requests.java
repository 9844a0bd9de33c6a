package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.apiserver.FieldValidation;
import dev.kubarium.cluster.apiserver.PatchType;
import dev.kubarium.cluster.apiserver.Verb;
import dev.kubarium.cluster.object.Cause;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Turns an HTTP request for a resource into the value that the API server understands. */
final class Requests {

  private Requests() {}

  /**
   * What is wished.
   *
   * @param warnings of what the value no longer shows: fields that were given twice
   */
  record Wished(ApiRequest request, List<String> warnings) {}

  static Wished read(ApiPath path, Kind kind, String method, HttpServletRequest request)
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
            || (verb == Verb.UPDATE || verb == Verb.PATCH) && path.name() == null
            || verb == Verb.CREATE
                && path.name() == null
                && kind.namespaced()
                && path.namespace().isEmpty();
    if (misplaced) {
      throw ApiException.methodNotAllowed(kind);
    }
    PatchType patchType = verb == Verb.PATCH ? patchType(request) : null;
    Bodies.Body sent = Bodies.NONE;
    if (verb == Verb.GET && path.subresource() != null || Commands.isOne(path)) {
      sent = new Bodies.Body(parameters(request), List.of());
    } else if (verb != Verb.GET && verb != Verb.LIST) {
      sent = Bodies.read(request);
    }
    Object body = sent.tree();
    List<String> duplicates = sent.duplicates();
    boolean deletes = verb == Verb.DELETE || verb == Verb.DELETE_COLLECTION;
    if (!deletes && verb != Verb.GET && verb != Verb.LIST && body == null) {
      throw ApiException.badRequest("the body of the request is empty");
    }
    JsonObject deletion =
        deletes && body instanceof JsonObject options ? options : JsonObject.EMPTY;
    ApiOptions options = Query.options(request, patchType, deletion);
    refuseDuplicates(kind, duplicates, options.fieldValidation());
    return new Wished(
        new ApiRequest(
            verb,
            kind,
            path.namespace(),
            path.name(),
            path.subresource(),
            deletes ? null : body,
            options,
            caller),
        options.fieldValidation() == FieldValidation.IGNORE ? List.of() : duplicates);
  }

  private static void refuseDuplicates(
      Kind kind, List<String> duplicates, FieldValidation validation) {
    if (validation == FieldValidation.STRICT && !duplicates.isEmpty()) {
      throw ApiException.badRequest(
          kind.name()
              + " in version \""
              + kind.version()
              + "\" cannot be handled as a "
              + kind.name()
              + ": strict decoding error: "
              + String.join(", ", duplicates));
    }
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
          parameters.with(
              entry.getKey(),
              values.length == 1 ? (Object) values[0] : JsonArray.copyOf(List.of(values)));
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
