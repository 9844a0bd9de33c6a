package dev.kubarium.kubectl;

/** A line that cannot be done, in kubectl's words, {@code error: } included. */
final class KubectlException extends RuntimeException {

  private final int exitCode;

  KubectlException(String message) {
    this(message, 1);
  }

  KubectlException(String message, int exitCode) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
