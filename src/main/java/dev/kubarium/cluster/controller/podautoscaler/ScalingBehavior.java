package dev.kubarium.cluster.controller.podautoscaler;

import dev.kubarium.cluster.object.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Keeps an autoscaler from fluttering: of the recommendations of a while it takes the most careful,
 * and it scales no faster than its policies allow. It remembers what was recommended and scaled as
 * upstream's controller does: in memory.
 *
 * <p>Documentation: tasks/run-application/horizontal-pod-autoscale#configurable-scaling-behavior.
 * Models: pkg/controller/podautoscaler/horizontal.go
 */
final class ScalingBehavior {

  private static final long DOWN_WINDOW_SECONDS = 300;
  private static final long LONGEST_WINDOW = 3_600_000;

  private record Recommendation(long at, long replicas) {}

  private record Scaling(long at, long change) {}

  private final Deque<Recommendation> recommendations = new ArrayDeque<>();
  private final Deque<Scaling> scalings = new ArrayDeque<>();

  /**
   * What is to be done.
   *
   * @param replicas how many there shall be
   * @param stabilized the reason and message of the condition AbleToScale
   * @param limited whether a limit held it back
   * @param limit the reason and message of the condition ScalingLimited
   */
  record Decision(long replicas, Words stabilized, boolean limited, Words limit) {}

  /** A condition's reason and message. */
  record Words(String reason, String message) {}

  private static final Words UP_LIMIT =
      new Words(
          "ScaleUpLimit",
          "the desired replica count is increasing faster than the maximum scale rate");
  private static final Words TOO_MANY =
      new Words(
          "TooManyReplicas", "the desired replica count is more than the maximum replica count");
  private static final Words TOO_FEW =
      new Words(
          "TooFewReplicas", "the desired replica count is less than the minimum replica count");
  private static final Words WITHIN =
      new Words("DesiredWithinRange", "the desired count is within the acceptable range");

  /** From what is recommended now to what is done now; {@code spec} is the autoscaler's. */
  Decision decide(JsonObject spec, long current, long recommended, long now) {
    boolean told = spec.isSet("behavior");
    JsonObject up = spec.object("behavior").object("scaleUp");
    JsonObject down = spec.object("behavior").object("scaleDown");
    long stable =
        stabilized(
            told, current, recommended, seconds(up, 0), seconds(down, DOWN_WINDOW_SECONDS), now);
    Words words =
        stable == recommended
            ? new Words("ReadyForNewScale", "recommended size matches current size")
            : stable > recommended
                ? new Words(
                    "ScaleDownStabilized",
                    "recent recommendations were higher than current one, applying the highest recent recommendation")
                : new Words(
                    "ScaleUpStabilized",
                    "recent recommendations were lower than current one, applying the lowest recent recommendation");
    return told
        ? limited(spec, up, down, current, stable, words, now)
        : limitedByRule(spec, current, stable, words);
  }

  /**
   * Without a behavior it doubles at most, or goes to four at once; what it scaled before does not
   * matter.
   */
  private static Decision limitedByRule(
      JsonObject spec, long current, long wished, Words stabilized) {
    long most = spec.integer("maxReplicas", 1);
    long least = spec.integer("minReplicas", 1);
    long fastest = Math.max(2 * current, 4);
    if (wished < least) {
      return new Decision(least, stabilized, true, TOO_FEW);
    }
    return wished > Math.min(most, fastest)
        ? new Decision(
            Math.min(most, fastest), stabilized, true, most > fastest ? UP_LIMIT : TOO_MANY)
        : new Decision(wished, stabilized, false, WITHIN);
  }

  private static long seconds(JsonObject rules, long otherwise) {
    return rules.integer("stabilizationWindowSeconds", otherwise) * 1000;
  }

  /** Without a behavior, the highest recommendation of the last five minutes. */
  private long stabilized(
      boolean told, long current, long recommended, long upWindow, long downWindow, long now) {
    if (recommendations.isEmpty()) {
      recommendations.add(new Recommendation(now, current));
    }
    long lowest = recommended;
    long highest = recommended;
    for (Recommendation each : recommendations) {
      if (each.at() > now - upWindow) {
        lowest = Math.min(lowest, each.replicas());
      }
      if (each.at() > now - downWindow) {
        highest = Math.max(highest, each.replicas());
      }
    }
    recommendations.add(new Recommendation(now, recommended));
    forget(now);
    return told ? Math.min(Math.max(current, lowest), highest) : highest;
  }

  private void forget(long now) {
    recommendations.removeIf(each -> each.at() < now - LONGEST_WINDOW);
    for (Iterator<Scaling> oldest = scalings.iterator();
        oldest.hasNext() && oldest.next().at() < now - LONGEST_WINDOW; ) {
      oldest.remove();
    }
  }

  private Decision limited(
      JsonObject spec,
      JsonObject up,
      JsonObject down,
      long current,
      long wished,
      Words stabilized,
      long now) {
    long most = spec.integer("maxReplicas", 1);
    long least = spec.integer("minReplicas", 1);
    if (wished > current) {
      long fastest = Math.max(current, upLimit(up, current, now));
      if (wished > Math.min(most, fastest)) {
        return new Decision(
            Math.min(most, fastest), stabilized, true, most > fastest ? UP_LIMIT : TOO_MANY);
      }
    } else if (wished < current) {
      long fastest = Math.min(current, downLimit(down, current, now));
      if (wished < Math.max(least, fastest)) {
        return new Decision(
            Math.max(least, fastest),
            stabilized,
            true,
            least < fastest
                ? new Words(
                    "ScaleDownLimit",
                    "the desired replica count is decreasing faster than the maximum scale rate")
                : TOO_FEW);
      }
    }
    return new Decision(wished, stabilized, false, WITHIN);
  }

  private long upLimit(JsonObject rules, long current, long now) {
    if ("Disabled".equals(rules.string("selectPolicy"))) {
      return current;
    }
    boolean slowest = "Min".equals(rules.string("selectPolicy"));
    long limit = slowest ? Long.MAX_VALUE : Long.MIN_VALUE;
    for (JsonObject policy : rules.array("policies").objects()) {
      long start = current - changed(policy, now);
      long value = policy.integer("value", 0);
      long proposed =
          policy.string("type", "").equals("Pods")
              ? start + value
              : (long) Math.ceil(start * (1 + value / 100.0));
      limit = slowest ? Math.min(limit, proposed) : Math.max(limit, proposed);
    }
    return limit;
  }

  private long downLimit(JsonObject rules, long current, long now) {
    if ("Disabled".equals(rules.string("selectPolicy"))) {
      return current;
    }
    boolean slowest = "Min".equals(rules.string("selectPolicy"));
    long limit = slowest ? Long.MIN_VALUE : Long.MAX_VALUE;
    for (JsonObject policy : rules.array("policies").objects()) {
      long start = current - changed(policy, now);
      long value = policy.integer("value", 0);
      long proposed =
          policy.string("type", "").equals("Pods")
              ? start - value
              : (long) Math.floor(start * (1 - value / 100.0));
      limit = slowest ? Math.max(limit, proposed) : Math.min(limit, proposed);
    }
    return limit;
  }

  /** By how many replicas it was scaled in the period of a policy. */
  private long changed(JsonObject policy, long now) {
    long since = now - policy.integer("periodSeconds", 15) * 1000;
    return scalings.stream().filter(each -> each.at() > since).mapToLong(Scaling::change).sum();
  }

  /** It was scaled. */
  void scaled(long from, long to, long now) {
    scalings.add(new Scaling(now, to - from));
  }
}
