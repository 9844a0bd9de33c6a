package dev.kubarium.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Who types in the page's terminal hears what their lines print, for as long as they go on. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"kubarium.lessons=lessons", "kubarium.tls.port=0"})
class TerminalSocketTest {

  private final HttpClient http = HttpClient.newHttpClient();
  private final LinkedBlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();

  @LocalServerPort private int port;

  private WebSocket socket;

  @BeforeEach
  void open() throws Exception {
    HttpRequest create =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/sessions"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"seed\":1,\"speed\":60}"))
            .build();
    JsonObject session = Json.parseObject(http.send(create, BodyHandlers.ofString()).body());
    socket =
        http.newWebSocketBuilder()
            .header("Authorization", "Bearer " + session.string("token"))
            .buildAsync(
                URI.create(
                    "ws://localhost:"
                        + port
                        + "/ws/sessions/"
                        + session.string("id")
                        + "/terminal"),
                new Ear())
            .get(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() {
    socket.abort();
  }

  private final class Ear implements WebSocket.Listener {

    private final StringBuilder part = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      part.append(text);
      if (last) {
        heard.add(Json.parseObject(part.toString()));
        part.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private void say(Object... message) {
    socket
        .sendText(Json.print(JsonObject.of(message)), true)
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  /** All that is printed until the line has ended; {@code code} of the end behind it. */
  private String printed(String until) throws InterruptedException {
    StringBuilder text = new StringBuilder();
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() < deadline) {
      JsonObject message = heard.poll(1, TimeUnit.SECONDS);
      if (message == null) {
        continue;
      }
      if ("end".equals(message.string("type"))) {
        return text.append("[").append(message.integer("code", -1)).append("]").toString();
      }
      text.append(message.string("out", "")).append(message.string("err", ""));
      if (until != null && text.indexOf(until) >= 0) {
        return text.toString();
      }
    }
    throw new AssertionError("heard only: " + text);
  }

  @Test
  void aLinePrintsAndEnds() throws InterruptedException {
    say("type", "line", "line", "kubectl create deployment web --image=nginx");
    assertThat(printed(null)).isEqualTo("deployment.apps/web created\n[0]");
    say("type", "line", "line", "kubectl get pod nowhere");
    assertThat(printed(null))
        .isEqualTo("Error from server (NotFound): pods \"nowhere\" not found\n[1]");
  }

  @Test
  void waitsForARolloutInTheClustersTime() throws InterruptedException {
    say("type", "line", "line", "kubectl create deployment web --image=nginx --replicas=2");
    printed(null);
    say("type", "line", "line", "kubectl rollout status deploy/web");
    assertThat(printed(null)).endsWith("deployment \"web\" successfully rolled out\n[0]");
  }

  @Test
  void aWatchGoesOnUntilItIsInterrupted() throws InterruptedException {
    say("type", "line", "line", "kubectl create deployment web --image=nginx");
    printed(null);
    say("type", "line", "line", "kubectl get pods -w");
    assertThat(printed("1/1")).contains("Running");
    say("type", "interrupt");
    assertThat(printed(null)).endsWith("[130]");
    say("type", "line", "line", "kubectl delete deploy web");
    assertThat(printed(null))
        .isEqualTo("deployment.apps \"web\" deleted from default namespace\n[0]");
  }

  @Test
  void remembersTheNamespaceAndTheFiles() throws InterruptedException {
    say("type", "line", "line", "kubectl config set-context --current --namespace=kube-system");
    assertThat(printed(null)).isEqualTo("Context \"kubarium\" modified.\n[0]");
    say(
        "type",
        "file",
        "name",
        "cm.yaml",
        "text",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n");
    say(
        "type",
        "line",
        "line",
        "k apply -f cm.yaml && k get cm a -o jsonpath='{.metadata.namespace}'");
    assertThat(printed(null)).isEqualTo("configmap/a created\nkube-system[0]");
  }

  @Test
  void completesCommandsKindsNamesAndFlags() throws InterruptedException {
    assertThat(completed("kubectl rollo")).isEqualTo("[\"rollout\"]");
    assertThat(completed("kubectl rollout st")).isEqualTo("[\"status\"]");
    assertThat(completed("k get deploym")).isEqualTo("[\"deployments\"]");
    assertThat(completed("k describe node node-")).isEqualTo("[\"node-1\",\"node-2\",\"node-3\"]");
    assertThat(completed("k get pods --show-l")).isEqualTo("[\"--show-labels\"]");
  }

  private String completed(String line) throws InterruptedException {
    say("type", "complete", "line", line);
    return Json.print(heard.poll(10, TimeUnit.SECONDS).array("words"));
  }
}
