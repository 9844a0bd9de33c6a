package dev.kubarium.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.ClusterSpec;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class SessionsTest {

  private static final SessionLimits LIMITS =
      new SessionLimits(
          100, 1000, Duration.ofMinutes(10), Duration.ofDays(30), Duration.ofMillis(20));
  private static final Lessons LESSONS = new Lessons(Path.of("lessons"));
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final JdbcConnectionPool database =
      JdbcConnectionPool.create(
          "jdbc:h2:mem:sessions-"
              + NUMBER.incrementAndGet()
              + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1",
          "kubarium",
          "");
  private final JdbcClient client = JdbcClient.create(database);
  private final List<Sessions> servers = new ArrayList<>();

  SessionsTest() {
    Flyway.configure().dataSource(database).load().migrate();
  }

  /**
   * A server on the same database; those before are as if they were killed: they are never stopped
   * in order.
   */
  private Sessions server() {
    Archive archive =
        new Archive(client, new TransactionTemplate(new DataSourceTransactionManager(database)));
    Sessions server = new Sessions(LIMITS, archive, LESSONS, progress());
    servers.add(server);
    return server;
  }

  @AfterEach
  void end() {
    servers.forEach(Sessions::stop);
    database.dispose();
  }

  private Progress progress() {
    return new Progress(
        client, new TransactionTemplate(new DataSourceTransactionManager(database)));
  }

  private static Sessions.Opened open(Sessions server) {
    return server.create(ClusterSpec.ofNodes(1), 1, 0);
  }

  private static KubeObject config(Session session, String name) {
    JsonObject tree =
        JsonObject.of("apiVersion", "v1", "kind", "ConfigMap")
            .with("metadata", JsonObject.of("name", name))
            .with("data", JsonObject.of("colour", "blue"));
    return session
        .submit(ApiRequest.create(Kinds.CONFIG_MAP, "default", tree, ApiOptions.NONE, Caller.YOU))
        .join()
        .object();
  }

  private static JsonObject deployment(int replicas) {
    JsonObject labels = JsonObject.of("app", "web");
    return JsonObject.of("apiVersion", "apps/v1", "kind", "Deployment")
        .with("metadata", JsonObject.of("name", "web"))
        .with(
            "spec",
            JsonObject.of("replicas", replicas, "selector", JsonObject.of("matchLabels", labels))
                .with(
                    "template",
                    JsonObject.of("metadata", JsonObject.of("labels", labels))
                        .with(
                            "spec",
                            JsonObject.of(
                                "containers",
                                JsonArray.of(
                                    JsonObject.of("name", "web", "image", "nginx:1.27"))))));
  }

  private static List<String> configs(Session session) {
    return session
        .inside(
            cluster ->
                cluster.store().list(Kinds.CONFIG_MAP.resource(), "default").stream()
                    .map(KubeObject::name)
                    .toList())
        .join();
  }

  private static List<String> pods(Session session) {
    return session
        .inside(
            cluster ->
                cluster.store().list(Kinds.POD.resource(), "default").stream()
                    .map(KubeObject::name)
                    .toList())
        .join();
  }

  @Test
  void findsWhatWasAcknowledgedAfterTheServerDied() {
    Sessions.Opened opened = open(server());
    Session before = opened.session();
    KubeObject blue = config(before, "blue");
    KubeObject gone = config(before, "gone");
    before
        .submit(
            ApiRequest.delete(
                Kinds.CONFIG_MAP, "default", gone.name(), ApiOptions.NONE, Caller.YOU))
        .join();
    long revision = before.inside(cluster -> cluster.store().revision()).join();

    Session after = server().find(opened.session().id(), opened.token()).orElseThrow();

    assertThat(after).isNotSameAs(before);
    assertThat(configs(after)).contains("blue").doesNotContain("gone");
    assertThat(after.inside(cluster -> cluster.store().get(blue.key()).tree()).join())
        .isEqualTo(blue.tree());
    assertThat(after.inside(cluster -> cluster.store().revision()).join())
        .isGreaterThanOrEqualTo(revision);
  }

  @Test
  void goesOnInTheMiddleOfARollout() {
    Sessions.Opened opened = open(server());
    opened
        .session()
        .submit(
            ApiRequest.create(
                Kinds.DEPLOYMENT, "default", deployment(3), ApiOptions.NONE, Caller.YOU))
        .join();
    long then = opened.session().advance(Duration.ofSeconds(1)).join().now();

    Session after = server().find(opened.session().id()).orElseThrow();
    assertThat(after.inside(cluster -> cluster.loop().now()).join()).isEqualTo(then);
    after.advance(Duration.ofMinutes(1)).join();

    assertThat(pods(after)).hasSize(3);
    assertThat(
            after
                .inside(
                    cluster ->
                        cluster
                            .store()
                            .list(Kinds.DEPLOYMENT.resource(), "default")
                            .iterator()
                            .next()
                            .status()
                            .integer("readyReplicas"))
                .join())
        .isEqualTo(3);
  }

  @Test
  void remembersSpeedAndNotes() {
    Sessions.Opened opened = open(server());
    opened.session().setSpeed(20).join();
    opened
        .session()
        .inside(
            cluster -> {
              opened.session().note("lesson", JsonObject.of("id", "first-pod"));
              return null;
            })
        .join();

    Session after = server().find(opened.session().id()).orElseThrow();

    assertThat(after.clock().speed()).isEqualTo(20);
    assertThat(after.inside(cluster -> after.note("lesson")).join())
        .isEqualTo(JsonObject.of("id", "first-pod"));
  }

  @Test
  void keepsWhatHappensByItselfTheSameAsMemory() {
    Sessions server = server();
    Sessions.Opened opened = open(server);
    Session before = opened.session();
    before
        .submit(
            ApiRequest.create(
                Kinds.DEPLOYMENT, "default", deployment(5), ApiOptions.NONE, Caller.YOU))
        .join();
    for (int i = 0; i < 300; i++) {
      before.advance(Duration.ofMillis(100)).join();
    }
    before.saveAll().join();

    Session after = server().find(before.id()).orElseThrow();

    assertThat(after.inside(Cluster::snapshot).join())
        .isEqualTo(before.inside(Cluster::snapshot).join());
    assertThat(client.sql("select count(*) from session_batch").query(Long.class).single())
        .isLessThan(250);
  }

  @Test
  void sleepsWhenNobodyLooksAndWakesWhereItWas() {
    Sessions server = server();
    Sessions.Opened opened = open(server);
    config(opened.session(), "blue");

    fallAsleep(server, opened.session());

    assertThat(server.countAwake()).isZero();
    assertThat(opened.session().isOpen()).isFalse();
    Session woken = server.find(opened.session().id(), opened.token()).orElseThrow();
    assertThat(configs(woken)).contains("blue");
    assertThat(server.find(woken.id()).orElseThrow()).isSameAs(woken);
  }

  /** A session in the middle of a turn is left alone; the server comes by again. */
  private static void fallAsleep(Sessions server, Session session) {
    for (int tries = 0; tries < 10_000 && session.isOpen(); tries++) {
      server.putToSleep(session);
    }
  }

  @Test
  void staysAwakeWhileSomebodyLooks() {
    Sessions server = server();
    Session session = open(server).session();
    Runnable stop = session.onSlice(() -> {});

    server.putToSleep(session);
    assertThat(session.isOpen()).isTrue();

    stop.run();
    fallAsleep(server, session);
    assertThat(session.isOpen()).isFalse();
  }

  @Test
  void opensWithItsTokenOnlyAwakeOrAsleep() {
    Sessions server = server();
    Sessions.Opened opened = open(server);
    String id = opened.session().id();
    for (int round = 0; round < 2; round++) {
      assertThat(server.find(id, opened.token())).isPresent();
      assertThat(server.find(id, opened.token() + "0")).isEmpty();
      assertThat(server.find(id, "")).isEmpty();
      assertThat(server.find(id, null)).isEmpty();
      assertThat(server.find("' or 1=1 --", opened.token())).isEmpty();
      server.find(id).ifPresent(session -> fallAsleep(server, session));
    }
  }

  @Test
  void keepsNoTokenAsItIs() {
    Sessions.Opened opened = open(server());
    byte[] kept =
        client
            .sql("select token_hash from session")
            .query((row, number) -> row.getBytes(1))
            .single();
    assertThat(kept).hasSize(32);
    assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain(opened.token());
  }

  @Test
  void acknowledgesNothingThatIsNotSafe() {
    Session session = open(server()).session();
    client.sql("alter table session_batch rename to elsewhere").update();

    assertThatThrownBy(() -> config(session, "blue"))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(NotSavedException.class);

    client.sql("alter table elsewhere rename to session_batch").update();
    config(session, "red");
    assertThat(configs(server().find(session.id()).orElseThrow())).contains("blue", "red");
  }

  @Test
  void tellsARefusalAsItIs() {
    Session session = open(server()).session();
    config(session, "blue");
    assertThatThrownBy(() -> config(session, "blue"))
        .hasCauseInstanceOf(ApiException.class)
        .hasMessageContaining("configmaps \"blue\" already exists");
  }

  @Test
  void wakesOnceForManyWhoCome() {
    Sessions.Opened opened = open(server());
    config(opened.session(), "blue");
    Sessions server = server();

    List<CompletableFuture<Session>> comers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      comers.add(
          CompletableFuture.supplyAsync(
              () -> server.find(opened.session().id(), opened.token()).orElseThrow()));
    }

    assertThat(comers.stream().map(CompletableFuture::join).distinct()).hasSize(1);
  }

  @Test
  void refusesMoreThanItBears() {
    Archive archive =
        new Archive(client, new TransactionTemplate(new DataSourceTransactionManager(database)));
    Sessions server =
        new Sessions(
            new SessionLimits(2, 3, LIMITS.idle(), LIMITS.keep(), LIMITS.saveEvery()),
            archive,
            LESSONS,
            progress());
    servers.add(server);
    for (int i = 0; i < 3; i++) {
      open(server);
    }
    assertThatThrownBy(() -> open(server)).isInstanceOf(TooManySessionsException.class);
  }

  @Test
  void forgetsWhatNobodyUsedForLong() {
    Sessions.Opened opened = open(server());
    Archive archive =
        new Archive(client, new TransactionTemplate(new DataSourceTransactionManager(database)));
    assertThat(archive.forget(Duration.ofDays(30))).isZero();
    assertThat(archive.forget(Duration.ofDays(-1))).isEqualTo(1);
    assertThat(archive.find(opened.session().id())).isEmpty();
  }

  @Test
  void letsTheLearnerGoOnAfterATaskBroke() {
    Session session = open(server()).session();
    session
        .inside(
            cluster ->
                cluster
                    .loop()
                    .after(
                        Duration.ofSeconds(1),
                        () -> {
                          throw new IllegalStateException("broken on purpose");
                        }))
        .join();
    session.advance(Duration.ofSeconds(5)).join();
    assertThat(config(session, "blue").name()).isEqualTo("blue");
  }
}
