package dev.kubarium.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * The same spec, seed and commands give the same history to the byte, on every JVM and machine. Who
 * changes on purpose what happens puts the new hash of the failure's message into {@code
 * golden-history.txt}, in the same change.
 */
class GoldenHistoryTest {

  @Test
  void givesTheHistoryThatTheRepositoryKnows() throws IOException {
    try (InputStream in = GoldenHistoryTest.class.getResourceAsStream("/golden-history.txt")) {
      String known = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      assertEquals(known, HistoryHash.of(42, 60), "the history of seed 42 is another one");
    }
  }
}
