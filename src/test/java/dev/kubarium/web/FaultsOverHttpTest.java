package dev.kubarium.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What is broken over the page's own REST is told to every browser, in its language. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"kubarium.lessons=lessons", "kubarium.tls.port=0"})
class FaultsOverHttpTest {

  private final HttpClient http = HttpClient.newHttpClient();
  private final LinkedBlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();

  @LocalServerPort private int port;

  private JsonObject session = JsonObject.EMPTY;

  @BeforeEach
  void open() throws Exception {
    session = Json.parseObject(send("POST", "", "{\"seed\":1,\"speed\":60}").body());
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    String own = session.isEmpty() ? "" : "/" + session.string("id");
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + port + "/api/sessions" + own + path))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + session.string("token", ""))
            .method(method, BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
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

  /** The faults of the next frame that speaks of them. */
  private JsonObject spoken() throws InterruptedException {
    JsonObject frame = heard.poll(20, TimeUnit.SECONDS);
    while (frame != null && !frame.has("faults")) {
      frame = heard.poll(20, TimeUnit.SECONDS);
    }
    assertThat(frame).isNotNull();
    return frame;
  }

  @Test
  void aBrowserSeesAFaultComeAndGo() throws Exception {
    WebSocket socket =
        http.newWebSocketBuilder()
            .header("Authorization", "Bearer " + session.string("token"))
            .buildAsync(
                URI.create("ws://localhost:" + port + "/ws/sessions/" + session.string("id")),
                new Ear())
            .get(10, TimeUnit.SECONDS);
    socket.sendText("{\"type\":\"hello\",\"lang\":\"en\"}", true).get(10, TimeUnit.SECONDS);
    JsonObject first = spoken();
    assertThat(first.string("type")).isEqualTo("snapshot");
    assertThat(first.array("faults").isEmpty()).isTrue();

    HttpResponse<String> answer =
        send("POST", "/faults?lang=fr", "{\"kind\":\"NodeFailure\",\"node\":\"node-2\"}");
    assertThat(answer.statusCode()).isEqualTo(201);
    JsonObject begun = Json.parseObject(answer.body());
    assertThat(begun.string("id")).isEqualTo("NodeFailure.node-2");
    assertThat(begun.string("text")).isEqualTo("Le nœud node-2 a perdu le réseau");
    JsonObject fault = spoken().array("faults").object(0);
    assertThat(fault.string("text")).isEqualTo("Node node-2 has lost the network");
    assertThat(fault.string("node")).isEqualTo("node-2");
    assertThat(
            Json.parseObject(send("GET", "/faults?lang=en", "").body()).array("faults").object(0))
        .isEqualTo(fault);

    assertThat(send("DELETE", "/faults/NodeFailure.node-2", "").statusCode()).isEqualTo(204);
    assertThat(spoken().array("faults").isEmpty()).isTrue();
    socket.abort();
  }

  @Test
  void whatIsNotThereIsRefusedInTheReadersLanguage() throws Exception {
    HttpResponse<String> answer =
        send("POST", "/faults?lang=fr", "{\"kind\":\"NodeFailure\",\"node\":\"node-9\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("Il n’y a pas de « node-9 » ici.");
    assertThat(send("DELETE", "/faults/NodeFailure.node-1", "").statusCode()).isEqualTo(404);
    assertThat(send("POST", "/faults", "[]").statusCode()).isEqualTo(400);
  }

  @Test
  void aMachineJoins() throws Exception {
    HttpResponse<String> answer = send("POST", "/nodes", "{}");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(Json.parseObject(answer.body()).string("name")).isEqualTo("node-4");
  }
}
