package dev.kubarium.web;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.object.Fault;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.graph.Graph;
import dev.kubarium.lesson.LessonRun;
import dev.kubarium.session.Clock;
import dev.kubarium.session.Session;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * One browser that looks at a session. Its own thread waits until something changed, asks for what
 * is different since it last saw it, and sends that, once per frame at most: a slow browser skips
 * frames and loses nothing.
 */
final class Viewer {

  private static final Logger LOG = LoggerFactory.getLogger(Viewer.class);
  private static final long FRAME_MILLIS = 50;

  /**
   * What this browser asked for, and what it knows; {@code lesson} is the version of the progress
   * it was shown.
   */
  private record Sight(Locale language, long revision, long lesson, List<Fault> faults) {}

  private final Session session;
  private final WebSocketSession socket;
  private final FaultTexts faults;
  private final Semaphore news = new Semaphore(0);
  private final Runnable stopListening;
  private volatile Sight greeting;
  private volatile boolean closed;
  private Sight sight;

  Viewer(Session session, WebSocketSession socket, FaultTexts faults) {
    this.session = session;
    this.socket = socket;
    this.faults = faults;
    this.stopListening = session.onSlice(news::release);
    Thread.ofVirtual().name("viewer-" + session.id()).start(this::show);
  }

  boolean looksAt(Session other) {
    return session == other;
  }

  /** The browser says who it is, and from which revision of which epoch it can go on. */
  void hello(Locale language, String epoch, Long revision) {
    boolean goesOn = revision != null && session.epoch().equals(epoch);
    greeting = new Sight(language, goesOn ? revision : -1, -1, null);
    news.release();
  }

  private void show() {
    try {
      while (!closed) {
        news.acquire();
        news.drainPermits();
        Sight greeted = greeting;
        if (greeted != null) {
          greeting = null;
          sight = greeted;
        }
        if (sight != null && !closed) {
          Sight seen = sight;
          Frame frame = session.with((cluster, graph) -> frame(cluster, graph, seen)).join();
          sight = frame.sight();
          socket.sendMessage(new TextMessage(Json.print(frame.message())));
          TimeUnit.MILLISECONDS.sleep(FRAME_MILLIS);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (IOException | IllegalStateException gone) {
      LOG.debug("viewer of {} is gone", session.id(), gone);
      end();
    } catch (CompletionException broken) {
      if (session.isOpen()) {
        LOG.error("a viewer of {} cannot be shown what happened", session.id(), broken);
      }
      end();
    }
  }

  private record Frame(JsonObject message, Sight sight) {}

  private Frame frame(Cluster cluster, Graph graph, Sight seen) {
    LessonRun run = session.lesson();
    long version = run == null ? -1 : run.version();
    JsonObject message = message(graph, seen);
    boolean whole = "snapshot".equals(message.string("type"));
    if (run != null && (version != seen.lesson() || whole)) {
      message = message.with("lesson", run.state(seen.language()));
    }
    List<Fault> broken = seen.faults();
    if (whole || graph.revision() != seen.revision()) {
      broken = cluster.faults().all();
      if (whole || !broken.equals(seen.faults())) {
        message = message.with("faults", faults.all(broken, seen.language()));
      }
    }
    return new Frame(message, new Sight(seen.language(), graph.revision(), version, broken));
  }

  private JsonObject message(Graph graph, Sight seen) {
    long now = graph.revision();
    JsonObject clock = clock(session.clock());
    if (seen.revision() < 0 || !graph.reaches(seen.revision())) {
      return graph
          .whole(seen.language())
          .with("type", "snapshot")
          .with("epoch", session.epoch())
          .with("revision", now)
          .with("clock", clock)
          .with("lesson", null);
    }
    if (seen.revision() == now) {
      return JsonObject.of("type", "clock", "clock", clock);
    }
    return graph
        .since(seen.revision(), seen.language())
        .with("type", "delta")
        .with("from", seen.revision())
        .with("to", now)
        .with("clock", clock);
  }

  static JsonObject clock(Clock clock) {
    return JsonObject.of("now", clock.now(), "speed", clock.speed())
        .with("nextDue", clock.nextDue());
  }

  private void end() {
    try {
      socket.close(CloseStatus.GOING_AWAY);
    } catch (IOException alreadyGone) {
      LOG.trace("socket was closed already", alreadyGone);
    }
    close();
  }

  void close() {
    closed = true;
    stopListening.run();
    news.release();
  }
}
