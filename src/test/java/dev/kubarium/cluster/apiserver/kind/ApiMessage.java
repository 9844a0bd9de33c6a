package dev.kubarium.cluster.apiserver.kind;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.apiserver.ApiException;
import org.junit.jupiter.api.function.Executable;

/** The message of a refusal, to be looked at in parts where it shows a whole object. */
record ApiMessage(String text) {

  static ApiMessage of(Executable write) {
    return new ApiMessage(assertThrows(ApiException.class, write).getMessage());
  }

  ApiMessage startsWith(String start) {
    assertTrue(text.startsWith(start), text);
    return this;
  }

  ApiMessage endsWith(String end) {
    assertTrue(text.endsWith(end), text);
    return this;
  }
}
