package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.object.JsonObject;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a container that ended waits before it is started again: not at all the first time, then
 * 10 s, 20 s … 5 min; from the beginning again once it ran for longer than 10 minutes.
 *
 * <pre>
 * ended   1   2    3    4    5     6     7 …
 * waits   0   10s  20s  40s  1m20s 2m40s 5m
 * </pre>
 *
 * <p>Nothing of it is remembered: how long it waited before its last run stands in the status, as
 * the time between the end of the run before and the start of the last.
 *
 * <p>Models: client-go util/flowcontrol/backoff.go as the kubelet uses it
 */
final class RestartBackOff {

  private static final long FIRST = 10_000;
  private static final long MOST = 300_000;
  private static final long FORGOTTEN = 2 * MOST;
  private static final Pattern MESSAGE =
      Pattern.compile("back-off (\\S+) restarting failed container.*");

  private RestartBackOff() {}

  /**
   * How long to wait after this end, in milliseconds. {@code previous} is the end of the run before
   * it, or empty.
   */
  static long after(JsonObject terminated, JsonObject previous, long restarts) {
    long started = Moments.of(terminated.string("startedAt"));
    if (restarts == 0
        || previous.isEmpty()
        || Moments.of(terminated.string("finishedAt")) - started > FORGOTTEN) {
      return 0;
    }
    long waited = started - Moments.of(previous.string("finishedAt"));
    boolean fresh =
        Moments.of(previous.string("finishedAt")) - Moments.of(previous.string("startedAt"))
            > FORGOTTEN;
    if (restarts == 1 || fresh) {
      return FIRST;
    }
    long step = FIRST;
    for (long next = FIRST;
        next <= waited + 1_500 && step < MOST;
        next = Math.min(next * 2, MOST)) {
      step = Math.min(next * 2, MOST);
    }
    return step;
  }

  static String message(long wait, String container, String podName, String namespace, String uid) {
    return "back-off "
        + Moments.seconds(wait)
        + " restarting failed container="
        + container
        + " pod="
        + podName
        + "_"
        + namespace
        + "("
        + uid
        + ")";
  }

  /** The wait that such a message speaks of. */
  static long of(String message) {
    Matcher found = MESSAGE.matcher(message);
    return found.matches() ? Moments.parse(found.group(1)) : FIRST;
  }
}
