package dev.kubarium.lesson;

import java.util.Locale;

/** The same in both languages. */
public record Bilingual(String fr, String en) {

  /** In French or, for every other locale, in English. */
  public String in(Locale locale) {
    return locale.getLanguage().equals("fr") ? fr : en;
  }
}
