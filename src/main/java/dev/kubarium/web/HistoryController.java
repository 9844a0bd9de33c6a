package dev.kubarium.web;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.ClusterSnapshot;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.store.CompactedException;
import dev.kubarium.graph.Graph;
import dev.kubarium.session.Session;
import dev.kubarium.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Looks back at a cluster as it was, and lets another one go on from there. */
@RestController
@RequestMapping("/api/sessions/{id}")
class HistoryController {

  private final Sessions sessions;
  private final Doorkeeper doorkeeper;
  private final Language language;

  HistoryController(Sessions sessions, Doorkeeper doorkeeper, Language language) {
    this.sessions = sessions;
    this.doorkeeper = doorkeeper;
    this.language = language;
  }

  /** The drawing at a revision: {@code revision}, {@code at}, {@code nodes}, {@code edges}. */
  @GetMapping("/graph")
  ResponseEntity<String> graph(
      @PathVariable("id") String id,
      @RequestParam("revision") long revision,
      HttpServletRequest request) {
    Locale locale = language.of(request);
    JsonObject drawn =
        enter(id, request)
            .inside(
                cluster -> {
                  ClusterSnapshot then = at(cluster, revision);
                  Graph graph = new Graph(List.of());
                  then.objects().forEach(graph::know);
                  JsonObject whole = graph.whole(locale);
                  return JsonObject.of(
                      "revision", then.revision(),
                      "at", then.now(),
                      "nodes", whole.array("nodes"),
                      "edges", whole.array("edges"));
                })
            .join();
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(Json.print(drawn));
  }

  /** From which revision to go on; now where none is said. */
  record Fork(Long revision) {}

  /** A new session: {@code page} opens it. */
  record Forked(String id, String page) {}

  @PostMapping("/fork")
  @ResponseStatus(HttpStatus.CREATED)
  Forked fork(@PathVariable("id") String id, @RequestBody Fork fork, HttpServletRequest request) {
    Session session = enter(id, request);
    ClusterSnapshot then =
        session
            .inside(
                cluster ->
                    at(
                        cluster,
                        fork.revision() == null ? cluster.store().revision() : fork.revision()))
            .join();
    Sessions.Opened opened = sessions.create(then, session.clock().speed(), JsonObject.EMPTY);
    String root = ServletUriComponentsBuilder.fromCurrentContextPath().build().toUriString();
    String forked = opened.session().id();
    return new Forked(forked, root + "/play/" + forked + "?key=" + opened.token());
  }

  private static ClusterSnapshot at(Cluster cluster, long revision) {
    ClusterSnapshot now = cluster.snapshot();
    if (revision == now.revision()) {
      return now;
    }
    if (revision < 1 || revision > now.revision()) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "refusal.revision", revision, now.revision());
    }
    try {
      // The clock is set to the change that made this revision; where that is forgotten, to the one
      // after it.
      boolean made = revision > cluster.store().compacted();
      Change change = cluster.store().changesSince(made ? revision - 1 : revision).getFirst();
      return new ClusterSnapshot(
          now.spec(), now.seed(), change.at(), revision, cluster.store().at(revision));
    } catch (CompactedException forgotten) {
      throw new Refusal(
          HttpStatus.GONE, "refusal.compacted", revision, cluster.store().compacted());
    }
  }

  private Session enter(String id, HttpServletRequest request) {
    return doorkeeper
        .session(id, request)
        .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "refusal.session"));
  }
}
