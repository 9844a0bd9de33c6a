package dev.kubarium.lesson.check;

/**
 * Whether something is as a step asks, and why: {@code 2 of 3 Pods of web are ready: web-x2k cannot
 * pull its image}.
 */
public record Verdict(boolean passed, Sentence reason) {

  static Verdict of(boolean passed, String key, Object... arguments) {
    return new Verdict(passed, Sentence.of(key, arguments));
  }
}
