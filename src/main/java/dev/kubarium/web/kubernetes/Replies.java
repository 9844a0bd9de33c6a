package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Yaml;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Writes answers: documents in the form that was asked for, texts, refusals. */
final class Replies {

  private Replies() {}

  /** Waits for an answer; a refusal comes out as it is. */
  static <T> T ask(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof ApiException refused) {
        throw refused;
      }
      throw failed;
    }
  }

  static void document(HttpServletResponse response, int code, JsonObject document, Accept accept)
      throws IOException {
    if (accept == Accept.YAML) {
      bytes(
          response,
          code,
          "application/yaml",
          Yaml.print(document).getBytes(StandardCharsets.UTF_8));
    } else {
      json(response, code, document);
    }
  }

  static void json(HttpServletResponse response, int code, JsonObject document) throws IOException {
    bytes(response, code, "application/json", Json.bytes(document));
  }

  static void text(HttpServletResponse response, String text) throws IOException {
    bytes(response, 200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  static void bytes(HttpServletResponse response, int code, String type, byte[] body)
      throws IOException {
    response.setStatus(code);
    response.setContentType(type);
    if (response.getHeader("Cache-Control") == null) {
      response.setHeader("Cache-Control", "no-cache, private");
    }
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  static void warnings(HttpServletResponse response, List<String> warnings) {
    for (String warning : warnings) {
      response.addHeader(
          "Warning", "299 - \"" + warning.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
    }
  }

  static void refuse(HttpServletResponse response, HttpServletRequest request, ApiException refused)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    Long retryAfter = refused.details().integer("retryAfterSeconds");
    if (retryAfter != null) {
      response.setHeader("Retry-After", retryAfter.toString());
    }
    if (refused.code() == 401) {
      response.setHeader("WWW-Authenticate", "Bearer");
    }
    document(response, refused.code(), refused.status(), Accept.of(request.getHeader("Accept")));
  }
}
