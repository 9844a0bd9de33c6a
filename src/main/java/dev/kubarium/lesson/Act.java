package dev.kubarium.lesson;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.lesson.check.Target;
import java.time.Duration;

/** Something that a learner does, as a solution or a mistake tells it. */
public sealed interface Act {

  /** Applies manifests. */
  record Apply(String manifests) implements Act {}

  /**
   * Deletes the first of these, or all of them.
   *
   * @param graceSeconds {@code null} for the kind's own
   */
  record Delete(Target target, boolean all, Long graceSeconds) implements Act {}

  /** Merges a patch into the first of these. */
  record Patch(Target target, JsonObject patch) implements Act {}

  /** Says what will happen. */
  record Predict(String choice) implements Act {}

  /** Lets time pass. */
  record Pause(Duration time) implements Act {}

  /** Closes a node and asks, once for each, that its Pods leave; what a budget forbids stays. */
  record Drain(String node) implements Act {}

  /** Adds a machine. */
  record Join(String node) implements Act {}
}
