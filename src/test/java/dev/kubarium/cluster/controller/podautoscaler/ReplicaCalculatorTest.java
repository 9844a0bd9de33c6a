package dev.kubarium.cluster.controller.podautoscaler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kubarium.cluster.controller.podautoscaler.ReplicaCalculator.Sample;
import dev.kubarium.cluster.controller.podautoscaler.ReplicaCalculator.Standing;
import dev.kubarium.cluster.controller.podautoscaler.ReplicaCalculator.Tolerances;
import dev.kubarium.cluster.object.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaCalculatorTest {

  private static List<Sample> samples(String text, long request) {
    List<Sample> samples = new ArrayList<>();
    for (String word : text.split(" ")) {
      samples.add(
          switch (word) {
            case "missing" -> new Sample(Standing.MISSING, 0, request);
            case "unready" -> new Sample(Standing.UNREADY, 0, request);
            default -> new Sample(Standing.READY, Long.parseLong(word), request);
          });
    }
    return samples;
  }

  /** Each Pod asks for 1,000 m. */
  @ParameterizedTest(name = "{0} aiming at {1} %: {3} ({2} % used)")
  @CsvSource({
    "300 500 700,                     30, 50, 5",
    "300 500 700,                     50, 50, 3",
    "490 500 560,                     50, 51, 3",
    "800 800 800,                     50, 80, 5",
    "100 300 500,                     50, 30, 2",
    "100 300 500 250 250,             50, 28, 3",
    "0 0 0,                           50, 0,  0",
    "500 700 unready,                 30, 60, 4",
    "600 unready unready,             50, 60, 3",
    "900 unready unready,             50, 90, 3",
    "900 unready unready unready,     20, 90, 4",
    "1000 missing,                    50, 100, 2",
    "200 missing,                     50, 20, 2",
    "100 100 100 missing,             50, 10, 3",
    "0 missing,                       50, 0,  2"
  })
  void scalesByThePercentageOfWhatWasAskedFor(
      String usages, long target, long utilization, long replicas) {
    List<Sample> samples = samples(usages, 1000);
    var result =
        ReplicaCalculator.byUtilization(samples.size(), samples, target, Tolerances.STANDARD);
    assertEquals(utilization, result.utilization());
    assertEquals(replicas, result.replicas());
  }

  @ParameterizedTest(name = "{0} m each, aiming at 50 %, behavior {1}: {2} Pods")
  @CsvSource(
      delimiter = '|',
      value = {
        "550 550 550 550 | {}                               | 4",
        "560 560 560 560 | {}                               | 5",
        "450 450 450 450 | {}                               | 4",
        "300 300 300 300 | {}                               | 3",
        "520 520 520 520 | {\"scaleUp\": {\"tolerance\": \"10m\"}}   | 5",
        "700 700 700 700 | {\"scaleUp\": {\"tolerance\": \"500m\"}}  | 4",
        "300 300 300 300 | {\"scaleDown\": {\"tolerance\": \"500m\"}} | 4"
      })
  void scalesNothingWhileTheRatioIsWithinTheTolerance(
      String usages, String behavior, long replicas) {
    List<Sample> samples = samples(usages, 1000);
    assertEquals(
        replicas,
        ReplicaCalculator.byUtilization(4, samples, 50, Tolerances.of(Json.parseObject(behavior)))
            .replicas());
  }

  @ParameterizedTest(name = "{0} aiming at {1} each: {3}")
  @CsvSource({
    "300 500 700, 300, 500, 5",
    "100 100, 400, 100, 1",
    "400 420, 400, 410, 2",
    "900 unready, 400, 900, 3"
  })
  void scalesByTheAverageUsageOfAPod(String usages, long target, long average, long replicas) {
    List<Sample> samples = samples(usages, 0);
    var result = ReplicaCalculator.byAverage(samples.size(), samples, target, Tolerances.STANDARD);
    assertEquals(average, result.average());
    assertEquals(replicas, result.replicas());
  }
}
