package dev.kubarium.lesson.check;

import dev.kubarium.cluster.object.Change;
import java.util.List;

/** At least one of these; where none is, the verdict is that of the first. */
public record Any(List<Check> checks) implements Check {

  @Override
  public Verdict judge(Scene scene) {
    Verdict first = null;
    for (Check check : checks) {
      Verdict verdict = check.judge(scene);
      if (verdict.passed()) {
        return verdict;
      }
      first = first == null ? verdict : first;
    }
    return first;
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
