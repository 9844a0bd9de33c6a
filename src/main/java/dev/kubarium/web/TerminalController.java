package dev.kubarium.web;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.kubectl.Kubectl;
import dev.kubarium.kubectl.Output;
import dev.kubarium.kubectl.Terminal;
import dev.kubarium.kubectl.TerminalContext;
import dev.kubarium.session.Session;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * One line of the terminal, answered at once; what goes on ({@code -w}) is for the socket ({@link
 * TerminalSocket}).
 */
@RestController
@RequestMapping("/api/sessions")
class TerminalController {

  /** Under what name a session keeps what its terminal remembers. */
  static final String NOTE = "terminal";

  private final Doorkeeper doorkeeper;
  private final Language language;

  TerminalController(Doorkeeper doorkeeper, Language language) {
    this.doorkeeper = doorkeeper;
    this.language = language;
  }

  record Line(String line) {}

  /**
   * @param goesOn whether the command would have gone on as the cluster changes
   */
  record Printed(String out, String err, int code, boolean goesOn) {}

  @PostMapping("/{id}/terminal")
  CompletableFuture<Printed> line(
      @PathVariable("id") String id, @RequestBody Line typed, HttpServletRequest request) {
    Session session =
        doorkeeper
            .session(id, request)
            .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "refusal.session"));
    String line = typed.line() == null ? "" : typed.line();
    if (line.length() > Terminal.LONGEST_LINE) {
      throw new Refusal(HttpStatus.CONTENT_TOO_LARGE, "refusal.line", Terminal.LONGEST_LINE);
    }
    boolean french = language.of(request).equals(Locale.FRENCH);
    return session.inside(
        cluster -> {
          TerminalContext context = Terminal.open(cluster.api(), session.note(NOTE), french);
          Output output = Kubectl.run(line, context);
          keep(session, context);
          return new Printed(
              output.out(), output.err(), output.exitCode(), output.follow().isPresent());
        });
  }

  /** In the session's turn. */
  static void keep(Session session, TerminalContext context) {
    JsonObject note = Terminal.note(context);
    if (!note.equals(session.note(NOTE))) {
      session.note(NOTE, note);
    }
  }
}
