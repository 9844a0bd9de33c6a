package dev.kubarium.graph;

import java.text.MessageFormat;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/** The short texts under nodes and the sentences of the story, in both languages. */
final class Words {

  private static final ResourceBundle.Control NO_FALLBACK =
      ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

  /** The two languages. */
  private enum Tongue {
    FR(Locale.FRENCH),
    EN(Locale.ENGLISH);

    final Locale locale;

    Tongue(Locale locale) {
      this.locale = locale;
    }
  }

  private static final Map<Tongue, Words> ALL = new EnumMap<>(Tongue.class);

  static {
    for (Tongue tongue : Tongue.values()) {
      ALL.put(tongue, new Words(tongue.locale));
    }
  }

  private final Locale locale;
  private final ResourceBundle bundle;

  private Words(Locale locale) {
    this.locale = locale;
    this.bundle = ResourceBundle.getBundle("graph", locale, NO_FALLBACK);
  }

  /** The words of French or, for every other locale, of English. */
  static Words of(Locale locale) {
    return ALL.get(locale.getLanguage().equals("fr") ? Tongue.FR : Tongue.EN);
  }

  /** The text of this key with its arguments put in. */
  String say(String key, Object... arguments) {
    return new MessageFormat(bundle.getString(key), locale).format(arguments);
  }
}
