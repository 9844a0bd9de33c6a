package dev.kubarium.cluster.scheduler;

import dev.kubarium.cluster.object.Cause;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.sim.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The Pods that wait for a node: those whose turn comes, by priority and then in the order in which
 * they were woken, and those that fitted nowhere and wait for something to change.
 *
 * <p>Models: pkg/scheduler/backend/queue. Left out: which change can help which Pod; trying all
 * again every five minutes.
 */
final class SchedulingQueue {

  private static final long FIRST_BACK_OFF = 1_000;
  private static final long LONGEST_BACK_OFF = 10_000;

  /** A Pod whose turn has come, and what woke it. */
  record Next(ObjectKey pod, Cause cause) {}

  /** The Pod of the highest priority comes first, and of those the one that was woken first. */
  private record Turn(long priority, long number, ObjectKey pod) implements Comparable<Turn> {

    @Override
    public int compareTo(Turn that) {
      return priority != that.priority
          ? Long.compare(that.priority, priority)
          : Long.compare(number, that.number);
    }
  }

  private final EventLoop loop;
  private final Function<ObjectKey, KubeObject> pods;

  /** Has {@link #next} called soon. */
  private final Runnable woken;

  /** Pods that want a node now. */
  private final Map<ObjectKey, Turn> active = new HashMap<>();

  /** The same in the order of their turns, with what woke them. */
  private final TreeMap<Turn, Cause> turns = new TreeMap<>();

  private long numbers;

  /** Pods for which no node fitted → how often they were tried. */
  private final Map<ObjectKey, Integer> unschedulable = new HashMap<>();

  /**
   * Pods that were tried in vain more than once → when they may be tried again, should something
   * change.
   */
  private final Map<ObjectKey, Long> backingOff = new HashMap<>();

  /** Those of them that have been woken meanwhile. */
  private final Set<ObjectKey> awaited = new HashSet<>();

  SchedulingQueue(EventLoop loop, Function<ObjectKey, KubeObject> pods, Runnable woken) {
    this.loop = loop;
    this.pods = pods;
    this.woken = woken;
  }

  boolean isEmpty() {
    return active.isEmpty();
  }

  /** Takes the next; {@code null} where none wants a node. */
  Next next() {
    Map.Entry<Turn, Cause> next = turns.pollFirstEntry();
    if (next == null) {
      return null;
    }
    active.remove(next.getKey().pod());
    return new Next(next.getKey().pod(), next.getValue());
  }

  /** The Pod is new, or not as it was: its history counts no longer. */
  void add(ObjectKey key, Cause cause) {
    forget(key);
    activate(key, cause);
  }

  /** The Pod wants no node any more. */
  void remove(ObjectKey key) {
    Turn turn = active.remove(key);
    if (turn != null) {
      turns.remove(turn);
    }
    forget(key);
  }

  private void forget(ObjectKey key) {
    unschedulable.remove(key);
    backingOff.remove(key);
  }

  /** Tried in vain: waits for a change, from the second time on a while at least. */
  void park(ObjectKey key) {
    int tries = unschedulable.merge(key, 1, Integer::sum);
    if (tries > 1) {
      long wait = Math.min(FIRST_BACK_OFF << Math.min(tries - 2, 10), LONGEST_BACK_OFF);
      backingOff.put(key, loop.now() + wait);
    }
  }

  /** Waits for a change, as if it had not been tried. */
  void hold(ObjectKey key) {
    unschedulable.putIfAbsent(key, 0);
  }

  /** Something changed that may help any of those that fitted nowhere. */
  void wakeAll(Cause cause) {
    if (!unschedulable.isEmpty()) {
      new TreeSet<>(unschedulable.keySet()).forEach(key -> activate(key, cause));
    }
  }

  /** A Pod that came to a node may be what another waits to be with, or make a spread even. */
  void wakeThoseThatLookAtOthers(Cause cause) {
    List<ObjectKey> keys =
        unschedulable.isEmpty()
            ? List.of()
            : new ArrayList<>(new TreeSet<>(unschedulable.keySet()));
    for (ObjectKey key : keys) {
      KubeObject pod = pods.apply(key);
      if (pod != null
          && (pod.spec().isSet("affinity") || pod.spec().isSet("topologySpreadConstraints"))) {
        activate(key, cause);
      }
    }
  }

  private void activate(ObjectKey key, Cause cause) {
    Long notBefore = backingOff.get(key);
    if (notBefore != null && notBefore > loop.now()) {
      if (awaited.add(key)) {
        loop.at(notBefore, () -> backOffEnded(key, cause));
      }
      return;
    }
    backingOff.remove(key);
    if (!active.containsKey(key)) {
      KubeObject pod = pods.apply(key);
      Turn turn = new Turn(pod == null ? 0 : Preemptor.priority(pod), numbers++, key);
      active.put(key, turn);
      turns.put(turn, cause);
    }
    woken.run();
  }

  private void backOffEnded(ObjectKey key, Cause cause) {
    awaited.remove(key);
    if (unschedulable.containsKey(key)) {
      activate(key, cause);
    }
  }
}
