package dev.kubarium.web;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.network.Traffic;
import dev.kubarium.cluster.network.TrafficClient;
import dev.kubarium.session.Session;
import dev.kubarium.session.TrafficNote;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Clients that send requests to a Service, a node's port, a load balancer or an Ingress. */
@RestController
@RequestMapping("/api/sessions/{id}/traffic")
class TrafficController {

  private final Doorkeeper doorkeeper;

  TrafficController(Doorkeeper doorkeeper) {
    this.doorkeeper = doorkeeper;
  }

  /**
   * {@code to}: a URL; {@code perSecond}: 1 to 50; {@code namespace}: where the client stands, if
   * it stands in the cluster.
   */
  record Wish(String to, Integer perSecond, String namespace) {}

  /** One second of a client's traffic. */
  record Second(long at, long served, long failed, long latencyMillis) {}

  /** A client and what became of its requests so far. */
  record Flow(
      String id,
      String to,
      int perSecond,
      String namespace,
      long since,
      long served,
      long failed,
      Map<String, Long> outcomes,
      Map<String, Long> pods,
      List<Second> seconds) {}

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  CompletableFuture<Flow> start(
      @PathVariable("id") String id, @RequestBody Wish wish, HttpServletRequest request) {
    Session session = enter(id, request);
    int perSecond = wish.perSecond() == null ? 10 : wish.perSecond();
    if (perSecond < 1 || perSecond > TrafficClient.FASTEST) {
      throw new Refusal(
          HttpStatus.BAD_REQUEST, "refusal.traffic.rate", perSecond, TrafficClient.FASTEST);
    }
    String namespace = wish.namespace() == null ? "default" : wish.namespace();
    String to = wish.to() == null ? "" : wish.to().strip();
    checked("0", to, perSecond, namespace, 0);
    return session.inside(
        cluster -> {
          Traffic traffic = cluster.traffic();
          if (traffic.flows().size() >= Traffic.MOST_CLIENTS) {
            throw new Refusal(
                HttpStatus.TOO_MANY_REQUESTS, "refusal.traffic.many", Traffic.MOST_CLIENTS);
          }
          int number = 1;
          while (has(traffic, Integer.toString(number))) {
            number++;
          }
          Traffic.Flow flow =
              traffic.start(
                  checked(
                      Integer.toString(number), to, perSecond, namespace, cluster.loop().now()));
          session.note(TrafficNote.NAME, TrafficNote.of(traffic));
          return shown(flow);
        });
  }

  private static boolean has(Traffic traffic, String id) {
    return traffic.flows().stream().anyMatch(flow -> flow.client().id().equals(id));
  }

  private static TrafficClient checked(
      String id, String to, int perSecond, String namespace, long now) {
    try {
      return new TrafficClient(id, to, perSecond, namespace, now);
    } catch (IllegalArgumentException malformed) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "refusal.traffic.url", to);
    }
  }

  @GetMapping
  CompletableFuture<List<Flow>> all(@PathVariable("id") String id, HttpServletRequest request) {
    return enter(id, request).inside(TrafficController::shown);
  }

  @DeleteMapping("/{client}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  CompletableFuture<Void> stop(
      @PathVariable("id") String id,
      @PathVariable("client") String client,
      HttpServletRequest request) {
    Session session = enter(id, request);
    return session.inside(
        cluster -> {
          if (!cluster.traffic().stop(client)) {
            throw new Refusal(HttpStatus.NOT_FOUND, "refusal.traffic.gone");
          }
          session.note(TrafficNote.NAME, TrafficNote.of(cluster.traffic()));
          return null;
        });
  }

  private Session enter(String id, HttpServletRequest request) {
    return doorkeeper
        .session(id, request)
        .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "refusal.session"));
  }

  private static List<Flow> shown(Cluster cluster) {
    return cluster.traffic().flows().stream().map(TrafficController::shown).toList();
  }

  private static Flow shown(Traffic.Flow flow) {
    TrafficClient client = flow.client();
    return new Flow(
        client.id(),
        client.url(),
        client.perSecond(),
        flow.isInside() ? client.namespace() : null,
        client.since(),
        flow.counts().served(),
        flow.counts().failed(),
        flow.counts().outcomes(),
        flow.counts().pods(),
        flow.counts().seconds().stream()
            .map(each -> new Second(each.at(), each.served(), each.failed(), each.latencyMillis()))
            .toList());
  }
}
