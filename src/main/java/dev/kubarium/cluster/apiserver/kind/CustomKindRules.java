package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Ages;
import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.Conversion;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.apiserver.ScaleRules;
import dev.kubarium.cluster.apiserver.schema.SchemaNode;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules of a kind that a CustomResourceDefinition adds: all are said in its schema.
 *
 * <p>Models: apiextensions-apiserver pkg/registry/customresource
 *
 * <p>Left out: scaling by other fields than spec.replicas; conversion of anything but the
 * apiVersion.
 */
public final class CustomKindRules implements KindRules {

  private static final String REPLICAS = ".spec.replicas";

  private final Kind kind;
  private final JsonObject version;
  private final List<Conversion> others;
  private final CustomSchema schema;

  private CustomKindRules(Kind kind, JsonObject version, List<Conversion> others) {
    this.kind = kind;
    this.version = version;
    this.others = others;
    this.schema = new CustomSchema(version.object("schema").object("openAPIV3Schema"));
  }

  /**
   * The kinds of a definition: none until it has a stored version, and none any more once it is
   * about to go.
   */
  public static List<KindRules> of(KubeObject definition) {
    JsonObject spec = definition.spec();
    JsonObject stored = spec.array("versions").find("storage", true);
    if (stored == null) {
      return List.of();
    }
    List<Conversion> others = new ArrayList<>();
    Kind kind = kind(spec, stored);
    for (JsonObject version : spec.array("versions").objects()) {
      if (version != stored && version.bool("served")) {
        others.add(new Renamed(kind(spec, version), kind.apiVersion()));
      }
    }
    return List.of(new CustomKindRules(kind, stored, List.copyOf(others)));
  }

  private static Kind kind(JsonObject spec, JsonObject version) {
    JsonObject names = spec.object("names");
    return new Kind(
        spec.string("group", ""),
        version.string("name", ""),
        names.string("kind", ""),
        names.string("plural", ""),
        spec.string("scope", "").equals("Namespaced"),
        names.array("shortNames").strings(),
        names.array("categories").strings());
  }

  /** Another version: the same tree under another apiVersion. */
  private record Renamed(Kind kind, String stored) implements Conversion {

    @Override
    public JsonObject toStored(JsonObject served) {
      return served.with("apiVersion", stored);
    }

    @Override
    public JsonObject fromStored(JsonObject tree) {
      return tree.with("apiVersion", kind.apiVersion());
    }
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public List<Conversion> otherVersions() {
    return others;
  }

  @Override
  public Optional<SchemaNode> schema() {
    return Optional.of(schema.node());
  }

  @Override
  public boolean hasGeneration() {
    return true;
  }

  @Override
  public boolean hasStatus() {
    return version.object("subresources").isSet("status");
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return schema.defaults(object);
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    schema.validate(object.tree(), errors);
  }

  @Override
  public void validateStatus(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    schema.validate(object.tree(), errors);
  }

  @Override
  public Optional<ScaleRules> scale() {
    JsonObject scale = version.object("subresources").object("scale");
    if (!scale.string("specReplicasPath", "").equals(REPLICAS)) {
      return Optional.empty();
    }
    PrinterPath selector = PrinterPath.of(scale.string("labelSelectorPath", ".status.selector"));
    PrinterPath replicas = PrinterPath.of(scale.string("statusReplicasPath", ".status.replicas"));
    return Optional.of(
        new ScaleRules() {
          @Override
          public long statusReplicas(KubeObject object) {
            return replicas.first(object.tree()) instanceof Long number ? number : 0;
          }

          @Override
          public String selector(KubeObject object) {
            return selector.first(object.tree()) instanceof String text ? text : "";
          }
        });
  }

  @Override
  public List<Column> columns() {
    JsonArray described = version.array("additionalPrinterColumns");
    if (described.isEmpty()) {
      return List.of(Column.NAME, Column.AGE);
    }
    List<Column> columns = new ArrayList<>(List.of(Column.NAME));
    for (JsonObject column : described.objects()) {
      PrinterPath path = PrinterPath.of(column.string("jsonPath", ""));
      String type = column.string("type", "string");
      columns.add(
          new Column(
              column.string("name", ""),
              type,
              column.string("format", ""),
              (int) column.integer("priority", 0),
              (object, now) -> cell(path.all(object.tree()), type, now)));
    }
    return columns;
  }

  private static Object cell(List<Object> values, String type, long now) {
    if (values.isEmpty()) {
      return type.equals("string") || type.equals("date") ? "" : null;
    }
    Object value = values.get(0);
    return switch (type) {
      case "date" -> value instanceof String time ? Ages.since(time, now) : "<unknown>";
      case "integer" -> value instanceof Long number ? number : null;
      case "string" -> String.join(",", values.stream().map(String::valueOf).toList());
      default -> value;
    };
  }
}
