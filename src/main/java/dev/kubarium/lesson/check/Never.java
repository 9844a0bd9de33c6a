package dev.kubarium.lesson.check;

import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The cluster was at no instant in this state since the step began, or since a deed was last done:
 * who failed can do it again. Judged at every single change, so that nothing passes between two
 * looks.
 *
 * @param since {@code null} for since the step began
 */
public record Never(String id, Check that, Deed since) implements Check {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String STARTED = "started";
  private static final String BROKEN = "broken";
  private static final String HOW = "how";

  @Override
  public void enter(Scene scene) {
    scene.remember(id, since == null ? JsonObject.of(STARTED, true) : JsonObject.EMPTY);
  }

  @Override
  public void hear(Change change, Scene scene) {
    if (since != null && since.is(change, scene)) {
      scene.remember(id, JsonObject.of(STARTED, true));
    }
    JsonObject known = scene.remembered(id);
    if (known.bool(STARTED) && !known.has(BROKEN)) {
      Verdict verdict = that.judge(scene);
      if (verdict.passed()) {
        scene.remember(id, known.with(BROKEN, change.at()).with(HOW, verdict.reason().toJson()));
      }
    }
  }

  @Override
  public Verdict judge(Scene scene) {
    JsonObject known = scene.remembered(id);
    if (!known.has(BROKEN)) {
      return Verdict.of(true, "never.kept");
    }
    return Verdict.of(
        false,
        "never.broken",
        TIME.format(Instant.ofEpochMilli(known.integer(BROKEN, 0))),
        Sentence.fromJson(known.object(HOW)));
  }
}
