package dev.kubarium.cluster.object;

/**
 * What made an actor act: the revision of the change that woke it, or the command of a person.
 *
 * @param revision the change that woke the actor; 0 where none did (a timer, a command, a start)
 * @param command the words of the command (e.g. {@code delete pods/web-x2k}), or {@code null}
 */
public record Cause(long revision, String command) {

  public static final Cause NONE = new Cause(0, null);

  public static Cause of(Change change) {
    return new Cause(change.revision(), null);
  }

  public static Cause command(String words) {
    return new Cause(0, words);
  }
}
