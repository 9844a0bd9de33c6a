package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiServer;
import dev.kubarium.cluster.apiserver.WatchEvent;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.session.Session;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One open watch: lines are made on the session's turn and written by the caller's thread. A reader
 * that falls too far behind is cut off, as a real API server does; it lists again and goes on.
 */
final class WatchStream {

  private static final int MOST_WAITING = 20_000;
  private static final long BOOKMARK_EVERY = TimeUnit.SECONDS.toNanos(60);
  private static final long BOOKMARK_BEFORE_END = TimeUnit.SECONDS.toNanos(2);

  /**
   * How soon it is found out that a reader has gone without a word, where a bookmark covers the
   * beat before the end.
   */
  private static final long BEAT_EVERY = TimeUnit.SECONDS.toNanos(5);

  /**
   * The same where a beat may be the last that the reader gets: some take it for a broken event.
   */
  private static final long RARE_BEAT_EVERY = TimeUnit.SECONDS.toNanos(60);

  private final Session session;
  private final Kind kind;
  private final Accept accept;
  private final String includeObject;
  private final boolean bookmarks;
  private final BlockingQueue<byte[]> lines = new LinkedBlockingQueue<>(MOST_WAITING);
  private final AtomicBoolean overflowed = new AtomicBoolean();
  private boolean columnsSent;

  WatchStream(Session session, Kind kind, Accept accept, String includeObject, boolean bookmarks) {
    this.session = session;
    this.kind = kind;
    this.accept = accept;
    this.includeObject = includeObject;
    this.bookmarks = bookmarks;
  }

  /** Begins to listen; answers what ends it. Throws the {@code ApiException} of a refusal. */
  Runnable open(ApiServer api, String namespace, ApiOptions options, boolean initialEvents) {
    Rendering rendering = new Rendering(api);
    return api.watch(kind, namespace, options, initialEvents, event -> take(rendering, event));
  }

  private void take(Rendering rendering, WatchEvent event) {
    queue(JsonObject.of("type", event.type().name(), "object", shown(rendering, event)));
  }

  private JsonObject shown(Rendering rendering, WatchEvent event) {
    if (accept != Accept.TABLE) {
      return rendering.one(event.object(), accept, includeObject);
    }
    JsonObject metadata =
        JsonObject.of("resourceVersion", event.object().metadata().string("resourceVersion"));
    if (event.type() == WatchEvent.Type.BOOKMARK) {
      JsonObject table =
          rendering.table(
              kind, List.<KubeObject>of(), event.object().metadata(), includeObject, false);
      return event.initialEnd() ? table.with("rows", JsonArray.of(bookmarkRow(event))) : table;
    }
    JsonObject table =
        rendering.table(kind, List.of(event.object()), metadata, includeObject, !columnsSent);
    columnsSent = true;
    return table;
  }

  /** kubectl looks for the end of the initial events in the object of a table's row. */
  private JsonObject bookmarkRow(WatchEvent event) {
    JsonObject partial =
        JsonObject.of(
            "kind",
            "PartialObjectMetadata",
            "apiVersion",
            "meta.k8s.io/v1",
            "metadata",
            event.object().metadata());
    return JsonObject.of("cells", JsonArray.EMPTY, "object", partial);
  }

  /** Where the lines go: an HTTP answer, or a WebSocket. */
  interface Sink {

    /** One event, as JSON without a line end. */
    void event(byte[] json) throws IOException;

    /** Nothing more is at hand for now. */
    void flush() throws IOException;

    /** Nothing happened for a while: throws where the reader is gone. */
    void beat() throws IOException;
  }

  /** Writes all of a stream. */
  interface Writing {
    void write(Sink sink) throws IOException, InterruptedException;
  }

  /** Writes until the time is over or the reader is gone. {@code nanos} is how long at most. */
  void write(Sink sink, long nanos) throws IOException, InterruptedException {
    long now = System.nanoTime();
    long end = now + nanos;
    long bookmarkAt = now + Math.min(BOOKMARK_EVERY, nanos - BOOKMARK_BEFORE_END);
    long beat = bookmarks ? BEAT_EVERY : RARE_BEAT_EVERY;
    long beatAt = now + beat;
    sink.flush();
    while (!overflowed.get() && session.isOpen() && now < end) {
      long due = bookmarks ? Math.min(end, bookmarkAt) : end;
      boolean covered = !bookmarks || bookmarkAt < end;
      byte[] line = lines.poll(Math.min(due - now, beatAt - now), TimeUnit.NANOSECONDS);
      if (line == null && System.nanoTime() >= beatAt && due > beatAt && covered) {
        sink.beat();
      }
      for (; line != null; line = lines.poll()) {
        sink.event(line);
      }
      sink.flush();
      now = System.nanoTime();
      beatAt = now >= beatAt ? now + beat : beatAt;
      if (bookmarks && now >= bookmarkAt) {
        long last = end - BOOKMARK_BEFORE_END;
        bookmarkAt = now < last ? Math.min(now + BOOKMARK_EVERY, last) : end;
        session.inside(this::bookmark);
      }
    }
  }

  /** Queued in the session's turn, so that it comes after all that it covers. */
  private Void bookmark(Cluster here) {
    JsonObject metadata = JsonObject.of("resourceVersion", Long.toString(here.api().revision()));
    JsonObject object =
        accept == Accept.TABLE
            ? new Rendering(here.api()).table(kind, List.of(), metadata, includeObject, false)
            : JsonObject.of(
                "apiVersion", kind.apiVersion(), "kind", kind.name(), "metadata", metadata);
    queue(JsonObject.of("type", "BOOKMARK", "object", object));
    return null;
  }

  private void queue(JsonObject event) {
    if (!lines.offer(Json.bytes(event))) {
      overflowed.set(true);
    }
  }
}
