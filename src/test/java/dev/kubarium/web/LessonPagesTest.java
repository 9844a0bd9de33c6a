package dev.kubarium.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A learner's browser and the course. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"kubarium.lessons=lessons", "kubarium.tls.port=0"})
class LessonPagesTest {

  private static final Pattern BOOT =
      Pattern.compile("<script type=\"application/json\"[^>]*>(.*?)</script>", Pattern.DOTALL);

  private final HttpClient browser = browser();

  @LocalServerPort private int port;

  private static HttpClient browser() {
    return HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  }

  private HttpResponse<String> send(HttpClient from, String method, String path, String body)
      throws IOException, InterruptedException {
    return from.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .header("Content-Type", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private JsonObject boot(HttpClient from, String lesson) throws IOException, InterruptedException {
    Matcher boot = BOOT.matcher(send(from, "GET", "/lessons/" + lesson, null).body());
    assertThat(boot.find()).isTrue();
    return Json.parseObject(boot.group(1));
  }

  @Test
  void theLearnerFindsTheirLessonAgainAndNobodyElseDoes() throws IOException, InterruptedException {
    JsonObject first = boot(browser, "first-pod");
    assertThat(boot(browser, "first-pod").string("session")).isEqualTo(first.string("session"));
    assertThat(boot(browser, "replicaset").string("session")).isNotEqualTo(first.string("session"));
    assertThat(boot(browser(), "first-pod").string("session"))
        .isNotEqualTo(first.string("session"));
    assertThat(send(browser(), "GET", first.string("rest") + "/lesson", null).statusCode())
        .isEqualTo(404);
  }

  @Test
  void thePageHoldsTheLessonInTheReadersLanguage() throws IOException, InterruptedException {
    assertThat(send(browser, "GET", "/lessons?lang=en", null).body())
        .contains("The first Pod", "data-state=\"new\"");
    JsonObject lesson = boot(browser, "first-pod?lang=fr").object("lesson");
    assertThat(lesson.string("title")).isEqualTo("Le premier Pod");
    assertThat(lesson.array("steps").object(1).object("prediction").array("choices").size())
        .isEqualTo(3);
    assertThat(lesson.array("files").object(0).string("name")).isEqualTo("pod.yaml");
  }

  @Test
  void predictionsHintsAndANewBeginning() throws IOException, InterruptedException {
    JsonObject boot = boot(browser, "first-pod?lang=en");
    String lesson = boot.string("rest") + "/lesson";
    JsonObject hinted =
        Json.parseObject(send(browser, "POST", lesson + "/hint", "{\"step\":\"declare\"}").body());
    assertThat(hinted.object("steps").object("declare").array("hints").size()).isEqualTo(1);
    String bet = "{\"step\":\"delete\",\"choice\":\"nothing\"}";
    JsonObject said = Json.parseObject(send(browser, "POST", lesson + "/predict", bet).body());
    assertThat(said.object("steps").object("delete").string("predicted")).isEqualTo("nothing");
    HttpResponse<String> wrong =
        send(browser, "POST", lesson + "/predict", "{\"step\":\"declare\",\"choice\":\"x\"}");
    assertThat(wrong.statusCode()).isEqualTo(404);
    assertThat(wrong.body()).contains("This lesson has no such step or choice.");
    assertThat(send(browser, "GET", "/lessons", null).body()).contains("data-state=\"started\"");
    assertThat(send(browser, "POST", lesson + "/reset", null).statusCode()).isEqualTo(200);
    assertThat(boot(browser, "first-pod").string("session")).isNotEqualTo(boot.string("session"));
  }

  @Test
  void undoesTheLastActionAndShowsTheSolutionAfterTwoHints()
      throws IOException, InterruptedException {
    JsonObject boot = boot(browser, "first-pod?lang=en");
    String lesson = boot.string("rest") + "/lesson";
    assertThat(send(browser, "POST", lesson + "/undo", null).statusCode()).isEqualTo(404);
    assertThat(send(browser, "GET", lesson + "/solution", null).statusCode()).isEqualTo(409);
    send(browser, "POST", lesson + "/hint", "{\"step\":\"declare\"}");
    send(browser, "POST", lesson + "/hint", "{\"step\":\"declare\"}");
    JsonObject solution =
        Json.parseObject(send(browser, "GET", lesson + "/solution", null).body())
            .array("objects")
            .object(0);
    assertThat(solution.string("name")).isEqualTo("exports");
    assertThat(solution.array("lines").object(0).string("sign")).isEqualTo("+");
    String pod =
        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"exports\"},\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"nginx\"}]}}";
    String pods = boot.string("api") + "/api/v1/namespaces/default/pods";
    assertThat(send(browser, "POST", pods, pod).statusCode()).isEqualTo(201);
    assertThat(send(browser, "POST", lesson + "/undo", null).statusCode()).isEqualTo(200);
    JsonObject after = boot(browser, "first-pod");
    assertThat(after.string("session")).isNotEqualTo(boot.string("session"));
    String now = after.string("api") + "/api/v1/namespaces/default/pods/exports";
    assertThat(send(browser, "GET", now, null).statusCode()).isEqualTo(404);
    String again = after.string("rest") + "/lesson/reset-step";
    assertThat(send(browser, "POST", again, "{\"step\":\"declare\"}").statusCode()).isEqualTo(200);
    assertThat(send(browser, "POST", again, "{\"step\":\"again\"}").statusCode()).isEqualTo(404);
  }

  @Test
  void anUnknownLessonAndAFreeSessionAreSaidSo() throws IOException, InterruptedException {
    assertThat(send(browser, "GET", "/lessons/unheard-of", null).statusCode()).isEqualTo(404);
    HttpResponse<String> free = send(browser, "GET", "/?lang=en", null);
    String session = free.headers().firstValue("Location").orElseThrow().replaceAll(".*/play/", "");
    assertThat(send(browser, "GET", "/api/sessions/" + session + "/lesson?lang=en", null).body())
        .contains("This session is no lesson.");
  }
}
