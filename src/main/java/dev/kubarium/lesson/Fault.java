package dev.kubarium.lesson;

import dev.kubarium.lesson.check.Sentence;
import java.util.Locale;

/**
 * Something wrong with a file of a lesson.
 *
 * @param line counted from 1
 */
public record Fault(String file, int line, Sentence sentence) {

  public String in(Locale locale) {
    return file + ":" + line + ": " + sentence.in(locale);
  }

  @Override
  public String toString() {
    return in(Locale.ENGLISH);
  }
}
