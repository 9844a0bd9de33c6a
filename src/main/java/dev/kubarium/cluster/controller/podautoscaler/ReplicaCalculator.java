package dev.kubarium.cluster.controller.podautoscaler;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Quantities;
import java.util.List;

/**
 * How many replicas a metric asks for.
 *
 * <pre>
 * desired = ceil(current × usage ÷ target)      unless usage ÷ target lies within 0.9 … 1.1 (or the tolerances)
 * </pre>
 *
 * Pods without a metric count as using what they asked for where it would scale down, and nothing
 * where it would scale up; so do Pods that are not ready yet.
 *
 * <p>Documentation: tasks/run-application/horizontal-pod-autoscale#algorithm-details. Models:
 * pkg/controller/podautoscaler/replica_calculator.go
 */
final class ReplicaCalculator {

  /**
   * How far usage ÷ target may be from 1 without anything being done.
   *
   * @param down below 1
   * @param up above 1
   */
  record Tolerances(double down, double up) {

    static final Tolerances STANDARD = new Tolerances(0.1, 0.1);

    /** As an autoscaler's behavior says; a tenth where it says nothing. */
    static Tolerances of(JsonObject behavior) {
      return new Tolerances(
          of(behavior.object("scaleDown"), STANDARD.down),
          of(behavior.object("scaleUp"), STANDARD.up));
    }

    private static double of(JsonObject rules, double otherwise) {
      return rules.isSet("tolerance")
          ? Quantities.milli(rules.get("tolerance")) / 1000.0
          : otherwise;
    }

    boolean hold(double ratio) {
      return 1 - down <= ratio && ratio <= 1 + up;
    }
  }

  private ReplicaCalculator() {}

  /** How far a Pod counts. */
  enum Standing {
    READY,
    UNREADY,
    MISSING
  }

  /**
   * One Pod that counts.
   *
   * @param usage thousandths of a core, or bytes; of no meaning for a Pod whose metric is missing
   * @param request what its containers ask for, in the same unit
   */
  record Sample(Standing standing, long usage, long request) {}

  /**
   * What came of it.
   *
   * @param replicas how many are wished for
   * @param utilization percent of the requests, of the Pods that are ready; -1 where requests do
   *     not matter
   * @param average the usage of a Pod on average, of those that are ready
   */
  record Result(long replicas, long utilization, long average) {}

  /** By percent of the requests. At least one Pod must be ready and have a metric. */
  static Result byUtilization(
      long current, List<Sample> samples, long target, Tolerances tolerances) {
    List<Sample> ready = of(samples, Standing.READY);
    long usage = ready.stream().mapToLong(Sample::usage).sum();
    long requests = ready.stream().mapToLong(Sample::request).sum();
    long utilization = requests == 0 ? 0 : usage * 100 / requests;
    double ratio = (double) utilization / target;
    long replicas =
        replicas(
            current,
            samples,
            ratio,
            adjusted -> {
              long used = 0;
              long asked = 0;
              for (Sample each : adjusted) {
                used += each.usage();
                asked += each.request();
              }
              return asked == 0 ? 0 : (double) (used * 100 / asked) / target;
            },
            sample -> sample.request() * Math.max(100, target) / 100,
            tolerances);
    return new Result(replicas, utilization, usage / ready.size());
  }

  /** By the average usage of a Pod. At least one Pod must be ready and have a metric. */
  static Result byAverage(long current, List<Sample> samples, long target, Tolerances tolerances) {
    List<Sample> ready = of(samples, Standing.READY);
    long usage = ready.stream().mapToLong(Sample::usage).sum();
    double ratio = (double) usage / ready.size() / target;
    long replicas =
        replicas(
            current,
            samples,
            ratio,
            adjusted ->
                (double) adjusted.stream().mapToLong(Sample::usage).sum()
                    / adjusted.size()
                    / target,
            sample -> target,
            tolerances);
    return new Result(replicas, -1, usage / ready.size());
  }

  private interface Ratio {
    double of(List<Sample> samples);
  }

  private interface Assumed {
    long usage(Sample sample);
  }

  private static long replicas(
      long current,
      List<Sample> samples,
      double ratio,
      Ratio again,
      Assumed assumed,
      Tolerances tolerances) {
    List<Sample> ready = of(samples, Standing.READY);
    boolean upWithUnready = ratio > 1 && !of(samples, Standing.UNREADY).isEmpty();
    if (!upWithUnready && of(samples, Standing.MISSING).isEmpty()) {
      return tolerances.hold(ratio) ? current : ceil(ratio * ready.size());
    }
    List<Sample> adjusted =
        samples.stream()
            .filter(each -> each.standing() != Standing.UNREADY || upWithUnready)
            .map(each -> each.standing() == Standing.READY ? each : assumed(each, ratio, assumed))
            .toList();
    double corrected = again.of(adjusted);
    if (tolerances.hold(corrected)
        || (ratio < 1 && corrected > 1)
        || (ratio > 1 && corrected < 1)) {
      return current;
    }
    long replicas = ceil(corrected * adjusted.size());
    boolean turnsRound =
        (corrected < 1 && replicas > current) || (corrected > 1 && replicas < current);
    return turnsRound ? current : replicas;
  }

  private static Sample assumed(Sample sample, double ratio, Assumed assumed) {
    boolean full = sample.standing() == Standing.MISSING && ratio < 1;
    return new Sample(sample.standing(), full ? assumed.usage(sample) : 0, sample.request());
  }

  private static List<Sample> of(List<Sample> samples, Standing standing) {
    return samples.stream().filter(each -> each.standing() == standing).toList();
  }

  private static long ceil(double replicas) {
    return (long) Math.ceil(replicas);
  }
}
