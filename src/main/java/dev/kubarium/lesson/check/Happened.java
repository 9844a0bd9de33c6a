package dev.kubarium.lesson.check;

import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import java.util.Locale;

/**
 * A deed was done so many times since the step began, or the cluster was once in a state.
 *
 * @param deed {@code null} where {@code was} says a state
 * @param was {@code null} where {@code deed} says a deed
 */
public record Happened(String id, Deed deed, Check was, long times) implements Check {

  private static final String COUNT = "count";

  @Override
  public void enter(Scene scene) {
    scene.remember(id, JsonObject.EMPTY);
  }

  @Override
  public void hear(Change change, Scene scene) {
    if (count(scene) < times
        && (deed != null ? deed.is(change, scene) : was.judge(scene).passed())) {
      scene.remember(id, JsonObject.of(COUNT, count(scene) + 1));
    }
  }

  private long count(Scene scene) {
    return scene.remembered(id).integer(COUNT, 0);
  }

  @Override
  public Verdict judge(Scene scene) {
    long count = count(scene);
    boolean passed = count >= times;
    if (deed == null) {
      return passed
          ? Verdict.of(true, "happened.was")
          : Verdict.of(false, "happened.notYet", was.judge(scene).reason());
    }
    String key =
        "happened." + (deed.person() ? "you." : "") + deed.act().word().toLowerCase(Locale.ROOT);
    return Verdict.of(passed, passed ? key : key + ".notYet", deed.target().named(), count, times);
  }
}
