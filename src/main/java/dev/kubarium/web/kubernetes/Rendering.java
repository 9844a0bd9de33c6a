package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.ApiServer;
import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.List;

/** Turns answers into documents: objects, lists, tables, or metadata alone. */
final class Rendering {

  private final ApiServer api;

  Rendering(ApiServer api) {
    this.api = api;
  }

  /**
   * {@code includeObject}: of a table's rows, {@code None}, {@code Metadata} (the default) or
   * {@code Object}.
   */
  JsonObject document(ApiResponse.Body body, Accept accept, String includeObject) {
    return switch (body) {
      case ApiResponse.Document document -> document.tree();
      case ApiResponse.One one -> one(one.object(), accept, includeObject);
      case ApiResponse.Many many -> many(many, accept, includeObject);
      case ApiResponse.Text text -> throw new IllegalStateException("text is no document: " + text);
    };
  }

  /**
   * One object, as an answer or in a watch event; there a table carries its columns only the first
   * time.
   */
  JsonObject one(KubeObject object, Accept accept, String includeObject) {
    return switch (accept) {
      case TABLE -> table(object.kind(), List.of(object), metadataOf(object), includeObject, true);
      case PARTIAL, PARTIAL_LIST -> partial(object);
      default -> object.tree();
    };
  }

  private static JsonObject metadataOf(KubeObject object) {
    return JsonObject.of("resourceVersion", object.metadata().string("resourceVersion"));
  }

  private JsonObject many(ApiResponse.Many many, Accept accept, String includeObject) {
    JsonObject metadata =
        JsonObject.of(
            "resourceVersion", Long.toString(many.revision()),
            "continue", many.continueToken(),
            "remainingItemCount", many.remaining());
    if (accept == Accept.TABLE) {
      return table(many.kind(), many.objects(), metadata, includeObject, true);
    }
    boolean partial = accept == Accept.PARTIAL || accept == Accept.PARTIAL_LIST;
    List<JsonObject> items = new ArrayList<>();
    for (KubeObject object : many.objects()) {
      items.add(partial ? partial(object) : object.tree());
    }
    return JsonObject.of(
        "kind",
        partial ? "PartialObjectMetadataList" : many.kind().name() + "List",
        "apiVersion",
        partial ? "meta.k8s.io/v1" : many.kind().apiVersion(),
        "metadata",
        metadata,
        "items",
        JsonArray.copyOf(items));
  }

  private static JsonObject partial(KubeObject object) {
    return JsonObject.of(
        "kind",
        "PartialObjectMetadata",
        "apiVersion",
        "meta.k8s.io/v1",
        "metadata",
        object.metadata());
  }

  JsonObject table(
      Kind kind,
      List<KubeObject> objects,
      JsonObject metadata,
      String includeObject,
      boolean withColumns) {
    KindRules rules = api.rules(kind);
    List<JsonObject> definitions = new ArrayList<>();
    for (Column column : withColumns ? rules.columns() : List.<Column>of()) {
      definitions.add(
          JsonObject.of(
              "name", column.name(),
              "type", column.type(),
              "format", column.format(),
              "description", "",
              "priority", column.priority()));
    }
    List<JsonObject> rows = new ArrayList<>();
    for (KubeObject object : objects) {
      List<Object> cells = new ArrayList<>();
      for (Column column : rules.columns()) {
        cells.add(column.cell().apply(object, api.now()));
      }
      JsonObject shown =
          switch (includeObject == null ? "" : includeObject) {
            case "None" -> null;
            case "Object" -> object.tree();
            default -> partial(object);
          };
      rows.add(JsonObject.of("cells", JsonArray.copyOf(cells), "object", shown));
    }
    return JsonObject.of(
        "kind",
        "Table",
        "apiVersion",
        "meta.k8s.io/v1",
        "metadata",
        metadata,
        "columnDefinitions",
        JsonArray.copyOf(definitions),
        "rows",
        JsonArray.copyOf(rows));
  }
}
