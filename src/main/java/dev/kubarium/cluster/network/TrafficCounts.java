package dev.kubarium.cluster.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the requests of one client: in all, for each Pod, and in each of the last seconds.
 */
public final class TrafficCounts {

  /** How many seconds are told apart. */
  public static final int SECONDS = 120;

  private static final int MOST_PODS = 60;

  /**
   * One second.
   *
   * @param at its start, virtual milliseconds
   * @param served how many were answered without an error
   * @param failed how many were not
   * @param latencyMillis the sum over the answered ones
   */
  public record Second(long at, long served, long failed, long latencyMillis) {

    private Second plus(long more, boolean ok, long latency) {
      return new Second(
          at, served + (ok ? more : 0), failed + (ok ? 0 : more), latencyMillis + latency * more);
    }
  }

  private long served;
  private long failed;
  private final TreeMap<String, Long> outcomes = new TreeMap<>();
  private final LinkedHashMap<String, Long> pods = new LinkedHashMap<>();
  private final ArrayDeque<Second> seconds = new ArrayDeque<>();

  TrafficCounts() {}

  /** {@code many} requests ended so; {@code pod} is {@code null} where none answered. */
  void count(long now, long many, String outcome, boolean ok, String pod, long latencyMillis) {
    served += ok ? many : 0;
    failed += ok ? 0 : many;
    outcomes.merge(outcome, many, Long::sum);
    if (pod != null) {
      // The Pod that answered last stands last, so that those of the past are the first to go.
      Long before = pods.remove(pod);
      pods.put(pod, (before == null ? 0 : before) + many);
      if (pods.size() > MOST_PODS) {
        pods.remove(pods.keySet().iterator().next());
      }
    }
    long at = Math.floorDiv(now, 1000L) * 1000;
    Second last = seconds.peekLast();
    if (last != null && last.at() == at) {
      seconds.pollLast();
    } else {
      last = new Second(at, 0, 0, 0);
    }
    seconds.add(last.plus(many, ok, ok ? latencyMillis : 0));
    while (seconds.peekFirst().at() <= at - SECONDS * 1000L) {
      seconds.pollFirst();
    }
  }

  public long served() {
    return served;
  }

  public long failed() {
    return failed;
  }

  /**
   * {@code 200}, {@code 503}, {@code refused}, {@code no-endpoints}, {@code timeout}, {@code
   * denied}, {@code name} → how many.
   */
  public Map<String, Long> outcomes() {
    return new TreeMap<>(outcomes);
  }

  /** Pod → how many it answered; the one that answered last stands last. */
  public Map<String, Long> pods() {
    return new LinkedHashMap<>(pods);
  }

  /** Oldest first. */
  public List<Second> seconds() {
    return new ArrayList<>(seconds);
  }
}
