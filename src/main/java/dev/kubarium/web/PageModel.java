package dev.kubarium.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.servlet.LocaleResolver;

/** What every page's template finds: its language and its nonce. */
@ControllerAdvice(annotations = Controller.class)
class PageModel {

  private final Language language;

  PageModel(Language language) {
    this.language = language;
  }

  @ModelAttribute("nonce")
  String nonce(HttpServletRequest request) {
    return (String) request.getAttribute(SecurityHeaders.NONCE);
  }

  @ModelAttribute("lang")
  String lang(HttpServletRequest request) {
    return language.of(request).getLanguage();
  }

  /** Templates read their texts in the reader's language. */
  @Configuration
  static class Locales {

    @Bean
    LocaleResolver localeResolver(Language language) {
      return new LocaleResolver() {
        @Override
        public Locale resolveLocale(HttpServletRequest request) {
          return language.of(request);
        }

        @Override
        public void setLocale(
            HttpServletRequest request, HttpServletResponse response, Locale locale) {
          throw new UnsupportedOperationException(
              "the language is in the address or in the cookie");
        }
      };
    }
  }
}
