package dev.kubarium.web;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonNull;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.lesson.LessonRun;
import dev.kubarium.session.Lessons;
import dev.kubarium.session.Session;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** Puts a session on the page, with the lesson that is given in it. */
@Component
class Stage {

  private static final int KEPT_SECONDS = (int) Duration.ofDays(90).toSeconds();

  private final Lessons lessons;
  private final Language language;

  Stage(Lessons lessons, Language language) {
    this.lessons = lessons;
    this.language = language;
  }

  /** Fills the model of the page; answers the name of its template. */
  String show(
      Session session, HttpServletRequest request, HttpServletResponse response, Model model) {
    Locale locale = language.of(request);
    keepLanguage(request, response);
    LessonRun run = session.lesson();
    JsonObject view = run == null ? null : LessonView.of(lessons.course(), run.lesson(), locale);
    String id = session.id();
    JsonObject boot =
        JsonObject.of(
                "session", id,
                "lang", locale.getLanguage(),
                "api", "/clusters/" + id,
                "rest", "/api/sessions/" + id,
                "ws", "/ws/sessions/" + id)
            .with("lesson", view == null ? JsonNull.NULL : view);
    model.addAttribute("lang", locale.getLanguage());
    model.addAttribute("session", Collections.singletonMap("id", id));
    model.addAttribute("lesson", view == null ? null : view.asMap());
    model.addAttribute("boot", Json.print(boot).replace("<", "\\u003c"));
    return "play";
  }

  /** A language that was asked for in the address is kept. */
  void keepLanguage(HttpServletRequest request, HttpServletResponse response) {
    if (request.getParameter("lang") != null) {
      keep(response, request, Language.COOKIE, language.of(request).getLanguage());
    }
  }

  static void keep(
      HttpServletResponse response, HttpServletRequest request, String name, String value) {
    Cookie cookie = new Cookie(name, value);
    cookie.setPath("/");
    cookie.setHttpOnly(true);
    cookie.setMaxAge(KEPT_SECONDS);
    cookie.setAttribute("SameSite", "Lax");
    cookie.setSecure(request.isSecure());
    response.addCookie(cookie);
  }
}
