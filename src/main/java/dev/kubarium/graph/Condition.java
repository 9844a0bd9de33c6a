package dev.kubarium.graph;

/**
 * How an object is, at a glance.
 *
 * @param state what colour and shape say: ready, starting, pending, terminating, failed, unknown,
 *     done, idle
 * @param line the few words under the name, or {@code null}
 * @param until virtual milliseconds until which a countdown runs, or {@code null}
 */
record Condition(String state, Sentence line, Long until) {

  static Condition of(String state, Sentence line) {
    return new Condition(state, line, null);
  }
}
