package dev.kubarium.web;

import dev.kubarium.session.Session;
import dev.kubarium.session.Sessions;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Lets into a session whoever has its token, as bearer or in a cookie. */
@Component
public class Doorkeeper {

  private static final String BEARER = "Bearer ";
  private static final String COOKIE = "kubarium-";

  /** The cookie that holds a learner's secret, which opens all their sessions of lessons. */
  static final String LEARNER = "kubarium-learner";

  private static final int TOKEN_BYTES = 24;

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
    return cookie(request, cookieOf(id))
        .or(() -> learner(request).map(secret -> tokenOf(secret, id)));
  }

  private static Optional<String> cookie(HttpServletRequest request, String name) {
    for (Cookie cookie : request.getCookies() == null ? new Cookie[0] : request.getCookies()) {
      if (cookie.getName().equals(name)) {
        return Optional.of(cookie.getValue());
      }
    }
    return Optional.empty();
  }

  /** The secret of the learner who asks. */
  Optional<String> learner(HttpServletRequest request) {
    return cookie(request, LEARNER);
  }

  /**
   * The token of a learner's session: it opens this one alone, and does not tell the learner's
   * secret.
   */
  static String tokenOf(String learner, String id) {
    return HexFormat.of().formatHex(hash(learner + "/" + id), 0, TOKEN_BYTES);
  }

  /** By what a learner is known to the server, which does not keep their secret. */
  static byte[] hash(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException cannotBe) {
      throw new IllegalStateException("every JVM has SHA-256", cannotBe);
    }
  }

  /** The name of the cookie that carries the token of this session. */
  public static String cookieOf(String id) {
    return COOKIE + id;
  }
}
