package dev.kubarium.cluster.image.shell;

/** A script ran ahead of the clock up to where it asks something of the world: it waits there. */
final class NeedsWorld extends RuntimeException {
  private final long at;

  NeedsWorld(long at) {
    super(null, null, false, false);
    this.at = at;
  }

  long at() {
    return at;
  }
}
