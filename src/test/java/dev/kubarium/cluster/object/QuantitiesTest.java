package dev.kubarium.cluster.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {

  @ParameterizedTest
  @CsvSource({
    "0.5, 500m",
    "500m, 500m",
    "1000m, 1",
    "1500, 1500",
    "1000, 1k",
    "1200k, 1200k",
    "2000k, 2M",
    "1024Mi, 1Gi",
    "1536Mi, 1536Mi",
    "0.5Ki, 512",
    "0.5Gi, 512Mi",
    "0.1Gi, 107374182400m",
    "1e3, 1e3",
    "5e2, 500",
    "0, 0",
    "0Mi, 0",
    "100n, 100n",
    "-2000m, -2",
  })
  void keepsAmountsInTheirCanonicalForm(String written, String kept) {
    assertEquals(kept, Quantities.canonical(written));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "128MB", "1mi", "", "1 Gi", "10Kib", "--1"})
  void knowsWhatIsNoAmount(String text) {
    assertFalse(Quantities.isValid(text));
  }
}
