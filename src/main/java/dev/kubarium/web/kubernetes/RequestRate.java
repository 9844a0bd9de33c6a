package dev.kubarium.web.kubernetes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kubarium.cluster.apiserver.ApiException;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/**
 * How many requests a session may make, so that one learner's runaway script does not slow the
 * neighbours.
 */
final class RequestRate {

  private static final long A_SECOND = 200;
  private static final long AT_ONCE = 1_000;

  /** session → what it may still do */
  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().expireAfterAccess(Duration.ofMinutes(10)).build();

  /** Throws the refusal (429) of a request that is too much. */
  void count(String session) {
    if (!buckets.get(session, id -> full()).tryConsume(1)) {
      throw ApiException.tooManyRequests(
          "the server has received too many requests and has asked us to try again later", 1);
    }
  }

  private static Bucket full() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(AT_ONCE).refillGreedy(A_SECOND, Duration.ofSeconds(1)))
        .build();
  }
}
