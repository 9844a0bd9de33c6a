package dev.kubarium.web.kubernetes;

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
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One open watch: lines are made on the session's turn and written by the caller's thread. A reader that falls too far
 * behind is cut off, as a real API server does; it lists again and goes on.
 */
final class WatchStream {

  private static final int MOST_WAITING = 20_000;
  private static final long BOOKMARK_EVERY = TimeUnit.SECONDS.toNanos(60);

  private final Session session;
  private final Kind kind;
  private final Accept accept;
  private final String includeObject;
  private final boolean bookmarks;
  private final BlockingQueue<byte[]> lines = new ArrayBlockingQueue<>(MOST_WAITING);
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
    byte[] line =
        Json.bytes(JsonObject.of("type", event.type().name(), "object", shown(rendering, event)));
    if (!lines.offer(line)) {
      overflowed.set(true);
    }
  }

  private JsonObject shown(Rendering rendering, WatchEvent event) {
    if (accept != Accept.TABLE) {
      return rendering.one(event.object(), accept, includeObject);
    }
    JsonObject metadata = JsonObject.of("resourceVersion", event.object().metadata().string("resourceVersion"));
    if (event.type() == WatchEvent.Type.BOOKMARK) {
      JsonObject table = rendering.table(kind, List.<KubeObject>of(), event.object().metadata(), includeObject, false);
      return event.initialEnd() ? table.with("rows", JsonArray.of(bookmarkRow(event))) : table;
    }
    JsonObject table = rendering.table(kind, List.of(event.object()), metadata, includeObject, !columnsSent);
    columnsSent = true;
    return table;
  }

  /** kubectl looks for the end of the initial events in the object of a table's row. */
  private JsonObject bookmarkRow(WatchEvent event) {
    JsonObject partial =
        JsonObject.of(
            "kind", "PartialObjectMetadata", "apiVersion", "meta.k8s.io/v1", "metadata", event.object().metadata());
    return JsonObject.of("cells", JsonArray.EMPTY, "object", partial);
  }

  /** Writes until the time is over or the reader is gone. {@code nanos} is how long at most. */
  void write(OutputStream out, long nanos) throws IOException, InterruptedException {
    long end = System.nanoTime() + nanos;
    out.flush();
    while (!overflowed.get() && session.isOpen()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return;
      }
      byte[] line = lines.poll(Math.min(left, BOOKMARK_EVERY), TimeUnit.NANOSECONDS);
      if (line == null) {
        if (bookmarks && end - System.nanoTime() > 0) {
          line = session.inside(here -> bookmark(here.api())).join();
        } else {
          continue;
        }
      }
      out.write(line);
      out.write('\n');
      for (byte[] more = lines.poll(); more != null; more = lines.poll()) {
        out.write(more);
        out.write('\n');
      }
      out.flush();
    }
  }

  private byte[] bookmark(ApiServer api) {
    JsonObject metadata = JsonObject.of("resourceVersion", Long.toString(api.revision()));
    JsonObject object =
        accept == Accept.TABLE
            ? new Rendering(api).table(kind, List.of(), metadata, includeObject, false)
            : JsonObject.of("apiVersion", kind.apiVersion(), "kind", kind.name(), "metadata", metadata);
    return Json.bytes(JsonObject.of("type", "BOOKMARK", "object", object));
  }
}
