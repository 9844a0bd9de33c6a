package dev.kubarium.cluster.controller;

import dev.kubarium.cluster.object.Cause;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.sim.Chance;
import dev.kubarium.cluster.sim.EventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The keys that a control loop still has to look at. A key waits once, however often it is added;
 * the wait is short and drawn, so that wake-ups come late and in no promised order, as in a real
 * cluster.
 *
 * <p>Models: client-go util/workqueue
 */
public final class WorkQueue {

  private static final long SOONEST = 4;
  private static final long LATEST = 24;
  private static final long FIRST_BACK_OFF = 5;
  private static final long LONGEST_BACK_OFF = Duration.ofSeconds(1000).toMillis();

  private record Waiting(EventLoop.Timer timer, Cause cause) {}

  private final String name;
  private final EventLoop loop;
  private final Chance chance;
  private final BiConsumer<ObjectKey, Cause> worker;
  private final Map<ObjectKey, Waiting> soon = new HashMap<>();
  private final Map<ObjectKey, EventLoop.Timer> later = new HashMap<>();
  private final Map<ObjectKey, Integer> failures = new HashMap<>();

  /** {@code worker} is called with each key when its wait is over, and with what woke it first. */
  public WorkQueue(
      String name, EventLoop loop, Chance chance, BiConsumer<ObjectKey, Cause> worker) {
    this.name = name;
    this.loop = loop;
    this.chance = chance;
    this.worker = worker;
  }

  /** Adds a key because something changed. */
  public void add(ObjectKey key, Cause cause) {
    if (!soon.containsKey(key)) {
      long wait = chance.of(name, loop.now() * 31 + key.hashCode()).between(SOONEST, LATEST);
      enqueue(key, cause, loop.now() + wait);
    }
  }

  private void enqueue(ObjectKey key, Cause cause, long due) {
    soon.put(key, new Waiting(loop.at(due, () -> work(key)), cause));
  }

  /**
   * Looks at a key again at this time, if nothing wakes it before; a later call replaces an earlier
   * one. Never, if the time has passed.
   */
  public void addAt(ObjectKey key, long time) {
    EventLoop.Timer planned = later.remove(key);
    if (planned != null) {
      planned.cancel();
    }
    if (time > loop.now() && time != Long.MAX_VALUE) {
      later.put(
          key,
          loop.at(
              time,
              () -> {
                later.remove(key);
                if (!soon.containsKey(key)) {
                  enqueue(key, Cause.NONE, loop.now());
                }
              }));
    }
  }

  /** Looks at a key again after a back-off that doubles with each failure. */
  public void retry(ObjectKey key, Cause cause) {
    int failed = failures.merge(key, 1, Integer::sum);
    long wait = Math.min(FIRST_BACK_OFF << Math.min(failed - 1, 20), LONGEST_BACK_OFF);
    if (!soon.containsKey(key)) {
      enqueue(key, cause, loop.now() + wait);
    }
  }

  /** The key was looked at without a failure. */
  public void forget(ObjectKey key) {
    failures.remove(key);
  }

  private void work(ObjectKey key) {
    Waiting waiting = soon.remove(key);
    worker.accept(key, waiting.cause());
  }

  /** Forgets everything that waits. */
  public void clear() {
    soon.values().forEach(waiting -> waiting.timer().cancel());
    later.values().forEach(EventLoop.Timer::cancel);
    soon.clear();
    later.clear();
    failures.clear();
  }
}
