package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.session.Session;

/** How many watches, followed logs and commands may be open on one session at once. */
final class Streams {

  private static final int MOST = 400;

  private Streams() {}

  /** Takes a place; run the answer, once, to give it back. */
  static Runnable take(Session session) {
    if (session.watches().incrementAndGet() > MOST) {
      session.watches().decrementAndGet();
      throw ApiException.tooManyRequests(
          "too many watches are open on this cluster: at most " + MOST, 1);
    }
    return session.watches()::decrementAndGet;
  }
}
