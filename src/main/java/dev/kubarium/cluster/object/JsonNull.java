package dev.kubarium.cluster.object;

/** An explicit {@code null} in a JSON tree: what a merge patch uses to remove a key. */
public enum JsonNull {
  NULL;

  @Override
  public String toString() {
    return "null";
  }
}
