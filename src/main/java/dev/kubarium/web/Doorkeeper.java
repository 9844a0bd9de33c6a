package dev.kubarium.web;

import dev.kubarium.session.Session;
import dev.kubarium.session.Sessions;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Lets into a session whoever has its token, as bearer or in a cookie. */
@Component
public class Doorkeeper {

  private static final String BEARER = "Bearer ";
  private static final String COOKIE = "kubarium-";

  private final Sessions sessions;

  Doorkeeper(Sessions sessions) {
    this.sessions = sessions;
  }

  /** The session of this id, if the request carries its token. */
  public Optional<Session> session(String id, HttpServletRequest request) {
    return token(id, request).flatMap(token -> sessions.find(id, token));
  }

  /** The token that the request carries for the session of this id, right or wrong. */
  public Optional<String> token(String id, HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    if (header != null && header.startsWith(BEARER)) {
      return Optional.of(header.substring(BEARER.length()).strip());
    }
    for (Cookie cookie : request.getCookies() == null ? new Cookie[0] : request.getCookies()) {
      if (cookie.getName().equals(cookieOf(id))) {
        return Optional.of(cookie.getValue());
      }
    }
    return Optional.empty();
  }

  /** The name of the cookie that carries the token of this session. */
  public static String cookieOf(String id) {
    return COOKIE + id;
  }
}
