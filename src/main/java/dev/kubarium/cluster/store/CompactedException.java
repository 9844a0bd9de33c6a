package dev.kubarium.cluster.store;

/** The log no longer reaches back to the asked revision. */
public final class CompactedException extends RuntimeException {

  private final long oldest;

  CompactedException(long asked, long oldest) {
    super("too old resource version: " + asked + " (" + oldest + ")");
    this.oldest = oldest;
  }

  /** The oldest revision from which changes can still be had. */
  public long oldest() {
    return oldest;
  }
}
