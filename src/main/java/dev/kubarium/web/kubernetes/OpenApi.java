package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.apiserver.schema.Schema;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.session.Session;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The API's own description: OpenAPI v3, one document per group and version; of v2 a nearly empty document. */
final class OpenApi {

  private static final String PROTOBUF = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

  /** A v2 document with {@code swagger: "2.0"} and {@code info: {title: Kubernetes, version: v1.35.0}}. */
  private static final byte[] EMPTY_V2 =
      "\n\u00032.0\u0012\u0015\n\nKubernetes\u0012\u0007v1.35.0".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  /** path of the document → its bytes; built-in kinds are the same in every cluster. */
  private final Map<String, byte[]> documents = new ConcurrentHashMap<>();

  void answer(List<String> segments, Session session, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String version = segments.size() > 1 ? segments.get(1) : "";
    if (version.equals("v2")) {
      v2(request, response);
      return;
    }
    if (!version.equals("v3")) {
      throw ApiPath.unknown();
    }
    Map<String, List<Served>> groups = groups(KubernetesController.ask(session.inside(here -> here.api().kinds().all())));
    String path = String.join("/", segments.subList(2, segments.size()));
    if (path.isEmpty()) {
      JsonObject paths = JsonObject.EMPTY;
      for (String group : groups.keySet()) {
        paths = paths.with(group, JsonObject.of("serverRelativeURL", "/openapi/v3/" + group + "?hash=" + groups.get(group).size()));
      }
      KubernetesController.json(response, 200, JsonObject.of("paths", paths));
      return;
    }
    List<Served> served = groups.get(path);
    if (served == null) {
      throw ApiPath.unknown();
    }
    byte[] document =
        documents.computeIfAbsent(path + "#" + served.size(), key -> Json.bytes(document(served)));
    KubernetesController.bytes(response, 200, "application/json", document);
  }

  private static void v2(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String accept = String.valueOf(request.getHeader("Accept"));
    if (accept.contains("protobuf")) {
      KubernetesController.bytes(response, 200, PROTOBUF, EMPTY_V2);
    } else {
      KubernetesController.json(
          response,
          200,
          JsonObject.of(
              "swagger", "2.0",
              "info", JsonObject.of("title", "Kubernetes", "version", "v1.35.0"),
              "paths", JsonObject.EMPTY,
              "definitions", JsonObject.EMPTY));
    }
  }

  /** {@code api/v1}, {@code apis/apps/v1} … → its kinds. */
  private static Map<String, List<Served>> groups(List<Served> all) {
    Map<String, List<Served>> groups = new TreeMap<>();
    for (Served each : all) {
      Kind kind = each.kind();
      String path = kind.group().isEmpty() ? "api/" + kind.version() : "apis/" + kind.group() + "/" + kind.version();
      groups.computeIfAbsent(path, key -> new ArrayList<>()).add(each);
    }
    return groups;
  }

  private static JsonObject document(List<Served> served) {
    JsonObject paths = JsonObject.EMPTY;
    Deque<String> wanted = new ArrayDeque<>();
    for (Served each : served) {
      Kind kind = each.kind();
      String name = Schema.nameOf(kind);
      if (Schema.kubernetes().definitions().has(name)) {
        wanted.add(name);
      }
      String root = kind.group().isEmpty() ? "/api/" + kind.version() : "/apis/" + kind.group() + "/" + kind.version();
      String list = root + (kind.namespaced() ? "/namespaces/{namespace}/" : "/") + kind.plural();
      paths = paths.with(list, collection(kind, name)).with(list + "/{name}", item(kind, name));
      if (each.rules().hasStatus()) {
        paths = paths.with(list + "/{name}/status", item(kind, name).without("delete"));
      }
    }
    return JsonObject.of(
        "openapi", "3.0.0",
        "info", JsonObject.of("title", "Kubernetes", "version", "v1.35.0"),
        "paths", paths,
        "components", JsonObject.of("schemas", closure(wanted)));
  }

  private static JsonObject collection(Kind kind, String schema) {
    return JsonObject.of(
        "get", operation(kind, schema, "list"),
        "post", operation(kind, schema, "post").with("requestBody", body(schema)));
  }

  private static JsonObject item(Kind kind, String schema) {
    return JsonObject.of(
        "get", operation(kind, schema, "get"),
        "put", operation(kind, schema, "put").with("requestBody", body(schema)),
        "patch", operation(kind, schema, "patch"),
        "delete", operation(kind, schema, "delete"));
  }

  private static JsonObject body(String schema) {
    return JsonObject.of("content", JsonObject.of("*/*", JsonObject.of("schema", reference(schema))));
  }

  private static JsonObject operation(Kind kind, String schema, String action) {
    JsonArray parameters = JsonArray.EMPTY;
    if (!action.equals("get") && !action.equals("list")) {
      parameters = parameters.plus(parameter("dryRun", "string"));
    }
    if (action.equals("post") || action.equals("put") || action.equals("patch")) {
      parameters = parameters.plus(parameter("fieldManager", "string")).plus(parameter("fieldValidation", "string"));
    }
    if (action.equals("patch")) {
      parameters = parameters.plus(parameter("force", "boolean"));
    }
    return JsonObject.of(
        "x-kubernetes-action", action,
        "x-kubernetes-group-version-kind",
            JsonObject.of("group", kind.group(), "version", kind.version(), "kind", kind.name()),
        "parameters", parameters,
        "responses",
            JsonObject.of(
                "200",
                JsonObject.of(
                    "description", "OK",
                    "content", JsonObject.of("application/json", JsonObject.of("schema", reference(schema))))));
  }

  private static JsonObject parameter(String name, String type) {
    return JsonObject.of("name", name, "in", "query", "schema", JsonObject.of("type", type, "uniqueItems", true));
  }

  private static JsonObject reference(String schema) {
    return JsonObject.of("$ref", "#/components/schemas/" + schema);
  }

  /** The wanted definitions and all that they name. */
  private static JsonObject closure(Deque<String> wanted) {
    Map<String, JsonObject> found = new LinkedHashMap<>();
    while (!wanted.isEmpty()) {
      String name = wanted.poll();
      if (!found.containsKey(name) && Schema.kubernetes().definitions().has(name)) {
        JsonObject definition = Schema.kubernetes().definitions().object(name);
        found.put(name, (JsonObject) rewritten(definition, wanted));
      }
    }
    return JsonObject.copyOf(found);
  }

  /** References point to the components of this document. */
  private static Object rewritten(Object tree, Deque<String> wanted) {
    if (tree instanceof JsonObject object) {
      JsonObject copy = JsonObject.EMPTY;
      for (String key : object.keys()) {
        Object value = object.get(key);
        if (key.equals("$ref") && value instanceof String reference) {
          String name = reference.substring(reference.lastIndexOf('/') + 1);
          wanted.add(name);
          copy = copy.with(key, "#/components/schemas/" + name);
        } else {
          copy = copy.with(key, rewritten(value, wanted));
        }
      }
      return copy;
    }
    if (tree instanceof JsonArray array) {
      List<Object> items = new ArrayList<>();
      array.forEach(item -> items.add(rewritten(item, wanted)));
      return JsonArray.copyOf(items);
    }
    return tree;
  }
}
