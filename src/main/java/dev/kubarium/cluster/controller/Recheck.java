package dev.kubarium.cluster.controller;

import java.time.Duration;

/**
 * When a key must be looked at again though nothing changes: a deadline, a schedule, a time to
 * live. A time that has passed counts as never: whatever it called for was done in this very look.
 *
 * @param at virtual milliseconds; {@code Long.MAX_VALUE} for never
 */
public record Recheck(long at) {

  public static final Recheck NEVER = new Recheck(Long.MAX_VALUE);

  public static Recheck at(long time) {
    return new Recheck(time);
  }

  public static Recheck after(long now, Duration delay) {
    return new Recheck(now + delay.toMillis());
  }

  public Recheck orSooner(Recheck other) {
    return at <= other.at ? this : other;
  }
}
