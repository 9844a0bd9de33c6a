package dev.kubarium.cluster.network;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.sim.Chance;
import dev.kubarium.cluster.sim.EventLoop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Clients that send requests at a rate. Each request goes the way that the network has for it at
 * that instant, and ends at a Pod or in a failure; they are counted.
 *
 * <p>Where nothing has changed for a minute, one request a second stands for all of that second.
 * Left out: the time a request takes is drawn and does not grow with the load; a client does not
 * try again; counts begin anew when a sleeping session wakes.
 */
public final class Traffic {

  /** How many clients there may be at once. */
  public static final int MOST_CLIENTS = 8;

  private static final long STEADY_AFTER_MILLIS = 60_000;
  private static final long SECOND = 1_000;
  private static final String OUTSIDE_ADDRESS = "198.51.100.200";
  private static final String INSIDE_ADDRESS = "10.244.255.10";

  /** A client and what became of its requests. */
  public static final class Flow {

    private final TrafficClient client;
    private final Peer peer;
    private final TrafficCounts counts = new TrafficCounts();
    private long sent;
    private long seenRevision = -1;
    private long unchangedSince;
    private EventLoop.Timer timer;

    private Flow(TrafficClient client, Peer peer) {
      this.client = client;
      this.peer = peer;
    }

    public TrafficClient client() {
      return client;
    }

    public TrafficCounts counts() {
      return counts;
    }

    /** Whether the client stands in the cluster, as only a Pod can ask for a Service by name. */
    public boolean isInside() {
      return peer.isInside();
    }
  }

  private final Network network;
  private final Sockets sockets;
  private final EventLoop loop;
  private final Chance chance;
  private final LongSupplier revision;
  private final Map<String, Flow> flows = new LinkedHashMap<>();

  /** {@code revision} says whether anything changed. */
  public Traffic(
      Network network, Sockets sockets, EventLoop loop, Chance chance, LongSupplier revision) {
    this.network = network;
    this.sockets = sockets;
    this.loop = loop;
    this.chance = chance;
    this.revision = revision;
  }

  /**
   * Begins to send. One of the same id stops first. Throws {@link IllegalStateException} where
   * there are too many.
   */
  public Flow start(TrafficClient client) {
    stop(client.id());
    if (flows.size() >= MOST_CLIENTS) {
      throw new IllegalStateException("too many clients");
    }
    boolean inside = network.isInternal(client.host(), client.namespace());
    Peer peer =
        inside
            ? Peer.inside(
                INSIDE_ADDRESS, client.namespace(), JsonObject.of("app", "traffic-client"))
            : Peer.outside(OUTSIDE_ADDRESS);
    Flow flow = new Flow(client, peer);
    flows.put(client.id(), flow);
    flow.timer = loop.at(loop.now(), () -> send(flow));
    return flow;
  }

  /** Answers whether there was one. */
  public boolean stop(String id) {
    Flow flow = flows.remove(id);
    if (flow != null) {
      flow.timer.cancel();
    }
    return flow != null;
  }

  /** In the order in which they began. */
  public List<Flow> flows() {
    return new ArrayList<>(flows.values());
  }

  private void send(Flow flow) {
    boolean steady = isSteady(flow);
    int many = steady ? flow.client.perSecond() : 1;
    long wait = steady ? SECOND : gap(flow);
    request(flow, many);
    flow.sent += many;
    flow.timer = loop.at(loop.now() + wait, () -> send(flow));
  }

  /** Gaps of whole milliseconds that make up the rate over a second. */
  private static long gap(Flow flow) {
    long rate = flow.client.perSecond();
    long place = flow.sent % rate;
    return (place + 1) * SECOND / rate - place * SECOND / rate;
  }

  private boolean isSteady(Flow flow) {
    long now = revision.getAsLong();
    if (now != flow.seenRevision) {
      flow.seenRevision = now;
      flow.unchangedSince = loop.now();
    }
    return loop.now() - flow.unchangedSince >= STEADY_AFTER_MILLIS
        && flow.sent % flow.client.perSecond() == 0;
  }

  private void request(Flow flow, int many) {
    TrafficClient client = flow.client;
    Chance.Draw draw = chance.of("traffic/" + client.id(), flow.sent);
    Connection connection =
        network.request(
            flow.peer, client.host(), client.port(), client.path(), client.host(), draw::nextInt);
    int status =
        connection.isReached()
            ? sockets.serve(connection.pod(), connection.port(), client.path(), many)
            : connection.status();
    String outcome = status > 0 ? Integer.toString(status) : failure(connection);
    boolean ok = status > 0 && status < 400;
    String pod = connection.isReached() && status > 0 ? connection.pod().name() : null;
    flow.counts.count(loop.now(), many, outcome, ok, pod, draw.between(2, 15));
  }

  private static String failure(Connection connection) {
    return switch (connection.outcome()) {
      case NO_ENDPOINTS -> "no-endpoints";
      case DENIED -> "denied";
      case TIMED_OUT -> "timeout";
      case UNKNOWN_NAME -> "name";
      case REACHED, REFUSED, GATEWAY -> "refused";
    };
  }
}
