package dev.kubarium.cluster.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntOrPercentTest {

  @ParameterizedTest(name = "{0} of {1}: at least {2}, at most {3}")
  @CsvSource({
    "25%, 10, 2, 3",
    "25%, 4, 1, 1",
    "25%, 3, 0, 1",
    "25%, 1, 0, 1",
    "30%, 10, 3, 3",
    "50%, 7, 3, 4",
    "1%, 1, 0, 1",
    "0%, 10, 0, 0",
    "100%, 7, 7, 7",
    "150%, 3, 4, 5",
    "25%, 0, 0, 0",
  })
  void theAbsoluteNumberIsCalculatedFromThePercentageByRoundingDownOrUp(
      String percent, long total, long down, long up) {
    assertEquals(down, IntOrPercent.of(percent, total, false));
    assertEquals(up, IntOrPercent.of(percent, total, true));
  }

  @ParameterizedTest
  @CsvSource({"0, 10", "1, 10", "12, 10"})
  void anAbsoluteNumberIsItselfWhateverTheTotal(long number, long total) {
    assertEquals(number, IntOrPercent.of(number, total, false));
    assertEquals(number, IntOrPercent.of(number, total, true));
  }
}
