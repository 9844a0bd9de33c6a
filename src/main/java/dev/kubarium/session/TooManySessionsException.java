package dev.kubarium.session;

/** The server bears no more sessions. */
public class TooManySessionsException extends RuntimeException {

  private static final long serialVersionUID = 1;

  TooManySessionsException(int most) {
    super("more than " + most + " sessions");
  }
}
