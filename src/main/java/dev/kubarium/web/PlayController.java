package dev.kubarium.web;

import dev.kubarium.session.Session;
import dev.kubarium.session.Sessions;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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

  private final Sessions sessions;
  private final Doorkeeper doorkeeper;
  private final Stage stage;

  PlayController(Sessions sessions, Doorkeeper doorkeeper, Stage stage) {
    this.sessions = sessions;
    this.doorkeeper = doorkeeper;
    this.stage = stage;
  }

  @GetMapping("/")
  String home(HttpServletRequest request, HttpServletResponse response) {
    for (Cookie cookie : request.getCookies() == null ? new Cookie[0] : request.getCookies()) {
      if (cookie.getName().equals(VISITOR)
          && doorkeeper.session(cookie.getValue(), request).isPresent()) {
        return "redirect:/play/" + cookie.getValue();
      }
    }
    Sessions.Opened opened = sessions.create(sessions.ofNow(NODES), sessions.anySeed(), 1);
    String id = opened.session().id();
    Stage.keep(response, request, VISITOR, id);
    Stage.keep(response, request, Doorkeeper.cookieOf(id), opened.token());
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
      Stage.keep(response, request, Doorkeeper.cookieOf(id), key);
      return "redirect:/play/" + id;
    }
    Session session = doorkeeper.session(id, request).orElse(null);
    if (session == null) {
      stage.keepLanguage(request, response);
      response.setStatus(HttpStatus.NOT_FOUND.value());
      model.addAttribute("reason", "session");
      return "error-page";
    }
    return stage.show(session, request, response, model);
  }
}
