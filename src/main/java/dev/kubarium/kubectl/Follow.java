package dev.kubarium.kubectl;

/** A command that goes on: whoever shows its output asks it again each time the cluster changed. */
@FunctionalInterface
public interface Follow {

  /**
   * What is new since the last time. Must be called in the session's turn, as the command itself.
   */
  Step resume();

  /**
   * What came out now.
   *
   * @param done whether the command has ended; then {@code exitCode} counts
   */
  record Step(String out, String err, boolean done, int exitCode) {

    static final Step NOTHING = new Step("", "", false, 0);

    static Step more(String out) {
      return new Step(out, "", false, 0);
    }

    static Step last(String out) {
      return new Step(out, "", true, 0);
    }

    static Step failed(String err) {
      return new Step("", err, true, 1);
    }
  }
}
