package dev.kubarium.lesson.check;

import dev.kubarium.cluster.object.Change;
import java.util.List;

/** Each of these; the verdict is that of the first that fails. */
public record All(List<Check> checks) implements Check {

  @Override
  public Verdict judge(Scene scene) {
    Verdict last = null;
    for (Check check : checks) {
      last = check.judge(scene);
      if (!last.passed()) {
        return last;
      }
    }
    return last;
  }

  @Override
  public void enter(Scene scene) {
    checks.forEach(check -> check.enter(scene));
  }

  @Override
  public void hear(Change change, Scene scene) {
    checks.forEach(check -> check.hear(change, scene));
  }

  @Override
  public boolean isMovedByTime() {
    return checks.stream().anyMatch(Check::isMovedByTime);
  }
}
