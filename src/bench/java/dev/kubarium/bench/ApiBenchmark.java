package dev.kubarium.bench;

import dev.kubarium.KubariumApplication;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One session with 200 watches open and 50 requests a second, for a minute or {@code
 * -Dkubarium.bench.seconds}, while its page looks on. Client and server share this JVM.
 */
public final class ApiBenchmark {

  private static final int WATCHES = 200;
  private static final int PER_SECOND = 50;
  private static final int SECONDS = Integer.getInteger("kubarium.bench.seconds", 60);

  private final HttpClient http =
      HttpClient.newBuilder().executor(Executors.newVirtualThreadPerTaskExecutor()).build();
  private final String root;
  private final JsonObject session;
  private final AtomicLong watched = new AtomicLong();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicLong frames = new AtomicLong();
  private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean over;

  private ApiBenchmark(String root) throws IOException, InterruptedException {
    this.root = root;
    HttpRequest open =
        HttpRequest.newBuilder(URI.create(root + "/api/sessions"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    this.session = Json.parseObject(http.send(open, HttpResponse.BodyHandlers.ofString()).body());
  }

  /** Runs the server and its clients, and prints what was seen. */
  public static void main(String[] arguments) throws Exception {
    Path data = Files.createTempDirectory("kubarium-bench");
    try (ConfigurableApplicationContext context =
        SpringApplication.run(
            KubariumApplication.class,
            "--server.port=0",
            "--kubarium.tls.port=0",
            "--kubarium.data=" + data,
            "--logging.level.dev.kubarium=warn")) {
      int port = ((WebServerApplicationContext) context).getWebServer().getPort();
      new ApiBenchmark("http://localhost:" + port).run();
    }
    System.exit(0);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(root + "/clusters/" + session.string("id") + path))
        .timeout(Duration.ofSeconds(SECONDS + 60))
        .header("Authorization", "Bearer " + session.string("token"));
  }

  private void run() throws Exception {
    lookOn();
    for (int i = 0; i < WATCHES; i++) {
      watch(List.of("pods", "configmaps", "events", "services").get(i % 4));
    }
    Thread.sleep(2_000);
    long before = heap();
    try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      AtomicInteger number = new AtomicInteger();
      clock.scheduleAtFixedRate(
          () -> ask(number.getAndIncrement()), 0, 1_000_000 / PER_SECOND, TimeUnit.MICROSECONDS);
      Thread.sleep(SECONDS * 1_000L);
      clock.shutdown();
      clock.awaitTermination(10, TimeUnit.SECONDS);
    }
    Thread.sleep(1_000);
    int lost = ended.get();
    over = true;
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        "%d watches and %d requests a second on one session for %d s: %,d requests, %d refused or failed; p50 %.1f ms, p99 %.1f ms; %,d watch events, %d watches lost; the page got %,d frames; heap %+.1f MiB%n",
        WATCHES,
        PER_SECOND,
        SECONDS,
        sorted.size(),
        refused.get(),
        sorted.get(sorted.size() / 2) / 1e6,
        sorted.get(sorted.size() * 99 / 100) / 1e6,
        watched.get(),
        lost,
        frames.get(),
        (heap() - before) / 1048576.0);
  }

  /** One of four requests: a list, a table, a new value of a ConfigMap, a Pod. */
  private void ask(int number) {
    String configMap = "/api/v1/namespaces/default/configmaps/c" + number % 20;
    HttpRequest request =
        switch (number % 4) {
          case 0 -> request("/api/v1/namespaces/default/pods").GET().build();
          case 1 ->
              request("/api/v1/configmaps")
                  .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                  .GET()
                  .build();
          default ->
              request(configMap + "?fieldManager=bench&force=true")
                  .header("Content-Type", "application/apply-patch+yaml")
                  .method(
                      "PATCH",
                      HttpRequest.BodyPublishers.ofString(
                          "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c"
                              + number % 20
                              + "\"},\"data\":{\"n\":\""
                              + number
                              + "\"}}"))
                  .build();
        };
    long start = System.nanoTime();
    http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .whenComplete(
            (answer, failed) -> {
              nanos.add(System.nanoTime() - start);
              if (failed != null || answer.statusCode() >= 400) {
                refused.incrementAndGet();
              }
            });
  }

  private void watch(String plural) {
    HttpRequest request =
        request("/api/v1/" + plural + "?watch=true&allowWatchBookmarks=true").build();
    http.sendAsync(request, HttpResponse.BodyHandlers.fromLineSubscriber(new Counter()))
        .whenComplete(
            (answer, failed) -> {
              if (!over) {
                ended.incrementAndGet();
              }
            });
  }

  private final class Counter implements Flow.Subscriber<String> {

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      watched.incrementAndGet();
    }

    @Override
    public void onError(Throwable cut) {
      if (!over) {
        ended.incrementAndGet();
      }
    }

    @Override
    public void onComplete() {
      // Counted where the request ends.
    }
  }

  /** The page of the session, as a browser has it open. */
  private void lookOn() throws Exception {
    String id = session.string("id");
    WebSocket page =
        http.newWebSocketBuilder()
            .header("Authorization", "Bearer " + session.string("token"))
            .header("Origin", root)
            .buildAsync(
                URI.create(root.replace("http:", "ws:") + "/ws/sessions/" + id),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket socket, CharSequence data, boolean last) {
                    if (last) {
                      frames.incrementAndGet();
                    }
                    return WebSocket.Listener.super.onText(socket, data, last);
                  }
                })
            .get(10, TimeUnit.SECONDS);
    CompletableFuture<WebSocket> sent =
        page.sendText(
            "{\"type\":\"hello\",\"lang\":\"en\",\"revision\":null,\"epoch\":null}", true);
    sent.get(10, TimeUnit.SECONDS);
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
