package dev.kubarium.lesson.check;

import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;

/**
 * So many of these ran to their end since the step began: Pods by their phase, Jobs by their
 * condition.
 *
 * @param phase {@code Succeeded} or {@code Failed}
 */
public record Ran(String id, Target target, String phase, long times) implements Check {

  private static final String COUNT = "count";

  @Override
  public void enter(Scene scene) {
    scene.remember(id, JsonObject.EMPTY);
  }

  @Override
  public void hear(Change change, Scene scene) {
    if (change.after() != null
        && ended(change.after())
        && (change.before() == null || !ended(change.before()))
        && target.takes(change.after(), scene)) {
      scene.remember(id, JsonObject.of(COUNT, count(scene) + 1));
    }
  }

  private boolean ended(KubeObject object) {
    if (object.kind().equals(Kinds.JOB)) {
      return dev.kubarium.cluster.object.Conditions.isTrue(
          object.status(), phase.equals("Succeeded") ? "Complete" : "Failed");
    }
    return Pods.phase(object).equals(phase);
  }

  private long count(Scene scene) {
    return scene.remembered(id).integer(COUNT, 0);
  }

  @Override
  public Verdict judge(Scene scene) {
    long count = count(scene);
    String word = phase.equals("Succeeded") ? "ran.succeeded" : "ran.failed";
    return Verdict.of(
        count >= times, count >= times ? word : word + ".notYet", target.named(), count, times);
  }
}
