package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.ApiServer;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.object.JsonObject;

/**
 * The terminal of a session: what it remembers between two lines, as a note that can be kept beside
 * the cluster.
 */
public final class Terminal {

  /** The longest line, in characters: a here-document of some size, no more. */
  public static final int LONGEST_LINE = 262_144;

  private Terminal() {}

  /**
   * @param note as {@link #note} wrote it; empty for a terminal that nobody has used
   */
  public static TerminalContext open(ApiServer api, JsonObject note, boolean french) {
    TerminalContext context = new TerminalContext(api, Caller.YOU, note.object("files").strings());
    context.setNamespace(note.string("namespace", "default"));
    return context.inFrench(french);
  }

  public static JsonObject note(TerminalContext context) {
    return JsonObject.of(
        "namespace", context.namespace(), "files", JsonObject.copyOf(context.files()));
  }
}
