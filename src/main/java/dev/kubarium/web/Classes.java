package dev.kubarium.web;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.ClusterSnapshot;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.lesson.Beginning;
import dev.kubarium.lesson.Lesson;
import dev.kubarium.session.Progress;
import dev.kubarium.session.Session;
import dev.kubarium.session.Sessions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Gives lessons: to each learner a session of their own, found again by the secret in their
 * browser.
 */
@Component
class Classes {

  private final Sessions sessions;
  private final Progress progress;

  Classes(Sessions sessions, Progress progress) {
    this.sessions = sessions;
    this.progress = progress;
  }

  /** The secret of a learner who comes for the first time. */
  String newLearner() {
    return sessions.newToken();
  }

  /** The session in which the learner takes this lesson, if there is one still. */
  Optional<Session> resume(String learner, Lesson lesson) {
    return progress
        .find(Doorkeeper.hash(learner), lesson.id())
        .flatMap(
            entry -> sessions.find(entry.session(), Doorkeeper.tokenOf(learner, entry.session())))
        .filter(
            session ->
                session.lesson() != null && session.lesson().lesson().id().equals(lesson.id()));
  }

  /** Begins the lesson, anew where the learner has begun it before. */
  Session begin(String learner, Lesson lesson) {
    long now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toEpochMilli();
    Cluster cluster = Beginning.of(lesson, sessions.anySeed(), now);
    Sessions.Opened opened =
        sessions.create(
            cluster.snapshot(),
            1,
            JsonObject.of(Session.LESSON, Beginning.note(lesson)),
            id -> Doorkeeper.tokenOf(learner, id));
    progress.begin(Doorkeeper.hash(learner), lesson.id(), opened.session().id());
    return opened.session();
  }

  /** Goes on with a lesson from an earlier state of its cluster. */
  Session goOn(String learner, Lesson lesson, ClusterSnapshot then, JsonObject note) {
    Sessions.Opened opened =
        sessions.create(
            then, 1, JsonObject.of(Session.LESSON, note), id -> Doorkeeper.tokenOf(learner, id));
    progress.begin(Doorkeeper.hash(learner), lesson.id(), opened.session().id());
    return opened.session();
  }
}
