package dev.kubarium.cluster.sim;

/** The read side of a cluster's time. */
public interface VirtualClock {

  /** Virtual milliseconds since the epoch. It never goes back, and moves only between tasks. */
  long now();
}
