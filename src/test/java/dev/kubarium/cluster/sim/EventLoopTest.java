package dev.kubarium.cluster.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLoopTest {

  private final EventLoop loop = new EventLoop(1_000);
  private final List<String> ran = new ArrayList<>();

  @Test
  void runsInTheOrderOfTimeAndThenOfAsking() {
    loop.at(3_000, () -> ran.add("third"));
    loop.at(2_000, () -> ran.add("first"));
    loop.at(2_000, () -> ran.add("second"));
    loop.runUntil(10_000);
    assertEquals(List.of("first", "second", "third"), ran);
    assertEquals(10_000, loop.now());
  }

  @Test
  void theClockStandsAtTheTaskThatRuns() {
    loop.after(Duration.ofSeconds(5), () -> ran.add("" + loop.now()));
    loop.runUntil(60_000);
    assertEquals(List.of("6000"), ran);
  }

  @Test
  void whatATaskAsksForAtOnceRunsInTheSameInstantAfterWhatWaits() {
    loop.at(
        2_000,
        () -> {
          ran.add("asks");
          loop.at(2_000, () -> ran.add("asked for"));
        });
    loop.at(2_000, () -> ran.add("waited"));
    loop.runUntil(2_000);
    assertEquals(List.of("asks", "waited", "asked for"), ran);
  }

  @Test
  void aCancelledTaskNeverRuns() {
    EventLoop.Timer timer = loop.at(2_000, () -> ran.add("cancelled"));
    timer.cancel();
    loop.runUntil(5_000);
    assertTrue(ran.isEmpty());
    assertEquals(Long.MAX_VALUE, loop.nextDue());
  }

  @Test
  void aSliceStopsWhereItsTasksAreUsedUp() {
    for (int i = 0; i < 10; i++) {
      loop.at(2_000 + i, () -> ran.add("task"));
    }
    assertFalse(loop.runUntil(9_000, 4));
    assertEquals(4, ran.size());
    assertEquals(2_003, loop.now());
    assertTrue(loop.runUntil(9_000, 100));
    assertEquals(9_000, loop.now());
  }
}
