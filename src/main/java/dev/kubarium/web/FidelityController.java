package dev.kubarium.web;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What is real here, what is simplified and what is not simulated, subject by subject. */
@Controller
class FidelityController {

  /**
   * One line of the ledger in one language.
   *
   * @param subject a kind by its name, or a behaviour
   * @param level {@code real}, {@code simplified} or {@code absent}
   */
  public record Entry(String subject, String title, String level, String text) {}

  private final Stage stage;
  private final Language language;
  private final List<JsonObject> ledger;

  FidelityController(Stage stage, Language language) {
    this.stage = stage;
    this.language = language;
    try (InputStream in = FidelityController.class.getResourceAsStream("/fidelity.yaml")) {
      Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
      this.ledger = ((JsonArray) Json.value(loaded)).objects();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private List<Entry> in(Locale locale) {
    List<Entry> entries = new ArrayList<>();
    for (JsonObject line : ledger) {
      entries.add(
          new Entry(
              line.string("subject"),
              line.object("title").string(locale.getLanguage()),
              line.string("level"),
              line.string(locale.getLanguage())));
    }
    return entries;
  }

  @GetMapping("/fidelity")
  String page(HttpServletRequest request, HttpServletResponse response, Model model) {
    stage.keepLanguage(request, response);
    model.addAttribute("entries", in(language.of(request)));
    return "fidelity";
  }

  @GetMapping("/api/fidelity")
  @ResponseBody
  ResponseEntity<List<Entry>> entries(HttpServletRequest request) {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.maxAge(Duration.ofHours(1)))
        .header(HttpHeaders.VARY, "Accept-Language, Cookie")
        .body(in(language.of(request)));
  }
}
