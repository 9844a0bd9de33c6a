package dev.kubarium.lesson.check;

/**
 * There are so many of these.
 *
 * @param most {@code Long.MAX_VALUE} for any number
 */
public record Exists(Target target, long least, long most) implements Check {

  @Override
  public Verdict judge(Scene scene) {
    long count = scene.find(target).stream().filter(object -> !object.isTerminating()).count();
    boolean passed = count >= least && count <= most;
    if (target.name() != null) {
      return new Verdict(
          passed, Sentence.of(count > 0 ? "exists.one" : nearMiss(scene), target.named()));
    }
    return Verdict.of(
        passed,
        passed || count > most ? "exists.count" : "exists.few",
        target.named(),
        count,
        least);
  }

  /** The object may be there, with other labels or fields than asked. */
  private String nearMiss(Scene scene) {
    Target bare =
        new Target(
            target.kind(),
            target.namespace(),
            target.name(),
            dev.kubarium.cluster.object.LabelSelector.EVERYTHING,
            null,
            java.util.List.of());
    return scene.find(bare).isEmpty() ? "exists.none" : "exists.otherwise";
  }
}
