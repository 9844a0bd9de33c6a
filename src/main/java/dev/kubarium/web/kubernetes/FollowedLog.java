package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.NodeConnector.LogLine;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Timestamps;
import dev.kubarium.session.Session;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A container's output that is read while it grows: what is kept first, then each further line,
 * until this run of the container ends. All but {@link #next} happens in the session's turn.
 */
final class FollowedLog {

  private static final int MOST_WAITING = 10_000;
  private static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

  private final Session session;
  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>(MOST_WAITING);
  private volatile boolean ended;
  private Cluster cluster;
  private KubeObject pod;
  private String container;
  private boolean timestamps;
  private long told;
  private boolean ending;
  private Runnable quiet = () -> {};
  private Runnable deaf = () -> {};

  FollowedLog(Session session) {
    this.session = session;
  }

  /** Begins; {@code request} asks for the log. Throws the {@code ApiException} of a refusal. */
  FollowedLog open(Cluster here, ApiRequest request) {
    cluster = here;
    JsonObject query = (JsonObject) request.body();
    ApiResponse.Text kept = (ApiResponse.Text) here.api().handle(request).body();
    texts.add(kept.text());
    pod = here.store().get(ObjectKey.of(Kinds.POD, request.namespace(), request.name()));
    container = container(pod, query.string("container", ""));
    timestamps = "true".equals(query.string("timestamps", ""));
    told = here.loop().now();
    if (query.string("previous", "").equals("true") || hasEnded(pod)) {
      ended = true;
      return this;
    }
    quiet = here.api().nodes().followLogs(pod, container, this::take);
    deaf = here.store().onChange(this::hear);
    return this;
  }

  /**
   * The container that a request without a name means; the API server has refused where that is not
   * clear.
   */
  static String container(KubeObject pod, String asked) {
    List<JsonObject> containers = pod.spec().array("containers").objects();
    if (!asked.isEmpty()) {
      return asked;
    }
    return containers.size() == 1
        ? containers.get(0).string("name", "")
        : pod.annotations().string(DEFAULT_CONTAINER, "");
  }

  private JsonObject status(KubeObject of) {
    for (String list :
        List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")) {
      JsonObject found = of.status().array(list).find("name", container);
      if (found != null) {
        return found;
      }
    }
    return JsonObject.EMPTY;
  }

  private boolean hasEnded(KubeObject now) {
    JsonObject status = status(now);
    return !status.object("state").has("running")
        || status.integer("restartCount", 0) > status(pod).integer("restartCount", 0);
  }

  private void take(LogLine line) {
    told = line.at();
    String stamp = timestamps ? Timestamps.formatMicro(line.at()).replace("Z", "000Z ") : "";
    if (!texts.offer(stamp + line.text() + "\n")) {
      ended = true;
    }
  }

  private void hear(Change change) {
    if (!ending
        && change.key().equals(pod.key())
        && (change.after() == null || hasEnded(change.after()))) {
      ending = true;
      session.inside(
          here -> {
            finish();
            return null;
          });
    }
  }

  /** The run is over: its last lines, and no more. */
  private void finish() {
    KubeObject now = cluster.store().get(pod.key());
    boolean restarted =
        now != null
            && status(now).integer("restartCount", 0) > status(pod).integer("restartCount", 0);
    stop();
    if (now != null) {
      try {
        long since = told;
        for (LogLine line : cluster.api().nodes().logs(now, container, restarted)) {
          if (line.at() > since) {
            take(line);
          }
        }
      } catch (ApiException nothingKept) {
        // The container left no output behind.
      }
    }
    ended = true;
  }

  /** Stops listening. */
  void stop() {
    quiet.run();
    deaf.run();
  }

  /** The next piece of text, waiting for it; {@code null} where there is none any more. */
  String next(long millis) throws InterruptedException {
    boolean last = ended;
    String text = texts.poll(last ? 0 : millis, java.util.concurrent.TimeUnit.MILLISECONDS);
    return text == null && !(last || !session.isOpen()) ? "" : text;
  }
}
