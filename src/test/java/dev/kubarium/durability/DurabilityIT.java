package dev.kubarium.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the server said yes to is there after a SIGKILL an instant later. {@code -Dkubarium.kills}
 * says how often each database is put to it.
 */
class DurabilityIT {

  private static final int KILLS = Integer.getInteger("kubarium.kills", 4);
  private static final int LEARNERS = 4;

  @TempDir Path folder;

  @Test
  void acknowledgedWritesSurviveASigkillOnH2() throws Exception {
    survives("H2", Map.of());
  }

  @Test
  void acknowledgedWritesSurviveASigkillOnPostgreSql() throws Exception {
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setDataDirectory(folder.resolve("postgres")).start()) {
      survives(
          "PostgreSQL",
          Map.of(
              "SPRING_DATASOURCE_URL", postgres.getJdbcUrl("postgres", "postgres"),
              "SPRING_DATASOURCE_USERNAME", "postgres",
              "SPRING_DATASOURCE_PASSWORD", "postgres"));
      try (var connection = postgres.getPostgresDatabase().getConnection();
          var rows = connection.createStatement().executeQuery("select count(*) from session")) {
        rows.next();
        assertEquals(LEARNERS, rows.getInt(1));
      }
    }
  }

  private void survives(String database, Map<String, String> environment) throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Random dice = new Random(42);
    List<Learner> learners = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      try (HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
          ServerProcess server = ServerProcess.start(data, environment)) {
        for (Learner learner : learners) {
          learner.verify(http, server.root());
        }
        while (learners.size() < LEARNERS) {
          Learner learner = new Learner(learners.size());
          learner.enter(http, server.root());
          learners.add(learner);
        }
        drive(http, server, learners, dice.nextInt(20, 1_500));
      }
    }
    try (HttpClient http = HttpClient.newHttpClient();
        ServerProcess server = ServerProcess.start(data, environment)) {
      for (Learner learner : learners) {
        learner.verify(http, server.root());
        livesOn(http, server, learner);
      }
    }
    int writes = learners.stream().mapToInt(Learner::writes).sum();
    System.out.printf(
        "%s: %d SIGKILLs, %,d acknowledged writes, none lost%n", database, KILLS, writes);
  }

  private static void drive(
      HttpClient http, ServerProcess server, List<Learner> learners, long millis)
      throws InterruptedException {
    List<Throwable> faults = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (Learner learner : learners) {
      Thread thread = Thread.ofPlatform().unstarted(() -> learner.write(http, server.root()));
      thread.setUncaughtExceptionHandler(
          (which, fault) -> {
            synchronized (faults) {
              faults.add(fault);
            }
          });
      thread.start();
      threads.add(thread);
    }
    Thread.sleep(millis);
    server.kill();
    for (Thread thread : threads) {
      thread.join();
    }
    assertTrue(faults.isEmpty(), () -> "refused while it ran: " + faults);
  }

  private static void livesOn(HttpClient http, ServerProcess server, Learner learner)
      throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!learner.isWhole(http, server.root())) {
      assertTrue(System.nanoTime() < end, "the Deployment did not come back");
      Thread.sleep(200);
    }
  }
}
