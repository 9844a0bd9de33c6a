package dev.kubarium.web;

import dev.kubarium.session.NotSavedException;
import dev.kubarium.session.TooManySessionsException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Says refusals of the page's own API in the reader's language. */
@RestControllerAdvice(annotations = org.springframework.web.bind.annotation.RestController.class)
class Refusals {

  private final MessageSource messages;
  private final Language language;

  Refusals(MessageSource messages, Language language) {
    this.messages = messages;
    this.language = language;
  }

  @ExceptionHandler
  ResponseEntity<Map<String, Object>> refused(Refusal refusal, HttpServletRequest request) {
    return answer(refusal.status(), refusal.code(), request, refusal.arguments());
  }

  @ExceptionHandler
  ResponseEntity<Map<String, Object>> unreadable(
      HttpMessageNotReadableException broken, HttpServletRequest request) {
    return answer(HttpStatus.BAD_REQUEST, "refusal.body", request);
  }

  @ExceptionHandler
  ResponseEntity<Map<String, Object>> full(
      TooManySessionsException full, HttpServletRequest request) {
    return answer(HttpStatus.SERVICE_UNAVAILABLE, "refusal.full", request);
  }

  @ExceptionHandler
  ResponseEntity<Map<String, Object>> notSaved(
      NotSavedException failed, HttpServletRequest request) {
    return answer(HttpStatus.SERVICE_UNAVAILABLE, "refusal.notSaved", request);
  }

  /** What came out of a turn of a session. */
  @ExceptionHandler
  ResponseEntity<Map<String, Object>> failed(
      CompletionException failed, HttpServletRequest request) {
    if (failed.getCause() instanceof NotSavedException lost) {
      return notSaved(lost, request);
    }
    if (failed.getCause() instanceof Refusal refusal) {
      return refused(refusal, request);
    }
    throw failed;
  }

  private ResponseEntity<Map<String, Object>> answer(
      HttpStatus status, String code, HttpServletRequest request, Object... arguments) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", code.substring(code.indexOf('.') + 1));
    error.put("message", messages.getMessage(code, arguments, language.of(request)));
    return ResponseEntity.status(status).body(java.util.Collections.singletonMap("error", error));
  }
}
