package dev.kubarium.web;

import dev.kubarium.cluster.ClusterSnapshot;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.store.CompactedException;
import dev.kubarium.graph.Graph;
import dev.kubarium.session.Session;
import dev.kubarium.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The cluster as it was, as it might have gone on from there, and as it would be after an edit. */
@RestController
@RequestMapping("/api/sessions/{id}")
class TimeMachineController {

  private final Sessions sessions;
  private final Doorkeeper doorkeeper;
  private final MessageSource messages;
  private final Language language;

  TimeMachineController(
      Sessions sessions, Doorkeeper doorkeeper, MessageSource messages, Language language) {
    this.sessions = sessions;
    this.doorkeeper = doorkeeper;
    this.messages = messages;
    this.language = language;
  }

  /**
   * The graph at a revision: {@code revision, at, first} (the earliest revision there is), {@code
   * nodes, edges}.
   */
  @GetMapping("/graph")
  ResponseEntity<String> graph(
      @PathVariable("id") String id,
      @RequestParam(name = "revision", required = false) Long revision,
      HttpServletRequest request) {
    Session session = enter(id, request);
    ClusterSnapshot then = at(session, revision);
    Graph graph = new Graph(Session.PEOPLE);
    then.objects().forEach(graph::know);
    long first = session.inside(cluster -> cluster.store().compacted()).join();
    JsonObject whole = graph.whole(language.of(request));
    return json(
        HttpStatus.OK,
        JsonObject.of(
            "revision", then.revision(),
            "at", then.now(),
            "first", first,
            "nodes", whole.array("nodes"),
            "edges", whole.array("edges")));
  }

  record Fork(Long revision) {}

  /**
   * A cluster of its own that goes on from this one as it is, or as it was at a revision. The
   * caller may enter it.
   */
  @PostMapping("/fork")
  ResponseEntity<String> fork(
      @PathVariable("id") String id,
      @RequestBody(required = false) Fork fork,
      HttpServletRequest request,
      HttpServletResponse response) {
    Session session = enter(id, request);
    ClusterSnapshot then = at(session, fork == null ? null : fork.revision());
    Sessions.Opened opened = sessions.create(then, session.clock().speed(), JsonObject.EMPTY);
    String other = opened.session().id();
    Stage.keep(response, request, Doorkeeper.cookieOf(other), opened.token());
    return json(
        HttpStatus.CREATED,
        JsonObject.of(
            "id",
            other,
            "token",
            opened.token(),
            "page",
            "/play/" + other,
            "revision",
            then.revision()));
  }

  /** What the documents of the body would do over the next minute; nothing is changed. */
  @PostMapping("/preview")
  ResponseEntity<String> preview(@PathVariable("id") String id, HttpServletRequest request)
      throws IOException {
    Session session = enter(id, request);
    String text = EditorController.text(request);
    ClusterSnapshot now = session.inside(cluster -> cluster.snapshot()).join();
    Preview.Outcome outcome = Preview.of(now, Session.PEOPLE, text, language.of(request));
    if (!outcome.applied().problems().isEmpty()) {
      return EditorController.refused(outcome.applied(), messages, language.of(request));
    }
    return json(HttpStatus.OK, outcome.difference());
  }

  private static ClusterSnapshot at(Session session, Long revision) {
    try {
      return session
          .inside(cluster -> revision == null ? cluster.snapshot() : cluster.snapshotAt(revision))
          .join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof CompactedException gone) {
        throw new Refusal(HttpStatus.GONE, "refusal.forgotten", String.valueOf(gone.oldest()));
      }
      if (failed.getCause() instanceof IllegalArgumentException) {
        throw new Refusal(HttpStatus.BAD_REQUEST, "refusal.future", String.valueOf(revision));
      }
      throw failed;
    }
  }

  private Session enter(String id, HttpServletRequest request) {
    return doorkeeper
        .session(id, request)
        .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "refusal.session"));
  }

  private static ResponseEntity<String> json(HttpStatus status, JsonObject document) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.print(document));
  }
}
