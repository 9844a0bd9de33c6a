package dev.kubarium.web;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Yaml;
import dev.kubarium.session.Session;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the page's editor and inspector ask of a session. */
@RestController
@RequestMapping("/api/sessions/{id}")
class EditorController {

  private final Doorkeeper doorkeeper;
  private final MessageSource messages;
  private final Language language;

  EditorController(Doorkeeper doorkeeper, MessageSource messages, Language language) {
    this.doorkeeper = doorkeeper;
    this.messages = messages;
    this.language = language;
  }

  @PostMapping("/apply")
  ResponseEntity<String> apply(
      @PathVariable("id") String id,
      @RequestParam(name = "dryRun", defaultValue = "false") boolean dryRun,
      HttpServletRequest request)
      throws IOException {
    Session session = enter(id, request);
    Locale locale = language.of(request);
    String text = text(request);
    YamlApply.Outcome outcome =
        session.inside(cluster -> YamlApply.apply(cluster, text, dryRun)).join();
    if (outcome.problems().isEmpty()) {
      return json(HttpStatus.OK, JsonObject.of("applied", applied(outcome)));
    }
    return refused(outcome, messages, locale);
  }

  /** The body as text; of one that is too large no more than shows that it is. */
  static String text(HttpServletRequest request) throws IOException {
    try (InputStream in = request.getInputStream()) {
      return new String(in.readNBytes(4 * Yaml.MOST_CHARACTERS + 1), StandardCharsets.UTF_8);
    }
  }

  /** The faults of a text, each on its line and in the reader's language. */
  static ResponseEntity<String> refused(
      YamlApply.Outcome outcome, MessageSource messages, Locale locale) {
    boolean tooLarge = outcome.problems().getFirst().code().equals("tooLarge");
    return json(
        tooLarge ? HttpStatus.CONTENT_TOO_LARGE : HttpStatus.UNPROCESSABLE_CONTENT,
        JsonObject.of("problems", problems(outcome, messages, locale)));
  }

  private static JsonArray applied(YamlApply.Outcome outcome) {
    List<JsonObject> all = new ArrayList<>();
    for (YamlApply.Applied each : outcome.applied()) {
      all.add(
          JsonObject.of(
              "document", each.document(),
              "kind", each.kind(),
              "namespace", each.namespace(),
              "name", each.name(),
              "uid", each.uid(),
              "result", each.result()));
    }
    return JsonArray.copyOf(all);
  }

  private static JsonArray problems(
      YamlApply.Outcome outcome, MessageSource messages, Locale locale) {
    List<JsonObject> all = new ArrayList<>();
    for (YamlApply.Problem each : outcome.problems()) {
      all.add(
          JsonObject.of(
              "document", each.document(),
              "line", each.line(),
              "column", each.column(),
              "path", each.path(),
              "message", each.message(),
              "explanation",
                  messages.getMessage("problem." + each.code(), new Object[] {each.path()}, locale),
              "code", each.code()));
    }
    return JsonArray.copyOf(all);
  }

  /** The causal story of an object, and of the whole cluster where none is named. */
  @GetMapping("/story")
  ResponseEntity<String> story(
      @PathVariable("id") String id, @RequestParam("uid") String uid, HttpServletRequest request) {
    Locale locale = language.of(request);
    JsonArray lines =
        enter(id, request).with((cluster, graph) -> graph.storyOf(uid, locale)).join();
    return json(
        HttpStatus.OK, JsonObject.of("uid", uid, "lines", lines, "waitsFor", JsonArray.EMPTY));
  }

  private Session enter(String id, HttpServletRequest request) {
    return doorkeeper
        .session(id, request)
        .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "refusal.session"));
  }

  private static ResponseEntity<String> json(HttpStatus status, JsonObject document) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.print(document));
  }
}
