package dev.kubarium.session;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.network.Traffic;
import dev.kubarium.cluster.network.TrafficClient;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;

/** The clients that send traffic, as a session remembers them. */
public final class TrafficNote {

  /** Under which name it is kept. */
  public static final String NAME = "traffic";

  private TrafficNote() {}

  /** What there is to remember; {@code null} for nothing. */
  public static JsonObject of(Traffic traffic) {
    JsonArray clients = JsonArray.EMPTY;
    for (Traffic.Flow flow : traffic.flows()) {
      TrafficClient client = flow.client();
      clients =
          clients.plus(
              JsonObject.of(
                  "id", client.id(),
                  "url", client.url(),
                  "perSecond", (long) client.perSecond(),
                  "namespace", client.namespace(),
                  "since", client.since()));
    }
    return clients.isEmpty() ? null : JsonObject.of("clients", clients);
  }

  /** Has the clients go on in a cluster that was rebuilt. */
  static void resume(JsonObject note, Cluster cluster) {
    for (JsonObject client : note.array("clients").objects()) {
      cluster
          .traffic()
          .start(
              new TrafficClient(
                  client.string("id"),
                  client.string("url"),
                  (int) client.integer("perSecond", 1),
                  client.string("namespace", "default"),
                  client.integer("since", 0)));
    }
  }
}
