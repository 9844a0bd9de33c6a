package dev.kubarium.cluster.sim;

/**
 * Luck that is decided by the seed alone.
 *
 * <p>Chance has named streams, so that a new draw here does not reshuffle there, and a draw is a
 * pure function of (seed, stream, what it is about): there is no counter to be saved. A cluster
 * that is restored from a snapshot therefore meets the same luck: the same image pull takes the
 * same time, the next object gets the same name.
 */
public final class Chance {

  private static final String NAME_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private final long seed;

  public Chance(long seed) {
    this.seed = seed;
  }

  public long seed() {
    return seed;
  }

  /**
   * The draws of a stream about one thing, e.g. {@code of("kubelet/node-1", podUid + "/pull/" +
   * container)}.
   */
  public Draw of(String stream, String about) {
    return new Draw(mix(mix(seed, stream), about));
  }

  /** The draws of a stream about one number, e.g. {@code of("uid", revision)}. */
  public Draw of(String stream, long about) {
    return new Draw(scramble(mix(seed, stream) + about * 0x9E3779B97F4A7C15L));
  }

  private static long mix(long state, String text) {
    long mixed = state;
    for (int i = 0; i < text.length(); i++) {
      mixed = (mixed ^ text.charAt(i)) * 0x100000001B3L;
      mixed ^= mixed >>> 29;
    }
    return scramble(mixed);
  }

  /** The finaliser of SplitMix64. */
  private static long scramble(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A short sequence of draws (SplitMix64). */
  public static final class Draw {
    private long state;

    private Draw(long state) {
      this.state = state;
    }

    public long nextLong() {
      state += 0x9E3779B97F4A7C15L;
      return scramble(state);
    }

    /** From 0 to {@code bound - 1}. */
    public int nextInt(int bound) {
      return (int) Math.floorMod(nextLong(), (long) bound);
    }

    /** From {@code low} to {@code high}, both included. */
    public long between(long low, long high) {
      return low + Math.floorMod(nextLong(), high - low + 1);
    }

    /** From 0 (included) to 1 (excluded). */
    public double nextDouble() {
      return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /**
     * So many letters as the API appends to a generateName: no vowels, nothing that can be misread.
     */
    public String letters(int count) {
      StringBuilder letters = new StringBuilder(count);
      for (int i = 0; i < count; i++) {
        letters.append(NAME_LETTERS.charAt(nextInt(NAME_LETTERS.length())));
      }
      return letters.toString();
    }

    /** A UUID of version 4, in its text form. */
    public String uuid() {
      long high = (nextLong() & 0xFFFFFFFFFFFF0FFFL) | 0x4000L;
      long low = (nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
      return new java.util.UUID(high, low).toString();
    }
  }
}
