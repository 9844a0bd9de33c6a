package dev.kubarium.session;

/** Something was done but could not be written down: it may be lost with the server. */
public class NotSavedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  NotSavedException(Throwable cause) {
    super("it could not be saved", cause);
  }
}
