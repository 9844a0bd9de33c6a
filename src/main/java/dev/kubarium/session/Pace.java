package dev.kubarium.session;

/**
 * How virtual time follows real time.
 *
 * @param speed virtual seconds per real second; 0 stands still
 * @param virtual virtual milliseconds since the epoch at the real instant {@code real}
 * @param real nanoseconds of the machine's monotonic clock
 */
record Pace(double speed, long virtual, long real) {

  private static final double NANOS_IN_MILLI = 1_000_000.0;

  /** The virtual time at this real instant. */
  long at(long realNow) {
    return virtual + (long) ((realNow - real) / NANOS_IN_MILLI * speed);
  }

  /**
   * Real nanoseconds from {@code realNow} until virtual time {@code due}; {@code Long.MAX_VALUE}
   * for never.
   */
  long until(long due, long realNow) {
    if (speed == 0 || due == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    double wait = (due - at(realNow)) / speed * NANOS_IN_MILLI;
    return wait >= Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, (long) Math.ceil(wait));
  }

  Pace withSpeed(double other, long virtualNow, long realNow) {
    return new Pace(other, virtualNow, realNow);
  }
}
