package dev.kubarium.lesson.check;

import dev.kubarium.cluster.object.KubeObject;
import java.util.List;

/** There is none of these, not even one that is on its way out. */
public record Absent(Target target) implements Check {

  @Override
  public Verdict judge(Scene scene) {
    List<KubeObject> left = scene.find(target);
    if (left.isEmpty()) {
      return Verdict.of(true, "absent.gone", target.named());
    }
    KubeObject first = left.getFirst();
    return Verdict.of(
        false,
        first.isTerminating() ? "absent.leaving" : "absent.there",
        first.kind().name(),
        first.name());
  }
}
