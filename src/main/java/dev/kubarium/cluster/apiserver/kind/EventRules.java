package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Ages;
import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.Conversion;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened to an object; served in the core group and, with other words, in events.k8s.io.
 *
 * <p>Models: pkg/registry/core/event, pkg/apis/events/v1/conversion.go
 */
final class EventRules implements KindRules {

  private static final Kind EVENTS_KIND =
      new Kind("events.k8s.io", "v1", "Event", "events", true, List.of("ev"), List.of());

  /** The word in the core group → the word in events.k8s.io. */
  private static final Map<String, String> WORDS = new LinkedHashMap<>();

  static {
    WORDS.put("involvedObject", "regarding");
    WORDS.put("message", "note");
    WORDS.put("reportingComponent", "reportingController");
    WORDS.put("source", "deprecatedSource");
    WORDS.put("firstTimestamp", "deprecatedFirstTimestamp");
    WORDS.put("lastTimestamp", "deprecatedLastTimestamp");
    WORDS.put("count", "deprecatedCount");
  }

  @Override
  public Kind kind() {
    return Kinds.EVENT;
  }

  @Override
  public boolean hasStatus() {
    return false;
  }

  @Override
  public List<Conversion> otherVersions() {
    return List.of(
        new Conversion() {
          @Override
          public Kind kind() {
            return EVENTS_KIND;
          }

          @Override
          public JsonObject toStored(JsonObject served) {
            JsonObject stored = served.with("apiVersion", Kinds.EVENT.apiVersion());
            for (Map.Entry<String, String> word : WORDS.entrySet()) {
              stored = renamed(stored, word.getValue(), word.getKey());
            }
            return stored
                .withDefault("involvedObject", JsonObject.EMPTY)
                .withDefault("source", JsonObject.EMPTY);
          }

          @Override
          public JsonObject fromStored(JsonObject stored) {
            JsonObject served = stored.with("apiVersion", EVENTS_KIND.apiVersion());
            for (Map.Entry<String, String> word : WORDS.entrySet()) {
              served = renamed(served, word.getKey(), word.getValue());
            }
            return served;
          }
        });
  }

  private static JsonObject renamed(JsonObject object, String from, String to) {
    return object.has(from) ? object.with(to, object.get(from)).without(from) : object;
  }

  @Override
  public Map<String, String> selectableFields(KubeObject object) {
    JsonObject tree = object.tree();
    JsonObject about = tree.object("involvedObject");
    Map<String, String> fields = new LinkedHashMap<>();
    for (String field :
        List.of("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")) {
      fields.put("involvedObject." + field, about.string(field, ""));
      fields.put("regarding." + field, about.string(field, ""));
    }
    String component = tree.object("source").string("component", "");
    fields.put("reason", tree.string("reason", ""));
    fields.put("reportingComponent", tree.string("reportingComponent", ""));
    fields.put("reportingController", tree.string("reportingComponent", ""));
    fields.put("source", component.isEmpty() ? tree.string("reportingComponent", "") : component);
    fields.put("type", tree.string("type", ""));
    return fields;
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.text("Last Seen", (object, now) -> lastSeen(object.tree(), now)),
        Column.text("Type", (object, now) -> object.tree().string("type", "")),
        Column.text("Reason", (object, now) -> object.tree().string("reason", "")),
        Column.text("Object", (object, now) -> about(object.tree().object("involvedObject"))),
        Column.wide(
            "Subobject",
            (object, now) -> object.tree().object("involvedObject").string("fieldPath", "")),
        Column.wide("Source", (object, now) -> source(object.tree())),
        Column.text("Message", (object, now) -> object.tree().string("message", "").strip()),
        Column.wide("First Seen", (object, now) -> firstSeen(object.tree(), now)),
        Column.wide("Count", (object, now) -> Long.toString(count(object.tree()))),
        Column.wide("Name", (object, now) -> object.name()));
  }

  private static String about(JsonObject involved) {
    String kind = involved.string("kind", "").toLowerCase(java.util.Locale.ROOT);
    String name = involved.string("name", "");
    return name.isEmpty() ? kind : kind + "/" + name;
  }

  private static String source(JsonObject event) {
    String component = event.object("source").string("component", "");
    if (component.isEmpty()) {
      component = event.string("reportingComponent", "");
    }
    String host = event.object("source").string("host", "");
    if (host.isEmpty()) {
      host = event.string("reportingInstance", "");
    }
    return host.isEmpty() ? component : component + ", " + host;
  }

  private static String firstSeen(JsonObject event, long now) {
    String first = event.string("firstTimestamp", "");
    return Ages.since(first.isEmpty() ? event.string("eventTime", "") : first, now);
  }

  private static String lastSeen(JsonObject event, long now) {
    JsonObject series = event.object("series");
    if (!series.isEmpty()) {
      return Ages.since(series.string("lastObservedTime", ""), now);
    }
    String last = event.string("lastTimestamp", "");
    return last.isEmpty() ? firstSeen(event, now) : Ages.since(last, now);
  }

  private static long count(JsonObject event) {
    return Math.max(1, event.object("series").integer("count", event.integer("count", 1)));
  }
}
