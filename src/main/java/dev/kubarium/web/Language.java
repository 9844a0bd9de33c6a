package dev.kubarium.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.Locale;
import org.springframework.stereotype.Component;

/**
 * Which of the two languages a reader reads: as asked ({@code ?lang=}), as kept (cookie), as the
 * browser says; else French.
 */
@Component
public class Language {

  /** The cookie that keeps the choice. */
  public static final String COOKIE = "lang";

  /** {@link Locale#FRENCH} or {@link Locale#ENGLISH}. */
  public Locale of(HttpServletRequest request) {
    Locale asked = named(request.getParameter("lang"));
    if (asked != null) {
      return asked;
    }
    for (Cookie cookie : request.getCookies() == null ? new Cookie[0] : request.getCookies()) {
      Locale kept = cookie.getName().equals(COOKIE) ? named(cookie.getValue()) : null;
      if (kept != null) {
        return kept;
      }
    }
    if (request.getHeader("Accept-Language") != null) {
      for (Enumeration<Locale> wished = request.getLocales(); wished.hasMoreElements(); ) {
        Locale known = named(wished.nextElement().getLanguage());
        if (known != null) {
          return known;
        }
      }
    }
    return Locale.FRENCH;
  }

  /** The language of this name, or {@code null} where it is neither {@code fr} nor {@code en}. */
  public static Locale named(String name) {
    return switch (name == null ? "" : name) {
      case "fr" -> Locale.FRENCH;
      case "en" -> Locale.ENGLISH;
      default -> null;
    };
  }
}
