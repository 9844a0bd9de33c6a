package dev.kubarium.lesson.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubarium.cluster.object.Json;
import java.util.Collections;
import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class SentenceTest {

  @Test
  void everySentenceCanBeSaidInBothLanguages() {
    for (Locale locale : new Locale[] {Locale.FRENCH, Locale.ENGLISH}) {
      for (String key : Collections.list(ResourceBundle.getBundle("lesson", locale).getKeys())) {
        assertThat(Sentence.of(key, 2L, 2L, 2L, 2L, 2L).in(locale))
            .isNotBlank()
            .doesNotContain("{");
      }
    }
  }

  @Test
  void aSentenceIsTheSameAfterItWasKept() {
    Sentence sentence =
        Sentence.of(
            "ready.because",
            2,
            3,
            Sentence.of("target.one", "Deployment", "api"),
            Sentence.of("pod.starting", "api-1"));
    assertThat(Sentence.fromJson(Json.parseObject(sentence.toJson().toString())))
        .isEqualTo(sentence);
    assertThat(sentence.in(Locale.ENGLISH))
        .isEqualTo("2 of 3 ready for Deployment api: api-1 is starting");
  }
}
