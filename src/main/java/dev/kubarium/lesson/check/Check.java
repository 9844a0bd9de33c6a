package dev.kubarium.lesson.check;

import dev.kubarium.cluster.object.Change;

/**
 * What a step asks. It looks at the cluster and its history, never at how somebody got there, so
 * that every equivalent solution passes.
 */
public sealed interface Check
    permits Exists, Absent, Field, Ready, Reaches, Logs, Ran, Happened, Never, Predicted, All, Any {

  /** How things are at this instant. */
  Verdict judge(Scene scene);

  /** The step begins: what is remembered of before is forgotten. */
  default void enter(Scene scene) {}

  /** Takes note of a change; the store is as it was just after it. */
  default void hear(Change change, Scene scene) {}

  /**
   * Whether it can come true without any change of an object: a server that begins to listen, a
   * line in a log.
   */
  default boolean isMovedByTime() {
    return false;
  }
}
