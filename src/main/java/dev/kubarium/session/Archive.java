package dev.kubarium.session;

import jakarta.annotation.PreDestroy;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Where sessions are kept when the server is not. One thread writes, and what came meanwhile goes
 * into one transaction: many sessions share the price of a commit.
 */
@Repository
class Archive {

  private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
  private static final int MOST_IN_A_TRANSACTION = 128;
  private static final long LONGEST_FAREWELL_MILLIS = TimeUnit.SECONDS.toMillis(10);

  /** A session as it was left. {@code sequence} is that of its last batch. */
  record Kept(Batch batch, long sequence) {}

  private record Entry(
      String session, long sequence, Batch batch, CompletableFuture<Integer> saved) {}

  /** Ends the writer when its turn comes. */
  private static final Entry END = new Entry("", 0, null, null);

  private final JdbcClient database;
  private final TransactionTemplate transaction;
  private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>();
  private final Thread writer;

  Archive(JdbcClient database, TransactionTemplate transaction) {
    this.database = database;
    this.transaction = transaction;
    this.writer = Thread.ofPlatform().name("archive").daemon().start(this::write);
  }

  // ── Writing ──

  /** Makes a place for a session; {@code tokenHash} is of the secret that opens it. */
  void open(String session, byte[] tokenHash) {
    Timestamp now = Timestamp.from(Instant.now());
    database
        .sql(
            "insert into session (id, token_hash, created_at, used_at) values (:id, :hash, :now, :now)")
        .param("id", session)
        .param("hash", tokenHash)
        .param("now", now)
        .update();
  }

  /**
   * Writes a batch after those that were given before.
   *
   * @return how many bytes it took, once it is safe
   */
  CompletableFuture<Integer> save(String session, long sequence, Batch batch) {
    Entry entry = new Entry(session, sequence, batch, new CompletableFuture<>());
    waiting.add(entry);
    return entry.saved;
  }

  private void write() {
    List<Entry> together = new ArrayList<>();
    while (true) {
      together.clear();
      try {
        together.add(waiting.take());
      } catch (InterruptedException stopped) {
        return;
      }
      waiting.drainTo(together, MOST_IN_A_TRANSACTION - 1);
      boolean last = together.remove(END);
      write(together);
      if (last) {
        return;
      }
    }
  }

  private void write(List<Entry> entries) {
    try {
      List<Integer> sizes = new ArrayList<>(entries.size());
      transaction.executeWithoutResult(
          status -> {
            for (Entry entry : entries) {
              sizes.add(write(entry));
            }
          });
      for (int i = 0; i < entries.size(); i++) {
        entries.get(i).saved.complete(sizes.get(i));
      }
    } catch (RuntimeException failed) {
      LOG.error("{} batches could not be saved", entries.size(), failed);
      entries.forEach(entry -> entry.saved.completeExceptionally(new NotSavedException(failed)));
    }
  }

  private int write(Entry entry) {
    byte[] data = BatchFormat.write(entry.batch);
    if (entry.batch.whole()) {
      database
          .sql("delete from session_batch where session_id = :id")
          .param("id", entry.session)
          .update();
    }
    database
        .sql(
            "insert into session_batch (session_id, sequence, data) values (:id, :sequence, :data)")
        .param("id", entry.session)
        .param("sequence", entry.sequence)
        .param("data", data)
        .update();
    return data.length;
  }

  /** Remembers that somebody used these sessions. */
  void used(Collection<String> sessions) {
    Timestamp now = Timestamp.from(Instant.now());
    transaction.executeWithoutResult(
        status -> {
          for (String session : sessions) {
            database
                .sql("update session set used_at = :now where id = :id")
                .param("now", now)
                .param("id", session)
                .update();
          }
        });
  }

  /** Deletes the sessions that nobody used for this long. */
  int forget(Duration unused) {
    Timestamp oldest = Timestamp.from(Instant.now().minus(unused));
    Integer gone =
        transaction.execute(
            status -> {
              database
                  .sql(
                      "delete from session_batch where session_id in (select id from session where used_at < :oldest)")
                  .param("oldest", oldest)
                  .update();
              return database
                  .sql("delete from session where used_at < :oldest")
                  .param("oldest", oldest)
                  .update();
            });
    return gone == null ? 0 : gone;
  }

  // ── Reading ──

  /** The hash of the secret that opens a session. */
  Optional<byte[]> tokenHash(String session) {
    return database
        .sql("select token_hash from session where id = :id")
        .param("id", session)
        .query((row, number) -> row.getBytes(1))
        .optional();
  }

  /** A session as it was left. */
  Optional<Kept> find(String session) {
    List<Long> sequences = new ArrayList<>();
    List<Batch> batches = new ArrayList<>();
    database
        .sql("select sequence, data from session_batch where session_id = :id order by sequence")
        .param("id", session)
        .query(
            row -> {
              sequences.add(row.getLong(1));
              batches.add(BatchFormat.read(row.getBytes(2)));
            });
    return batches.isEmpty()
        ? Optional.empty()
        : Optional.of(new Kept(Batch.folded(batches), sequences.getLast()));
  }

  /** How many sessions are kept. */
  long count() {
    return database.sql("select count(*) from session").query(Long.class).single();
  }

  /** Writes what still waits, then no more. */
  @PreDestroy
  void close() throws InterruptedException {
    waiting.add(END);
    writer.join(LONGEST_FAREWELL_MILLIS);
  }
}
