package dev.kubarium.session;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.ClusterSnapshot;
import dev.kubarium.cluster.ClusterSpec;
import dev.kubarium.cluster.object.JsonObject;
import jakarta.annotation.PreDestroy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * All sessions of this server. Those that are used are awake, in memory; the others sleep in the
 * {@link Archive} and wake when somebody comes.
 */
@Service
public class Sessions {

  /** The greatest speed of a clock. */
  public static final double FASTEST = 600;

  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
  private static final String ID_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int ID_LENGTH = 28;
  private static final int TOKEN_BYTES = 24;
  private static final long FAREWELL_SECONDS = 10;

  /**
   * A new session, and the secret that opens it, which nobody will ever know again but who gets it
   * now.
   */
  public record Opened(Session session, String token) {}

  private final SessionLimits limits;
  private final Archive archive;
  private final Lessons lessons;
  private final Progress progress;
  private final SecureRandom secrets = new SecureRandom();
  private final Map<String, Session> awake = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Optional<Session>>> waking =
      new ConcurrentHashMap<>();
  private final ExecutorService pool =
      Executors.newFixedThreadPool(
          Math.max(2, Runtime.getRuntime().availableProcessors()),
          Thread.ofPlatform().name("cluster-", 0).daemon().factory());
  private final ScheduledExecutorService alarm =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("alarm").daemon().factory());
  private final ScheduledExecutorService housekeeping =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("sessions").daemon().factory());

  Sessions(SessionLimits limits, Archive archive, Lessons lessons, Progress progress) {
    this.limits = limits;
    this.archive = archive;
    this.lessons = lessons;
    this.progress = progress;
    housekeeping.scheduleWithFixedDelay(this::keepHouse, 1, 1, TimeUnit.MINUTES);
    housekeeping.scheduleWithFixedDelay(this::forgetOld, 5, 60, TimeUnit.MINUTES);
  }

  // ── Coming and going ──

  /** Opens a session with a new cluster. {@code speed} is virtual seconds per real second. */
  public Opened create(ClusterSpec spec, long seed, double speed) {
    return open(Cluster.create(spec, seed), speed, JsonObject.EMPTY, id -> newToken());
  }

  /**
   * Opens a session with a cluster that goes on from a snapshot; {@code notes} is what it remembers
   * beside it.
   */
  public Opened create(ClusterSnapshot snapshot, double speed, JsonObject notes) {
    return create(snapshot, speed, notes, id -> newToken());
  }

  /** As above; {@code tokenOf} makes the secret that opens it of its id. */
  public Opened create(
      ClusterSnapshot snapshot, double speed, JsonObject notes, UnaryOperator<String> tokenOf) {
    return open(Cluster.restore(snapshot), speed, notes, tokenOf);
  }

  private Opened open(
      Cluster cluster, double speed, JsonObject notes, UnaryOperator<String> tokenOf) {
    if (archive.count() >= limits.kept()) {
      throw new TooManySessionsException(limits.kept());
    }
    String id = newId();
    String token = tokenOf.apply(id);
    byte[] hash = hash(token);
    archive.open(id, hash);
    Session session = session(id, hash, cluster, speed, notes, 0);
    session.saveAll().join();
    awake.put(id, session);
    makeRoom();
    return new Opened(session, token);
  }

  private Session session(
      String id, byte[] hash, Cluster cluster, double speed, JsonObject notes, long sequence) {
    return new Session(
        id,
        hash,
        cluster,
        speed,
        notes,
        sequence,
        archive,
        limits.saveEvery(),
        pool,
        alarm,
        lessons,
        () -> housekeeping.execute(() -> progress.done(id)));
  }

  /** The session, woken where it slept. */
  public Optional<Session> find(String id) {
    Session known = awake.get(id);
    if (known != null) {
      known.touch();
      return Optional.of(known);
    }
    return isId(id) ? wake(id) : Optional.empty();
  }

  /** The session, if this is its token. */
  public Optional<Session> find(String id, String token) {
    if (token == null || !isId(id)) {
      return Optional.empty();
    }
    Session known = awake.get(id);
    Optional<byte[]> hash = known != null ? Optional.of(known.tokenHash()) : archive.tokenHash(id);
    return hash.filter(right -> MessageDigest.isEqual(right, hash(token)))
        .flatMap(right -> find(id));
  }

  private static boolean isId(String id) {
    return id.length() == ID_LENGTH
        && id.chars().allMatch(letter -> ID_LETTERS.indexOf(letter) >= 0);
  }

  /** Whoever comes first wakes it; the others wait for them. */
  private Optional<Session> wake(String id) {
    CompletableFuture<Optional<Session>> mine = new CompletableFuture<>();
    CompletableFuture<Optional<Session>> first = waking.putIfAbsent(id, mine);
    if (first != null) {
      return first.join();
    }
    try {
      Session known = awake.get(id);
      Optional<Session> session =
          known != null
              ? Optional.of(known)
              : archive.tokenHash(id).flatMap(hash -> wake(id, hash));
      mine.complete(session);
      return session;
    } catch (RuntimeException failed) {
      mine.completeExceptionally(failed);
      throw failed;
    } finally {
      waking.remove(id);
    }
  }

  private Optional<Session> wake(String id, byte[] hash) {
    return archive
        .find(id)
        .map(
            kept -> {
              Batch batch = kept.batch();
              Cluster cluster = Cluster.restore(batch.cluster());
              Session session =
                  session(id, hash, cluster, batch.speed(), batch.notes(), kept.sequence());
              awake.put(id, session);
              makeRoom();
              return session;
            });
  }

  /** How many sessions are in memory. */
  public int countAwake() {
    return awake.size();
  }

  /** How many sessions there are. */
  public long count() {
    return archive.count();
  }

  // ── Keeping house ──

  private void makeRoom() {
    if (awake.size() > limits.awake()) {
      housekeeping.execute(
          () ->
              awake.values().stream()
                  .filter(session -> !session.isWatched())
                  .sorted(Comparator.comparingLong(Session::lastUsed))
                  .limit(Math.max(0, awake.size() - limits.awake()))
                  .toList()
                  .forEach(this::putToSleep));
    }
  }

  private void keepHouse() {
    try {
      long oldest = System.nanoTime() - limits.idle().toNanos();
      for (Session session : List.copyOf(awake.values())) {
        if (session.isWatched() || session.lastUsed() - oldest >= 0) {
          session.saveClock();
        } else {
          putToSleep(session);
        }
      }
      archive.used(List.copyOf(awake.keySet()));
    } catch (RuntimeException failed) {
      LOG.error("sessions could not be put in order", failed);
    }
  }

  /** Saves a session and lets go of it, unless somebody comes meanwhile. */
  void putToSleep(Session session) {
    try {
      long used = session.lastUsed();
      session.saveAll().join();
      if (session.lastUsed() == used && !session.isWatched() && session.closeIfQuiet()) {
        awake.remove(session.id(), session);
      }
    } catch (CompletionException failed) {
      LOG.error("session {} stays awake: it could not be saved", session.id(), failed);
    }
  }

  private void forgetOld() {
    try {
      archive.used(List.copyOf(awake.keySet()));
      archive.forget(limits.keep());
    } catch (RuntimeException failed) {
      LOG.error("old sessions could not be deleted", failed);
    }
  }

  /** Saves all that is awake. */
  @PreDestroy
  void stop() {
    housekeeping.shutdownNow();
    List<CompletableFuture<Void>> saved = awake.values().stream().map(Session::saveAll).toList();
    try {
      CompletableFuture.allOf(saved.toArray(CompletableFuture[]::new))
          .get(FAREWELL_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException
        | java.util.concurrent.TimeoutException failed) {
      LOG.error("not every session was saved", failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    awake.values().forEach(Session::close);
    alarm.shutdownNow();
    pool.shutdownNow();
  }

  // ── Secrets ──

  private String newId() {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ID_LETTERS.charAt(secrets.nextInt(ID_LETTERS.length())));
    }
    return id.toString();
  }

  /** A secret that nobody can guess. */
  public String newToken() {
    byte[] token = new byte[TOKEN_BYTES];
    secrets.nextBytes(token);
    return HexFormat.of().formatHex(token);
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException cannotBe) {
      throw new IllegalStateException("every JVM has SHA-256", cannotBe);
    }
  }

  /** A seed for a session that asked for none. */
  public long anySeed() {
    return secrets.nextLong() >>> 1;
  }

  /**
   * So many standard nodes, whose clock begins at the second it is: what clients reckon by their
   * own clock is right.
   */
  public ClusterSpec ofNow(int nodes) {
    return ClusterSpec.ofNodes(nodes)
        .startingAt(Instant.now().truncatedTo(ChronoUnit.SECONDS).toEpochMilli());
  }
}
