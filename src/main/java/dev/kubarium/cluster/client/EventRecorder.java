package dev.kubarium.cluster.client;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Timestamps;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes Events, and counts the same Event up instead of writing it again.
 *
 * <p>Models: client-go tools/record. Left out: the aggregation of similar Events and the spam
 * filter.
 */
final class EventRecorder {

  private static final int MOST_KNOWN = 512;
  private static final String DEFAULT_NAMESPACE = "default";

  /** Components that call themselves something else in their Events. */
  private static final Map<String, String> SOURCES =
      Map.of("node-lifecycle-controller", "node-controller");

  private final Client client;
  private final String component;
  private final String host;

  /**
   * What an Event is the same by → the Event that counts it. Losing an entry only starts a new
   * Event.
   */
  private final Map<String, ObjectKey> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ObjectKey> eldest) {
          return size() > MOST_KNOWN;
        }
      };

  /** {@code actor} is {@code component} or {@code component/host}. */
  EventRecorder(Client client, String actor) {
    this.client = client;
    int slash = actor.indexOf('/');
    String self = slash < 0 ? actor : actor.substring(0, slash);
    this.component = SOURCES.getOrDefault(self, self);
    this.host = slash < 0 ? null : actor.substring(slash + 1);
  }

  void record(KubeObject about, String fieldPath, String type, String reason, String message) {
    String same = about.uid() + "\n" + fieldPath + "\n" + type + "\n" + reason + "\n" + message;
    ObjectKey key = known.get(same);
    KubeObject before = key == null ? null : client.get(key);
    if (before != null) {
      long count = before.tree().integer("count", 1) + 1;
      client.patch(
          before,
          tree -> tree.with("count", count).with("lastTimestamp", Timestamps.format(client.now())));
      return;
    }
    try {
      known.put(same, client.create(event(about, fieldPath, type, reason, message)).key());
    } catch (ApiException refused) {
      // As upstream's recorder: an Event that the API refuses (its namespace ends, a quota is used
      // up) is lost, and what
      // its author is doing goes on.
      known.remove(same);
    }
  }

  private KubeObject event(
      KubeObject about, String fieldPath, String type, String reason, String message) {
    String namespace = about.kind().namespaced() ? about.namespace() : DEFAULT_NAMESPACE;
    String now = Timestamps.format(client.now());
    String suffix =
        Long.toHexString(client.now() * 1_000_000L + client.api().revision() % 1_000_000L);
    JsonObject involved =
        JsonObject.of(
            "apiVersion", about.kind().apiVersion(),
            "kind", about.kind().name(),
            "namespace", about.kind().namespaced() ? about.namespace() : null,
            "name", about.name(),
            "uid", about.uid(),
            "resourceVersion", about.metadata().string("resourceVersion"),
            "fieldPath", fieldPath.isEmpty() ? null : fieldPath);
    return KubeObject.of(
        Kinds.EVENT,
        JsonObject.of(
            "apiVersion", "v1",
            "kind", "Event",
            "metadata", JsonObject.of("name", about.name() + "." + suffix, "namespace", namespace),
            "involvedObject", involved,
            "reason", reason,
            "message", message,
            "source",
                host == null
                    ? JsonObject.of("component", component)
                    : JsonObject.of("component", component, "host", host),
            "firstTimestamp", now,
            "lastTimestamp", now,
            "count", 1L,
            "type", type,
            "reportingComponent", component,
            "reportingInstance", host == null ? "" : host));
  }
}
