package dev.kubarium.web;

import dev.kubarium.cluster.ClusterSpec.NodeSpec;
import dev.kubarium.cluster.fault.FaultRefusedException;
import dev.kubarium.cluster.object.Fault;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.session.Session;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;

/** The machine room: what is broken on purpose, and machines that join. */
@RestController
@RequestMapping("/api/sessions/{id}")
class FaultsController {

  private static final int MOST_NODES = 20;

  private final Doorkeeper doorkeeper;
  private final FaultTexts texts;
  private final Language language;

  FaultsController(Doorkeeper doorkeeper, FaultTexts texts, Language language) {
    this.doorkeeper = doorkeeper;
    this.texts = texts;
    this.language = language;
  }

  /**
   * Breaks something. The answer has an {@code id} where it lasts, and {@code null} where all is
   * done at once.
   */
  @PostMapping("/faults")
  ResponseEntity<String> begin(
      @PathVariable("id") String id, @RequestBody String body, HttpServletRequest request) {
    JsonObject wish = parsed(body);
    Locale locale = language.of(request);
    Optional<Fault> begun =
        enter(id, request)
            .inside(
                cluster -> {
                  try {
                    return cluster.faults().begin(wish);
                  } catch (FaultRefusedException refused) {
                    throw new Refusal(
                        HttpStatus.BAD_REQUEST,
                        "refusal.fault." + refused.reason().name().toLowerCase(Locale.ROOT),
                        refused.about());
                  }
                })
            .join();
    JsonObject answer =
        begun
            .map(fault -> texts.one(fault, locale))
            .orElseGet(() -> JsonObject.of("kind", wish.string("kind", "")).with("id", null));
    return json(HttpStatus.CREATED, answer);
  }

  private static JsonObject parsed(String body) {
    try {
      if (Json.parse(body) instanceof JsonObject wish) {
        return wish;
      }
    } catch (JacksonException broken) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "refusal.body");
    }
    throw new Refusal(HttpStatus.BAD_REQUEST, "refusal.body");
  }

  @GetMapping("/faults")
  ResponseEntity<String> all(@PathVariable("id") String id, HttpServletRequest request) {
    Locale locale = language.of(request);
    JsonArray all =
        enter(id, request).inside(cluster -> texts.all(cluster.faults().all(), locale)).join();
    return json(HttpStatus.OK, JsonObject.of("faults", all));
  }

  @DeleteMapping("/faults/{fault}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void mend(
      @PathVariable("id") String id,
      @PathVariable("fault") String fault,
      HttpServletRequest request) {
    if (!enter(id, request).inside(cluster -> cluster.faults().mend(fault)).join()) {
      throw new Refusal(HttpStatus.NOT_FOUND, "refusal.fault.missing", fault);
    }
  }

  /** One more machine, as large as the others usually are. */
  @PostMapping("/nodes")
  ResponseEntity<String> join(@PathVariable("id") String id, HttpServletRequest request) {
    String name =
        enter(id, request)
            .inside(
                cluster -> {
                  int nodes = 0;
                  int number = 1;
                  for (var node : cluster.store().all()) {
                    if (node.kind().equals(Kinds.NODE)) {
                      nodes++;
                      String digits = node.name().replaceFirst("node-(?=[0-9]{1,6}$)", "");
                      number =
                          digits.matches("[0-9]{1,6}")
                              ? Math.max(number, Integer.parseInt(digits) + 1)
                              : number;
                    }
                  }
                  if (nodes >= MOST_NODES) {
                    throw new Refusal(
                        HttpStatus.BAD_REQUEST, "refusal.nodes", nodes + 1, MOST_NODES);
                  }
                  return cluster.join(NodeSpec.standard("node-" + number)).name();
                })
            .join();
    return json(HttpStatus.CREATED, JsonObject.of("name", name));
  }

  private static ResponseEntity<String> json(HttpStatus status, JsonObject body) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.print(body));
  }

  private Session enter(String id, HttpServletRequest request) {
    return doorkeeper
        .session(id, request)
        .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "refusal.session"));
  }
}
