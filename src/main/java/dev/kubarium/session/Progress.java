package dev.kubarium.session;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Which session a learner has for a lesson, and which lessons they have done. A learner is known by
 * a hash alone.
 */
@Repository
public class Progress {

  /** How far a learner is in a lesson. */
  public record Entry(String session, boolean done) {}

  private final JdbcClient database;
  private final TransactionTemplate transaction;

  Progress(JdbcClient database, TransactionTemplate transaction) {
    this.database = database;
    this.transaction = transaction;
  }

  /**
   * Remembers that a learner takes a lesson in a session, from now on in this one. What was done
   * stays done.
   */
  public void begin(byte[] learner, String lesson, String session) {
    Timestamp now = Timestamp.from(Instant.now());
    transaction.executeWithoutResult(
        status -> {
          int known =
              database
                  .sql(
                      "update lesson_progress set session_id = :session where learner = :learner and lesson = :lesson")
                  .param("session", session)
                  .param("learner", learner)
                  .param("lesson", lesson)
                  .update();
          if (known == 0) {
            database
                .sql(
                    "insert into lesson_progress (learner, lesson, session_id, started_at)"
                        + " values (:learner, :lesson, :session, :now)")
                .param("learner", learner)
                .param("lesson", lesson)
                .param("session", session)
                .param("now", now)
                .update();
          }
        });
  }

  /** The lesson that is taken in this session is done. */
  void done(String session) {
    database
        .sql(
            "update lesson_progress set done_at = :now where session_id = :session and done_at is null")
        .param("now", Timestamp.from(Instant.now()))
        .param("session", session)
        .update();
  }

  /** The session in which a learner takes a lesson. */
  public Optional<Entry> find(byte[] learner, String lesson) {
    return Optional.ofNullable(all(learner).get(lesson));
  }

  /** All that a learner has begun: lesson → how far. */
  public Map<String, Entry> all(byte[] learner) {
    Map<String, Entry> all = new TreeMap<>();
    database
        .sql("select lesson, session_id, done_at from lesson_progress where learner = :learner")
        .param("learner", learner)
        .query(
            row -> {
              all.put(row.getString(1), new Entry(row.getString(2), row.getTimestamp(3) != null));
            });
    return all;
  }
}
