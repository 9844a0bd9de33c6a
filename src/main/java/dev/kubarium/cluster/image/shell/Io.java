package dev.kubarium.cluster.image.shell;

/** Where a command reads from and writes to. */
record Io(Input in, Output out, Output err) {

  /** Takes what is written at a time. */
  interface Output {
    void write(String text, long at);
  }

  static final Output NOWHERE = (text, at) -> {};

  /** Text that is read line by line, or all at once. */
  static final class Input {
    static final int LONGEST = 1 << 20;

    private final String text;
    private int at;

    Input(String text) {
      this.text = text;
    }

    /** The next line without its end, or {@code null}. */
    String line() {
      if (at >= text.length()) {
        return null;
      }
      int end = text.indexOf('\n', at);
      String line = text.substring(at, end < 0 ? text.length() : end);
      at = end < 0 ? text.length() : end + 1;
      return line;
    }

    String rest() {
      String rest = text.substring(at);
      at = text.length();
      return rest;
    }
  }

  /** Keeps what is written. */
  static final class Capture implements Output {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void write(String more, long at) {
      if (text.length() < Input.LONGEST) {
        text.append(more);
      }
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }

  Io withIn(Input other) {
    return new Io(other, out, err);
  }

  Io withOut(Output other) {
    return new Io(in, other, err);
  }

  Io withErr(Output other) {
    return new Io(in, out, other);
  }
}
