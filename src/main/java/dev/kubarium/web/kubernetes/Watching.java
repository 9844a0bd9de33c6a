package dev.kubarium.web.kubernetes;

import static dev.kubarium.web.kubernetes.Replies.ask;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.session.Session;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * {@code watch=true}: events as lines of a chunked answer, or as messages of a WebSocket (fabric8).
 */
final class Watching {

  private static final long SHORTEST_WATCH_SECONDS = 1800;

  private Watching() {}

  static void answer(
      Session session,
      ApiPath path,
      Kind kind,
      Accept accept,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    ApiOptions asked = Query.options(request, null, JsonObject.EMPTY);
    ApiOptions options =
        path.name() == null
            ? asked
            : asked.withSelectors(asked.labelSelector(), "metadata.name=" + path.name());
    boolean initialEvents = initialEvents(request);
    long nanos = TimeUnit.SECONDS.toNanos(seconds(request));
    WatchStream stream =
        new WatchStream(
            session,
            kind,
            accept,
            request.getParameter("includeObject"),
            Query.isTrue(request, "allowWatchBookmarks"));
    Runnable release = Streams.take(session);
    Runnable stop = null;
    ApiException gone = null;
    try {
      stop =
          ask(
              session.inside(
                  here -> stream.open(here.api(), path.namespace(), options, initialEvents)));
    } catch (ApiException refused) {
      if (refused.code() != 410) {
        release.run();
        throw refused;
      }
      gone = refused;
    }
    Runnable end = once(session, stop, release);
    WatchStream.Writing writing = gone == null ? sink -> stream.write(sink, nanos) : said(gone);
    if (WebSockets.isWished(request)) {
      WebSockets.open(request, response, new OverWebSocket(writing, end));
      return;
    }
    try {
      response.setContentType(
          accept == Accept.TABLE
              ? "application/json;as=Table;v=v1;g=meta.k8s.io"
              : "application/json");
      response.setHeader("Cache-Control", "no-cache, private");
      // Lines are to go out one by one, not when a compressor is full.
      response.setHeader("Content-Encoding", "identity");
      writing.write(new OverHttp(response));
    } finally {
      end.run();
    }
  }

  private static WatchStream.Writing said(ApiException gone) {
    return sink -> {
      sink.event(Json.bytes(JsonObject.of("type", "ERROR", "object", gone.status())));
      sink.flush();
    };
  }

  private static Runnable once(Session session, Runnable stop, Runnable release) {
    AtomicBoolean done = new AtomicBoolean();
    return () -> {
      if (done.compareAndSet(false, true)) {
        release.run();
        if (stop != null) {
          session.inside(
              here -> {
                stop.run();
                return null;
              });
        }
      }
    };
  }

  private static boolean initialEvents(HttpServletRequest request) {
    boolean asked = Query.isTrue(request, "sendInitialEvents");
    if (asked && !"NotOlderThan".equals(request.getParameter("resourceVersionMatch"))) {
      throw new ApiException(
          422,
          "Invalid",
          "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting"
              + " resourceVersionMatch to NotOlderThan",
          JsonObject.EMPTY);
    }
    return asked;
  }

  private static long seconds(HttpServletRequest request) {
    long seconds = Query.number(request, "timeoutSeconds", 0);
    return seconds > 0
        ? seconds
        : SHORTEST_WATCH_SECONDS + ThreadLocalRandom.current().nextLong(SHORTEST_WATCH_SECONDS);
  }

  private static final class OverHttp implements WatchStream.Sink {

    private final HttpServletResponse response;
    private final OutputStream out;

    OverHttp(HttpServletResponse response) throws IOException {
      this.response = response;
      this.out = response.getOutputStream();
    }

    @Override
    public void event(byte[] json) throws IOException {
      out.write(json);
      out.write('\n');
    }

    @Override
    public void flush() throws IOException {
      response.flushBuffer();
      out.flush();
    }

    /** A space before the next line, which means nothing in JSON. */
    @Override
    public void beat() throws IOException {
      out.write(' ');
    }
  }

  private record OverWebSocket(WatchStream.Writing writing, Runnable ending)
      implements WebSockets.Conversation {

    @Override
    public void run(WebSocketSession socket) throws IOException, InterruptedException {
      writing.write(
          new WatchStream.Sink() {
            @Override
            public void event(byte[] json) throws IOException {
              socket.sendMessage(new TextMessage(new String(json, StandardCharsets.UTF_8)));
            }

            @Override
            public void flush() {}

            @Override
            public void beat() throws IOException {
              socket.sendMessage(new PingMessage());
            }
          });
    }

    @Override
    public void end() {
      ending.run();
    }
  }
}
