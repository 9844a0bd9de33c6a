package dev.kubarium.web;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonNull;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.session.Sessions;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The playground: every visitor finds their own cluster again. */
@Controller
class PlayController {

  private static final String VISITOR = "kubarium";
  private static final int NODES = 3;
  private static final int KEPT_SECONDS = (int) Duration.ofDays(30).toSeconds();

  private final Sessions sessions;
  private final Doorkeeper doorkeeper;
  private final Language language;

  PlayController(Sessions sessions, Doorkeeper doorkeeper, Language language) {
    this.sessions = sessions;
    this.doorkeeper = doorkeeper;
    this.language = language;
  }

  @GetMapping("/")
  String home(HttpServletRequest request, HttpServletResponse response) {
    for (Cookie cookie : request.getCookies() == null ? new Cookie[0] : request.getCookies()) {
      if (cookie.getName().equals(VISITOR) && doorkeeper.session(cookie.getValue(), request).isPresent()) {
        return "redirect:/play/" + cookie.getValue();
      }
    }
    Sessions.Opened opened = sessions.create(sessions.ofNow(NODES), sessions.anySeed(), 1);
    String id = opened.session().id();
    keep(response, request, VISITOR, id);
    keep(response, request, Doorkeeper.cookieOf(id), opened.token());
    return "redirect:/play/" + id;
  }

  @GetMapping("/play/{id}")
  String play(
      @PathVariable("id") String id,
      @RequestParam(name = "key", required = false) String key,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    if (key != null && sessions.find(id, key).isPresent()) {
      keep(response, request, Doorkeeper.cookieOf(id), key);
      return "redirect:/play/" + id;
    }
    Locale locale = language.of(request);
    if (request.getParameter("lang") != null) {
      keep(response, request, Language.COOKIE, locale.getLanguage());
    }
    if (doorkeeper.session(id, request).isEmpty()) {
      response.setStatus(HttpStatus.NOT_FOUND.value());
      model.addAttribute("lang", locale.getLanguage());
      model.addAttribute("reason", "session");
      return "error-page";
    }
    JsonObject boot =
        JsonObject.of(
                "session", id,
                "lang", locale.getLanguage(),
                "api", "/clusters/" + id,
                "rest", "/api/sessions/" + id,
                "ws", "/ws/sessions/" + id)
            .with("lesson", JsonNull.NULL);
    model.addAttribute("lang", locale.getLanguage());
    model.addAttribute("session", Collections.singletonMap("id", id));
    model.addAttribute("lesson", null);
    model.addAttribute("boot", Json.print(boot).replace("<", "\\u003c"));
    return "play";
  }

  private static void keep(HttpServletResponse response, HttpServletRequest request, String name, String value) {
    Cookie cookie = new Cookie(name, value);
    cookie.setPath("/");
    cookie.setHttpOnly(true);
    cookie.setMaxAge(KEPT_SECONDS);
    cookie.setAttribute("SameSite", "Lax");
    cookie.setSecure(request.isSecure());
    response.addCookie(cookie);
  }
}
