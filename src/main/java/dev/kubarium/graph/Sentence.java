package dev.kubarium.graph;

import java.util.Arrays;
import java.util.List;

/**
 * A text that can be said in both languages.
 *
 * @param key of the text in graph_fr and graph_en
 * @param arguments texts, counts (numbers, said as the language writes them and in its plural),
 *     sentences within
 */
record Sentence(String key, List<Object> arguments) {

  static Sentence of(String key, Object... arguments) {
    return new Sentence(
        key,
        Arrays.stream(arguments)
            .map(
                each ->
                    each instanceof Sentence || each instanceof Number
                        ? each
                        : String.valueOf(each))
            .toList());
  }

  String in(Words words) {
    Object[] said = new Object[arguments.size()];
    for (int i = 0; i < said.length; i++) {
      said[i] = arguments.get(i) instanceof Sentence inner ? inner.in(words) : arguments.get(i);
    }
    return words.say(key, said);
  }
}
