package dev.kubarium.web;

import dev.kubarium.cluster.ClusterSpec;
import dev.kubarium.cluster.ClusterSpec.ImagePolicy;
import dev.kubarium.session.Clock;
import dev.kubarium.session.Session;
import dev.kubarium.session.Sessions;
import dev.kubarium.web.tls.Kubeconfig;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Opens sessions, and sets the pace of their clocks. */
@RestController
@RequestMapping("/api/sessions")
class SessionsController {

  private static final int MOST_NODES = 20;
  private static final Duration LONGEST_ADVANCE = Duration.ofDays(31);

  private final Sessions sessions;
  private final Doorkeeper doorkeeper;
  private final Kubeconfig kubeconfig;

  SessionsController(Sessions sessions, Doorkeeper doorkeeper, Kubeconfig kubeconfig) {
    this.sessions = sessions;
    this.doorkeeper = doorkeeper;
    this.kubeconfig = kubeconfig;
  }

  /**
   * What a new session is wished to be; all of it may be left out. {@code start} is the time its
   * clock begins at.
   */
  record Wish(Integer nodes, Long seed, Double speed, String images, Instant start) {}

  /** A new session: who holds the token may enter. */
  record Opened(String id, String token, String apiServer, String page) {}

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Opened create(@RequestBody(required = false) Wish asked) {
    Wish wish = asked == null ? new Wish(null, null, null, null, null) : asked;
    int nodes = wish.nodes() == null ? 3 : wish.nodes();
    if (nodes < 1 || nodes > MOST_NODES) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "refusal.nodes", nodes, MOST_NODES);
    }
    ImagePolicy images =
        switch (wish.images() == null ? "any" : wish.images().toLowerCase(Locale.ROOT)) {
          case "any" -> ImagePolicy.ANY;
          case "catalogue" -> ImagePolicy.CATALOGUE;
          default -> throw new Refusal(HttpStatus.BAD_REQUEST, "refusal.images", wish.images());
        };
    double speed = wish.speed() == null ? 1 : checked(wish.speed());
    long seed = wish.seed() == null ? sessions.anySeed() : wish.seed();
    ClusterSpec spec = sessions.ofNow(nodes).withImages(images);
    if (wish.start() != null) {
      spec = spec.startingAt(wish.start().toEpochMilli());
    }
    Sessions.Opened opened = sessions.create(spec, seed, speed);
    String id = opened.session().id();
    String root = ServletUriComponentsBuilder.fromCurrentContextPath().build().toUriString();
    return new Opened(
        id,
        opened.token(),
        root + "/clusters/" + id,
        root + "/play/" + id + "?key=" + opened.token());
  }

  /** What kubectl, helm and libraries need; it names the host by which the caller reached us. */
  @GetMapping("/{id}/kubeconfig")
  ResponseEntity<String> kubeconfig(@PathVariable("id") String id, HttpServletRequest request) {
    Session session = enter(id, request);
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("application/yaml"))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"kubarium-" + session.id() + ".yaml\"")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(
            kubeconfig.of(
                session.id(),
                doorkeeper.token(id, request).orElseThrow(),
                request.getServerName()));
  }

  record Pace(Double speed) {}

  @PutMapping("/{id}/pace")
  CompletableFuture<Clock> pace(
      @PathVariable("id") String id, @RequestBody Pace pace, HttpServletRequest request) {
    if (pace.speed() == null) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "refusal.speed", "", (long) Sessions.FASTEST);
    }
    return enter(id, request).setSpeed(checked(pace.speed()));
  }

  private static double checked(double speed) {
    if (!(speed >= 0 && speed <= Sessions.FASTEST)) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "refusal.speed", speed, (long) Sessions.FASTEST);
    }
    return speed;
  }

  record Advance(String by) {}

  @PostMapping("/{id}/pace/advance")
  CompletableFuture<Clock> advance(
      @PathVariable("id") String id, @RequestBody Advance advance, HttpServletRequest request) {
    Duration by;
    try {
      by = Duration.parse(String.valueOf(advance.by()));
    } catch (DateTimeException notADuration) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "refusal.duration", advance.by());
    }
    if (by.isNegative() || by.compareTo(LONGEST_ADVANCE) > 0) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "refusal.advance", LONGEST_ADVANCE.toDays());
    }
    return enter(id, request).advance(by);
  }

  @PostMapping({"/{id}/pace/step", "/{id}/pace/next"})
  CompletableFuture<Clock> step(@PathVariable("id") String id, HttpServletRequest request) {
    return enter(id, request).step();
  }

  @GetMapping("/{id}/pace")
  Clock clock(@PathVariable("id") String id, HttpServletRequest request) {
    return enter(id, request).clock();
  }

  private Session enter(String id, HttpServletRequest request) {
    return doorkeeper
        .session(id, request)
        .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "refusal.session"));
  }
}
