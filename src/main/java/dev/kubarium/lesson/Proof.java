package dev.kubarium.lesson;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.lesson.Lesson.Mistake;
import dev.kubarium.lesson.Lesson.Played;
import dev.kubarium.lesson.Lesson.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Proves a lesson by playing it: that it begins unsolved, that waiting does not solve it, that its
 * solution does, and that its mistakes are seen. Each proof answers what is wrong, in words;
 * nothing where it holds.
 */
public final class Proof {

  private static final Duration IDLE = Duration.ofMinutes(15);
  private static final long LOOK_MILLIS = 250;

  private final Lesson lesson;

  public Proof(Lesson lesson) {
    this.lesson = lesson;
  }

  /** A cluster with a learner in it. */
  private record Play(Cluster cluster, LessonRun run) {

    void pass(Duration time) {
      cluster.loop().runUntil(cluster.loop().now() + time.toMillis());
    }
  }

  private Play begin(long seed) {
    Cluster cluster = Cluster.restore(Beginning.of(lesson, seed).snapshot());
    Play play = new Play(cluster, new LessonRun(lesson, cluster, Beginning.note(lesson)));
    play.pass(Duration.ZERO);
    return play;
  }

  /**
   * No step is done where the learner begins, or by doing nothing from there on or from any later
   * step.
   */
  public List<String> isNotSolvedByDoingNothing(long seed) {
    List<String> wrong = new ArrayList<>();
    Play play = begin(seed);
    for (Step step : lesson.steps()) {
      if (play.run().isDone(step)) {
        wrong.add(step.id() + " is done before anything was done for it");
        return wrong;
      }
      if (!step.waiting()) {
        Play idle = copy(play);
        idle.pass(IDLE);
        if (idle.run().isDone(step)) {
          wrong.add(step.id() + " comes true by doing nothing");
        }
      }
      String failed = solve(play, step);
      if (failed != null) {
        wrong.add(failed);
        return wrong;
      }
    }
    return wrong;
  }

  private Play copy(Play play) {
    Cluster cluster = Cluster.restore(play.cluster().snapshot());
    return new Play(cluster, new LessonRun(lesson, cluster, play.run().note()));
  }

  /** The solution solves every step in time, and each prediction comes out one way. */
  public List<String> isSolvedByItsSolution(long seed) {
    Play play = begin(seed);
    for (Step step : lesson.steps()) {
      String failed = solve(play, step);
      if (failed != null) {
        return List.of("seed " + seed + ": " + failed);
      }
    }
    return List.of();
  }

  /** Plays one step; answers why it is not done in time, or {@code null}. */
  private String solve(Play play, Step step) {
    for (Played played : lesson.solution()) {
      if (played.step().equals(step.id())) {
        String failed = act(play, played.acts());
        if (failed != null) {
          return step.id() + ": " + failed;
        }
      }
    }
    long until = play.cluster().loop().now() + step.within().toMillis() + step.hold().toMillis();
    while (!play.run().isDone(step) && play.cluster().loop().now() < until) {
      play.pass(Duration.ofMillis(LOOK_MILLIS));
    }
    if (!play.run().isDone(step)) {
      return step.id() + " is not solved within " + step.within() + ": " + verdict(play, step);
    }
    int came =
        play.run().state(Locale.ENGLISH).object("steps").object(step.id()).array("came").size();
    return step.prediction().isEmpty() || came == 1
        ? null
        : step.id() + ": " + came + " of the predicted things came true instead of one";
  }

  private static String act(Play play, List<Act> acts) {
    Performer performer = new Performer(play.cluster(), play.run());
    for (Act act : acts) {
      try {
        performer.perform(act);
        play.pass(Duration.ZERO);
      } catch (ApiException | IllegalStateException refused) {
        return act + " is refused: " + refused.getMessage();
      }
    }
    return null;
  }

  private static String verdict(Play play, Step step) {
    return play.run().state(Locale.ENGLISH).object("steps").object(step.id()).string("verdict", "");
  }

  /** A mistake raises its hint, and does not pass for a solution. */
  public List<String> isSeen(Mistake mistake, long seed) {
    Play play = begin(seed);
    for (Step step : lesson.steps()) {
      if (!step.id().equals(mistake.step())) {
        String failed = solve(play, step);
        if (failed != null) {
          return List.of(failed);
        }
        continue;
      }
      String failed = act(play, mistake.acts());
      if (failed != null) {
        return List.of(failed);
      }
      long until = play.cluster().loop().now() + step.within().toMillis();
      while (play.cluster().loop().now() < until) {
        play.pass(Duration.ofMillis(LOOK_MILLIS));
        String raised =
            play.run().state(Locale.ENGLISH).object("steps").object(step.id()).string("hint", "");
        if (raised.equals(mistake.id())) {
          return List.of();
        }
      }
      return List.of(
          mistake.id()
              + " raises no hint: "
              + play.run().state(Locale.ENGLISH).object("steps").object(step.id()));
    }
    return List.of(mistake.step() + " is no step");
  }
}
