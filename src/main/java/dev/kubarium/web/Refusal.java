package dev.kubarium.web;

import org.springframework.http.HttpStatus;

/** A request that is refused with a sentence in the reader's language. */
class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final HttpStatus status;
  private final String code;
  private final transient Object[] arguments;

  /** {@code code} is the key of the sentence in messages_fr and messages_en. */
  Refusal(HttpStatus status, String code, Object... arguments) {
    super(code);
    this.status = status;
    this.code = code;
    this.arguments = arguments;
  }

  HttpStatus status() {
    return status;
  }

  String code() {
    return code;
  }

  Object[] arguments() {
    return arguments;
  }
}
