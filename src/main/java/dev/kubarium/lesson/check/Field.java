package dev.kubarium.lesson.check;

import dev.kubarium.cluster.object.KubeObject;
import java.util.List;

/** Every one of these, and there is at least one, holds this in a field. */
public record Field(Target target, FieldTest test) implements Check {

  @Override
  public Verdict judge(Scene scene) {
    List<KubeObject> found = scene.find(target);
    if (found.isEmpty()) {
      return Verdict.of(false, "exists.none", target.named());
    }
    for (KubeObject each : found) {
      if (!test.holds(each.tree())) {
        String shown = test.shown(each.tree());
        String key =
            shown.isEmpty()
                ? "field.unset"
                : test.operator() == FieldTest.Operator.IS ? "field.other" : "field.not";
        return Verdict.of(
            false, key, each.kind().name(), each.name(), test.path(), shown, test.wanted());
      }
    }
    KubeObject first = found.getFirst();
    return Verdict.of(
        true,
        "field.right",
        first.kind().name(),
        first.name(),
        test.path(),
        test.shown(first.tree()));
  }
}
