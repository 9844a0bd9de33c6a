package dev.kubarium.cluster.controller.pods;

import dev.kubarium.cluster.apiserver.ApiException;

/**
 * Does a thing many times in batches of 1, 2, 4, 8 …, and stops after the batch in which one was
 * refused: a quota that is full refuses a handful of Pods, not five hundred.
 */
public final class SlowStart {

  private static final int FIRST_BATCH = 1;

  /**
   * @param done how many succeeded
   * @param skipped how many were not even tried
   * @param refusal the first refusal, or {@code null}
   */
  public record Result(int done, int skipped, ApiException refusal) {}

  /** One attempt; {@code i} counts from 0. */
  public interface Attempt {
    void run(int i);
  }

  private SlowStart() {}

  public static Result of(int count, Attempt attempt) {
    int tried = 0;
    int done = 0;
    ApiException refusal = null;
    for (int batch = Math.min(count, FIRST_BATCH);
        batch > 0;
        batch = Math.min(2 * batch, count - tried)) {
      for (int i = 0; i < batch; i++) {
        try {
          attempt.run(tried++);
          done++;
        } catch (ApiException refused) {
          refusal = refusal == null ? refused : refusal;
        }
      }
      if (refusal != null) {
        break;
      }
    }
    return new Result(done, count - tried, refusal);
  }
}
