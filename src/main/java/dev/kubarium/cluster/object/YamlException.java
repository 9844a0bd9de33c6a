package dev.kubarium.cluster.object;

/** Why a text is no YAML that can be taken, and where. */
public final class YamlException extends RuntimeException {

  /** What is wrong. */
  public enum Fault {
    /** The text breaks the rules of YAML. */
    SYNTAX,
    /** A key stands twice in one mapping. */
    DUPLICATE_KEY,
    /** More text, depth or values than are taken. */
    TOO_LARGE,
    /** Aliases that unfold into more values than are taken. */
    TOO_MANY_ALIASES
  }

  private final Fault fault;
  private final int line;
  private final int column;

  /** {@code line} and {@code column} count from 1. */
  YamlException(Fault fault, String message, int line, int column) {
    super(message, null, false, false);
    this.fault = fault;
    this.line = line;
    this.column = column;
  }

  public Fault fault() {
    return fault;
  }

  public int line() {
    return line;
  }

  public int column() {
    return column;
  }
}
