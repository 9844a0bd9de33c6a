package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.apiserver.schema.Schema;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes the OpenAPI documents: operations by address, and the definitions that they reach. */
final class OpenApiDocument {

  static final String TITLE = "Kubernetes";

  private static final String REFERENCE = "$ref";
  private static final String KIND = "x-kubernetes-group-version-kind";
  private static final String V3_PLACE = "#/components/schemas/";
  private static final String V2_PLACE = "#/definitions/";
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
  private static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";

  private static final List<String> BODIES =
      List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");

  private static final List<String> PATCHES =
      List.of(
          "application/apply-patch+yaml",
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json");

  private final Schema schema = Schema.kubernetes();
  private final TreeMap<String, Object> paths = new TreeMap<>();

  /** Definition → the kinds that it defines. */
  private final TreeMap<String, Kind> defined = new TreeMap<>();

  private OpenApiDocument() {}

  /**
   * The v3 document of a group version; {@code path} is {@code api/v1} or {@code
   * apis/group/version}.
   */
  static JsonObject of(String path, List<Served> kinds) {
    OpenApiDocument document = new OpenApiDocument();
    kinds.forEach(served -> document.describe("/" + path, served));
    return JsonObject.of(
        "openapi", "3.0.0",
        "info", info(),
        "paths", JsonObject.copyOf(document.paths),
        "components", JsonObject.of("schemas", document.schemas()));
  }

  private static JsonObject info() {
    return JsonObject.of("title", TITLE, "version", ServerVersion.GIT);
  }

  private void describe(String root, Served served) {
    Kind kind = served.kind();
    defined.put(Schema.nameOf(kind), kind);
    String listName = Schema.nameOf(kind) + "List";
    defined.put(listName, named(kind, kind.name() + "List"));
    String collection =
        root + (kind.namespaced() ? "/namespaces/{namespace}/" : "/") + kind.plural();
    TreeMap<String, Object> all = new TreeMap<>();
    TreeMap<String, Object> one = new TreeMap<>();
    for (String verb : served.rules().verbs()) {
      switch (verb) {
        case "list" -> all.put("get", operation(kind, "list", null, listName, Parameters.LIST));
        case "create" ->
            all.put("post", operation(kind, "post", Schema.nameOf(kind), null, Parameters.WRITE));
        case "deletecollection" ->
            all.put(
                "delete",
                operation(
                    kind,
                    "deletecollection",
                    META + "DeleteOptions",
                    META + "Status",
                    Parameters.DELETE));
        case "get" -> one.put("get", operation(kind, "get", null, null, List.of()));
        case "update" ->
            one.put("put", operation(kind, "put", Schema.nameOf(kind), null, Parameters.WRITE));
        case "patch" ->
            one.put("patch", operation(kind, "patch", META + "Patch", null, Parameters.PATCH));
        case "delete" ->
            one.put(
                "delete",
                operation(
                    kind, "delete", META + "DeleteOptions", META + "Status", Parameters.DELETE));
        default -> {
          // watch is a parameter of list.
        }
      }
    }
    put(collection, kind, all, false);
    put(collection + "/{name}", kind, one, true);
    if (kind.namespaced() && all.containsKey("get")) {
      paths.put(root + "/" + kind.plural(), JsonObject.of("get", all.get("get")));
    }
  }

  private void put(String address, Kind kind, TreeMap<String, Object> operations, boolean hasName) {
    if (operations.isEmpty()) {
      return;
    }
    List<JsonObject> parameters = new ArrayList<>();
    if (hasName) {
      parameters.add(Parameters.inPath("name", "name of the " + kind.name()));
    }
    if (kind.namespaced()) {
      parameters.add(
          Parameters.inPath(
              "namespace", "object name and auth scope, such as for teams and projects"));
    }
    operations.put("parameters", JsonArray.copyOf(parameters));
    paths.put(address, JsonObject.copyOf(operations));
  }

  /**
   * {@code body} and {@code answer} are definitions; the answer is the object itself where it is
   * {@code null}.
   */
  private JsonObject operation(
      Kind kind, String action, String body, String answer, List<JsonObject> parameters) {
    JsonObject shown =
        JsonObject.of(REFERENCE, V3_PLACE + (answer == null ? Schema.nameOf(kind) : answer));
    return JsonObject.of(
        "tags",
        JsonArray.of((kind.group().isEmpty() ? "core" : kind.group()) + "_" + kind.version()),
        "operationId",
        action
            + kind.version().toUpperCase(java.util.Locale.ROOT)
            + (kind.namespaced() ? "Namespaced" : "")
            + kind.name(),
        "parameters",
        parameters.isEmpty() ? null : JsonArray.copyOf(parameters),
        "requestBody",
        body == null
            ? null
            : JsonObject.of(
                "content",
                content(
                    action.equals("patch") ? PATCHES : BODIES,
                    JsonObject.of(REFERENCE, V3_PLACE + body))),
        "responses",
        JsonObject.of(
            "200", JsonObject.of("description", "OK", "content", content(BODIES, shown)),
            "401", JsonObject.of("description", "Unauthorized")),
        "x-kubernetes-action",
        action,
        KIND,
        JsonObject.of("group", kind.group(), "version", kind.version(), "kind", kind.name()));
  }

  private static JsonObject content(List<String> types, JsonObject described) {
    TreeMap<String, Object> content = new TreeMap<>();
    for (String type : types) {
      content.put(type, JsonObject.of("schema", described));
    }
    return JsonObject.copyOf(content);
  }

  /** The definitions of the kinds, and all that they are made of. */
  private JsonObject schemas() {
    Set<String> reached = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(defined.keySet());
    open.addAll(List.of(META + "Status", META + "DeleteOptions", META + "Patch"));
    while (!open.isEmpty()) {
      String name = open.poll();
      if (schema.definitions().has(name) && reached.add(name)) {
        collect(schema.definitions().object(name), open);
      }
    }
    TreeMap<String, Object> schemas = new TreeMap<>();
    for (String name : reached) {
      JsonObject written = definition(name, schema.definitions().object(name), V3_PLACE);
      Kind kind = defined.get(name);
      schemas.put(
          name, kind == null ? written : written.with(KIND, JsonArray.of(groupVersionKind(kind))));
    }
    return JsonObject.copyOf(schemas);
  }

  private static JsonObject groupVersionKind(Kind kind) {
    return JsonObject.of("group", kind.group(), "version", kind.version(), "kind", kind.name());
  }

  private static Kind named(Kind kind, String name) {
    return new Kind(
        kind.group(), kind.version(), name, kind.plural(), kind.namespaced(), List.of(), List.of());
  }

  private static void collect(Object tree, Deque<String> open) {
    if (tree instanceof JsonObject object) {
      String reference = object.string(REFERENCE);
      if (reference != null) {
        open.add(reference);
      }
      object.forEach((key, value) -> collect(value, open));
    }
  }

  private static JsonObject definition(String name, JsonObject described, String place) {
    boolean third = place.equals(V3_PLACE);
    if (name.equals(INT_OR_STRING) && third) {
      return described
          .without("type")
          .with(
              "oneOf",
              JsonArray.of(JsonObject.of("type", "integer"), JsonObject.of("type", "string")));
    }
    if (name.equals(QUANTITY) && third) {
      return described
          .without("type")
          .with(
              "oneOf",
              JsonArray.of(JsonObject.of("type", "string"), JsonObject.of("type", "number")));
    }
    return written(described, place);
  }

  /**
   * A reference with words of its own beside it becomes {@code allOf} in v3, where it may have no
   * neighbours.
   */
  private static JsonObject written(JsonObject described, String place) {
    JsonObject written = described;
    String reference = described.string(REFERENCE);
    if (reference != null) {
      JsonObject referred = JsonObject.of(REFERENCE, place + reference);
      if (described.size() == 1 || place.equals(V2_PLACE)) {
        return described.with(REFERENCE, place + reference);
      }
      written = described.without(REFERENCE).with("allOf", JsonArray.of(referred));
    }
    if (described.has("items")) {
      written = written.with("items", written(described.object("items"), place));
    }
    if (described.has("additionalProperties")) {
      written =
          written.with(
              "additionalProperties", written(described.object("additionalProperties"), place));
    }
    if (described.has("properties")) {
      TreeMap<String, Object> properties = new TreeMap<>();
      described
          .object("properties")
          .forEach((name, value) -> properties.put(name, written((JsonObject) value, place)));
      written = written.with("properties", JsonObject.copyOf(properties));
    }
    return written;
  }

  /** The v2 document: every definition, no operations. */
  static JsonObject second(Schema schema) {
    TreeMap<String, Object> definitions = new TreeMap<>();
    for (String name : schema.names()) {
      definitions.put(name, definition(name, schema.definitions().object(name), V2_PLACE));
    }
    return JsonObject.of(
        "swagger",
        "2.0",
        "info",
        info(),
        "paths",
        JsonObject.EMPTY,
        "definitions",
        JsonObject.copyOf(definitions));
  }

  /** What can be said in the query of an operation. */
  private static final class Parameters {

    static final List<JsonObject> WRITE =
        List.of(
            inQuery("dryRun", "string", "All: everything is checked, nothing is kept"),
            inQuery("fieldManager", "string", "who owns the fields that are written"),
            inQuery(
                "fieldValidation",
                "string",
                "what happens to unknown or duplicate fields: Ignore, Warn or Strict"));

    static final List<JsonObject> PATCH =
        List.of(
            WRITE.get(0),
            WRITE.get(1),
            WRITE.get(2),
            inQuery("force", "boolean", "takes fields over that somebody else applied"));

    static final List<JsonObject> DELETE =
        List.of(
            WRITE.get(0),
            inQuery("gracePeriodSeconds", "integer", "seconds that the object is given to end"),
            inQuery("orphanDependents", "boolean", "superseded by propagationPolicy"),
            inQuery(
                "propagationPolicy",
                "string",
                "what happens to dependents: Orphan, Background or Foreground"));

    static final List<JsonObject> LIST =
        List.of(
            inQuery("allowWatchBookmarks", "boolean", "asks a watch to say how far it has come"),
            inQuery("continue", "string", "where the page before ended"),
            inQuery("fieldSelector", "string", "restricts the list by fields"),
            inQuery("labelSelector", "string", "restricts the list by labels"),
            inQuery("limit", "integer", "the most objects of one answer"),
            inQuery("resourceVersion", "string", "the revision that is asked for"),
            inQuery("resourceVersionMatch", "string", "Exact or NotOlderThan"),
            inQuery(
                "sendInitialEvents",
                "boolean",
                "begins a watch with what is there, closed by a bookmark"),
            inQuery("timeoutSeconds", "integer", "how long a watch lasts"),
            inQuery("watch", "boolean", "goes on with every change"));

    private Parameters() {}

    static JsonObject inQuery(String name, String type, String description) {
      return JsonObject.of(
          "name",
          name,
          "in",
          "query",
          "description",
          description,
          "schema",
          JsonObject.of("type", type, "uniqueItems", true));
    }

    static JsonObject inPath(String name, String description) {
      return JsonObject.of(
          "name",
          name,
          "in",
          "path",
          "description",
          description,
          "required",
          true,
          "schema",
          JsonObject.of("type", "string", "uniqueItems", true));
    }
  }
}
