package dev.kubarium.session;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.ClusterSpec;
import jakarta.annotation.PreDestroy;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Service;

/** All sessions of this server. */
@Service
public class Sessions {

  /** The greatest speed of a clock. */
  public static final double FASTEST = 600;

  private static final String ID_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int ID_LENGTH = 12;
  private static final int TOKEN_BYTES = 24;

  private final SessionLimits limits;
  private final SecureRandom secrets = new SecureRandom();
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final ExecutorService pool =
      Executors.newFixedThreadPool(
          Math.max(2, Runtime.getRuntime().availableProcessors()), Thread.ofPlatform().name("cluster-", 0).daemon().factory());
  private final ScheduledExecutorService alarm =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("alarm").daemon().factory());

  public Sessions(SessionLimits limits) {
    this.limits = limits;
    alarm.scheduleWithFixedDelay(this::forgetIdle, 1, 1, TimeUnit.MINUTES);
  }

  /** Opens a session with a new cluster. {@code speed} is virtual seconds per real second. */
  public Session create(ClusterSpec spec, long seed, double speed) {
    while (sessions.size() >= limits.most()) {
      sessions.values().stream().min(Comparator.comparingLong(Session::lastUsed)).ifPresent(this::end);
    }
    Session session = new Session(newId(), newToken(), Cluster.create(spec, seed), speed, pool, alarm);
    sessions.put(session.id(), session);
    return session;
  }

  public Optional<Session> find(String id) {
    return Optional.ofNullable(sessions.get(id));
  }

  /** The session, if this is its token. */
  public Optional<Session> find(String id, String token) {
    return find(id).filter(session -> token != null && sameInConstantTime(session.token(), token));
  }

  /** How many sessions there are. */
  public int count() {
    return sessions.size();
  }

  private void end(Session session) {
    sessions.remove(session.id());
    session.close();
  }

  private void forgetIdle() {
    long oldest = System.nanoTime() - limits.idle().toNanos();
    sessions.values().stream().filter(session -> session.lastUsed() - oldest < 0).toList().forEach(this::end);
  }

  private String newId() {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ID_LETTERS.charAt(secrets.nextInt(ID_LETTERS.length())));
    }
    return id.toString();
  }

  private String newToken() {
    byte[] token = new byte[TOKEN_BYTES];
    secrets.nextBytes(token);
    return HexFormat.of().formatHex(token);
  }

  private static boolean sameInConstantTime(String one, String other) {
    return java.security.MessageDigest.isEqual(
        one.getBytes(java.nio.charset.StandardCharsets.UTF_8), other.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** A seed for a session that asked for none. */
  public long anySeed() {
    return secrets.nextLong() >>> 1;
  }

  @PreDestroy
  void stop() {
    sessions.values().forEach(Session::close);
    alarm.shutdownNow();
    pool.shutdownNow();
  }
}
