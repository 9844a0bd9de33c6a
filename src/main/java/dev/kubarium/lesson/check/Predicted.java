package dev.kubarium.lesson.check;

/** The learner has said what will happen; whether it came so is no condition. */
public record Predicted(String step) implements Check {

  @Override
  public Verdict judge(Scene scene) {
    boolean said = scene.predicted(step) != null;
    return Verdict.of(said, said ? "predicted.said" : "predicted.notYet");
  }
}
