package dev.kubarium.kubectl;

/** Other words for the same command, as kubectl has them. */
final class Aliases {

  private Aliases() {}

  /** The name of what was called {@code word} below {@code parent}, or {@code null}. */
  static String command(String parent, String word) {
    return switch (parent + " " + word) {
      case "create deploy" -> "deployment";
      case "create cm" -> "configmap";
      case "create ns" -> "namespace";
      case "create svc" -> "service";
      case "create sa" -> "serviceaccount";
      case "create ing" -> "ingress";
      case "create cj" -> "cronjob";
      case "create pc" -> "priorityclass";
      case "create pdb" -> "poddisruptionbudget";
      case "top pods", "top po" -> "pod";
      case "top nodes", "top no" -> "node";
      default -> null;
    };
  }
}
