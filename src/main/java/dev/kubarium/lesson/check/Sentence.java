package dev.kubarium.lesson.check;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * A text that can be said in both languages.
 *
 * @param key of the text in lesson_fr and lesson_en
 * @param arguments texts, whole numbers, or sentences
 */
public record Sentence(String key, List<Object> arguments) {

  private static final ResourceBundle.Control NO_FALLBACK =
      ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
  private static final String BUNDLE = "lesson";

  public static Sentence of(String key, Object... arguments) {
    return new Sentence(key, Arrays.stream(arguments).map(Sentence::argument).toList());
  }

  private static Object argument(Object plain) {
    return switch (plain) {
      case Sentence inner -> inner;
      case Integer number -> number.longValue();
      case Long number -> number;
      default -> String.valueOf(plain);
    };
  }

  /** This sentence as a note keeps it. */
  JsonObject toJson() {
    List<Object> kept =
        arguments.stream()
            .map(each -> each instanceof Sentence inner ? (Object) inner.toJson() : each)
            .toList();
    return JsonObject.of("key", key, "arguments", JsonArray.copyOf(kept));
  }

  static Sentence fromJson(JsonObject kept) {
    List<Object> arguments = new ArrayList<>();
    for (Object each : kept.array("arguments")) {
      arguments.add(each instanceof JsonObject inner ? fromJson(inner) : each);
    }
    return new Sentence(kept.string("key", ""), List.copyOf(arguments));
  }

  /** The text in French or, for every other locale, in English. */
  public String in(Locale reader) {
    Locale locale = reader.getLanguage().equals("fr") ? Locale.FRENCH : Locale.ENGLISH;
    Object[] said = new Object[arguments.size()];
    for (int i = 0; i < said.length; i++) {
      said[i] = arguments.get(i) instanceof Sentence inner ? inner.in(locale) : arguments.get(i);
    }
    return new MessageFormat(
            ResourceBundle.getBundle(BUNDLE, locale, NO_FALLBACK).getString(key), locale)
        .format(said);
  }
}
