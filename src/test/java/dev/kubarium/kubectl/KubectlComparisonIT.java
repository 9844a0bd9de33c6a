package dev.kubarium.kubectl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubarium.Provisions;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * The terminal in the page and the real kubectl, on twins: two clusters of the same seed that stand
 * still. The same lines are typed at both (src/test/resources/kubectl/lines.txt), and must print
 * the same to the byte.
 *
 * <p>Masked: ages (kubectl takes them from the real clock), uids, and what is random in names.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"kubarium.tls.port=0", "kubarium.lessons=lessons"})
class KubectlComparisonIT {

  private static final int AT_ONCE = 4;

  private final HttpClient http = HttpClient.newHttpClient();

  @LocalServerPort private int port;

  @TempDir private Path folder;

  /** What a line printed. */
  private record Printed(String out, String err, int code) {}

  private JsonObject post(JsonObject session, String path, JsonObject body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/sessions" + path))
            .header("Content-Type", "application/json")
            .header("Accept-Language", "en")
            .POST(BodyPublishers.ofString(Json.print(body)));
    if (session != null) {
      request.header("Authorization", "Bearer " + session.string("token"));
    }
    String answer = http.send(request.build(), BodyHandlers.ofString()).body();
    return Json.parseObject(answer);
  }

  private void kubeconfig(JsonObject session) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://localhost:"
                        + port
                        + "/api/sessions/"
                        + session.string("id")
                        + "/kubeconfig"))
            .header("Authorization", "Bearer " + session.string("token"))
            .build();
    Files.writeString(
        folder.resolve("kubeconfig"), http.send(request, BodyHandlers.ofString()).body());
  }

  private Printed typed(JsonObject session, String line) throws IOException, InterruptedException {
    JsonObject printed =
        post(session, "/" + session.string("id") + "/terminal", JsonObject.of("line", line));
    return new Printed(
        printed.string("out", ""),
        printed.string("err", "no answer: " + printed),
        (int) printed.integer("code", -1));
  }

  private Printed real(String line) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    Path script = Files.createTempFile(folder, "line", ".sh");
    Files.writeString(
        script,
        "kubectl() { "
            + Provisions.kubectl()
            + " \"$@\"; }\nk() { kubectl \"$@\"; }\n"
            + line
            + "\n");
    ProcessBuilder builder =
        new ProcessBuilder("bash", script.toString()).directory(folder.toFile());
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("KUBECONFIG", folder.resolve("kubeconfig").toString());
    builder.environment().put("KUBECTL_KUBERC", "false");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return new Printed("", "kubectl went on for 30 seconds", -1);
    }
    return new Printed(Files.readString(out), Files.readString(err), process.exitValue());
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = KubectlComparisonIT.class.getResourceAsStream("/kubectl/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static String masked(String text) {
    return text.replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UID")
        .replaceAll(
            "(?m)^(  (?:Normal|Warning) +\\S+ +)(\\S+(?: \\(x\\d+ over \\S+\\))?)( +)", "$1AGE ")
        .replaceAll("(?m)( {2,}-+ {2,}-+ {2,})-+ +-+ +-+$", "$1-")
        .replaceAll("(?m)^\\d+[smhd]\\S*(?: \\(x\\d+ over \\S+\\))? +(?=Normal|Warning)", "AGE ")
        .replaceAll("(?m)^LAST SEEN +TYPE", "LAST SEEN TYPE")
        .replaceAll("(?m)^  Type +Reason +Age +From +Message$", "  Type Reason Age From Message");
  }

  private final List<String> differences = new ArrayList<>();
  private int compared;

  private void compare(String line, Printed terminal, Printed kubectl) {
    compared++;
    String one =
        masked(terminal.out() + "--- err\n" + terminal.err() + "--- exit " + terminal.code());
    String other =
        masked(kubectl.out() + "--- err\n" + kubectl.err() + "--- exit " + kubectl.code());
    if (!one.equals(other)) {
      differences.add("### " + line + "\n=== kubectl\n" + other + "\n=== terminal\n" + one + "\n");
    }
  }

  @Test
  void printsWhatKubectlPrints() throws Exception {
    String start =
        Instant.now().minus(3, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS).toString();
    JsonObject wish = JsonObject.of("seed", 7L, "speed", 0L, "start", start);
    JsonObject ours = post(null, "", wish);
    JsonObject theirs = post(null, "", wish);
    kubeconfig(theirs);
    for (String file : List.of("shop.yaml")) {
      Files.writeString(folder.resolve(file), resource(file));
      typed(ours, "cat > " + file + " <<EOF\n" + resource(file) + "\nEOF");
    }
    List<String> waiting = new ArrayList<>();
    for (String line : resource("lines.txt").lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("@advance ")) {
        flush(waiting, ours);
        for (JsonObject each : List.of(ours, theirs)) {
          post(
              each,
              "/" + each.string("id") + "/pace/advance",
              JsonObject.of("by", line.substring(9).strip()));
        }
      } else if (line.startsWith("! ")) {
        flush(waiting, ours);
        String typed = line.substring(2).replace("\\n", "\n");
        compare(typed, typed(ours, typed), real(typed));
      } else {
        waiting.add(line);
      }
    }
    flush(waiting, ours);
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target/kubectl-differences.txt"), String.join("\n", differences));
    System.out.println(
        "kubectl and the terminal: " + compared + " lines, " + differences.size() + " differ");
    assertThat(differences).isEmpty();
  }

  /** Lines that only look: the slow real ones several at once. */
  private void flush(List<String> lines, JsonObject ours) throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Printed>> real =
          lines.stream().map(line -> pool.submit(() -> real(line))).toList();
      for (int i = 0; i < lines.size(); i++) {
        compare(lines.get(i), typed(ours, lines.get(i)), real.get(i).get());
      }
    }
    lines.clear();
  }
}
