package dev.kubarium.cluster.controller.job;

import dev.kubarium.cluster.object.KubeObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * How long a Job waits after failures: 10 s, 20 s, 40 s … after the last of them, at most ten
 * minutes; a success starts anew.
 *
 * <p>Models: pkg/controller/job/backoff_utils.go
 */
final class BackOff {

  private static final long FIRST = Duration.ofSeconds(10).toMillis();
  private static final long LONGEST = Duration.ofMinutes(10).toMillis();

  private BackOff() {}

  /**
   * When the next Pod may come, in virtual milliseconds; 0 where nothing failed. {@code ended} are
   * all Pods that ended.
   */
  static long until(List<KubeObject> ended) {
    List<KubeObject> newestFirst =
        ended.stream()
            .sorted(
                Comparator.comparing(JobPods::endedAt).reversed().thenComparing(KubeObject::name))
            .toList();
    int failures = 0;
    for (KubeObject pod : newestFirst) {
      if (JobPods.isSucceeded(pod)) {
        break;
      }
      failures++;
    }
    return failures == 0
        ? 0
        : JobPods.endedAt(newestFirst.get(0))
            + Math.min(LONGEST, FIRST << Math.min(failures - 1, 10));
  }
}
