package dev.kubarium.cluster.controller;

/** A field that takes a number or a percentage, such as {@code maxSurge: 25%}. */
public final class IntOrPercent {

  private IntOrPercent() {}

  /**
   * The number that is meant. 25 % of 10 is 2.5: rounded up 3, rounded down 2. A missing value is
   * 0.
   *
   * @param value as it stands in the tree: a number, or text such as {@code 25%}
   */
  public static long of(Object value, long total, boolean roundUp) {
    if (value instanceof Long number) {
      return number;
    }
    if (value instanceof String text && text.endsWith("%")) {
      long percent = Long.parseLong(text.substring(0, text.length() - 1));
      return roundUp ? Math.ceilDiv(percent * total, 100L) : Math.floorDiv(percent * total, 100L);
    }
    return 0;
  }
}
