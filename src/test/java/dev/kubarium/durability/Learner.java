package dev.kubarium.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Someone who writes into one session without pause, one request after the other, and remembers
 * what the server said yes to.
 */
final class Learner {

  private static final String GONE = "gone";

  private final Random dice;
  private String session;
  private String token;

  /** ConfigMap → its value, or {@link #GONE}: what was acknowledged. */
  private final TreeMap<String, String> acknowledged = new TreeMap<>();

  /** What the last request would have changed, if no answer to it came: it may stand or not. */
  private String unsureOf;

  private final Set<String> killed = new TreeSet<>();
  private double speed = 1;
  private boolean unsureOfSpeed;
  private long revision;
  private int writes;

  Learner(long seed) {
    dice = new Random(seed);
  }

  int writes() {
    return writes;
  }

  void enter(HttpClient http, URI root) throws Exception {
    JsonObject opened =
        json(send(http, root, "POST", "/api/sessions", "application/json", "{}"), 201);
    session = opened.string("id");
    token = opened.string("token");
    String deployment =
        """
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 3,
          "selector": {"matchLabels": {"app": "web"}}, "template": {"metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "web", "image": "nginx:1.27"}]}}}}
        """;
    json(
        send(
            http,
            root,
            "POST",
            cluster("/apis/apps/v1/namespaces/default/deployments"),
            "application/json",
            deployment),
        201);
  }

  private String cluster(String path) {
    return "/clusters/" + session + path;
  }

  /** Writes until the server is not there any more. */
  void write(HttpClient http, URI root) {
    try {
      while (true) {
        writeOne(http, root);
      }
    } catch (IOException | InterruptedException serverDied) {
      return;
    }
  }

  private void writeOne(HttpClient http, URI root) throws IOException, InterruptedException {
    int what = dice.nextInt(10);
    if (what == 8) {
      killOne(http, root);
    } else if (what == 9) {
      pace(http, root);
    } else {
      configMap(http, root, what);
    }
    writes++;
  }

  private void configMap(HttpClient http, URI root, int what)
      throws IOException, InterruptedException {
    String name = "c" + dice.nextInt(12);
    String value = "v" + dice.nextInt(1_000_000);
    String known = acknowledged.getOrDefault(name, GONE);
    String path = cluster("/api/v1/namespaces/default/configmaps");
    String body =
        "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \""
            + name
            + "\"}, \"data\": {\"value\": \""
            + value
            + "\"}}";
    unsureOf = name;
    if (what < 2) {
      HttpResponse<String> answer =
          send(http, root, "DELETE", path + "/" + name, "application/json", "");
      assertEquals(known.equals(GONE) ? 404 : 200, answer.statusCode(), answer.body());
      acknowledged.put(name, GONE);
    } else if (what < 5 && !known.equals(GONE)) {
      note(
          json(
              send(http, root, "PATCH", path + "/" + name, "application/merge-patch+json", body),
              200));
      acknowledged.put(name, value);
    } else {
      HttpResponse<String> answer =
          send(
              http,
              root,
              "PATCH",
              path + "/" + name + "?fieldManager=learner&force=true",
              "application/apply-patch+yaml",
              body);
      assertTrue(answer.statusCode() == 200 || answer.statusCode() == 201, answer.body());
      note(Json.parseObject(answer.body()));
      acknowledged.put(name, value);
    }
    unsureOf = null;
  }

  private void note(JsonObject written) {
    revision =
        Math.max(revision, Long.parseLong(written.object("metadata").string("resourceVersion")));
  }

  private void killOne(HttpClient http, URI root) throws IOException, InterruptedException {
    String path = cluster("/api/v1/namespaces/default/pods");
    List<JsonObject> pods = new ArrayList<>();
    json(send(http, root, "GET", path, "application/json", ""), 200)
        .array("items")
        .objects()
        .forEach(pods::add);
    if (pods.isEmpty()) {
      return;
    }
    JsonObject metadata = pods.get(dice.nextInt(pods.size())).object("metadata");
    HttpResponse<String> answer =
        send(
            http,
            root,
            "DELETE",
            path + "/" + metadata.string("name") + "?gracePeriodSeconds=0",
            "application/json",
            "");
    if (answer.statusCode() == 200) {
      killed.add(metadata.string("uid"));
    }
  }

  private void pace(HttpClient http, URI root) throws IOException, InterruptedException {
    unsureOfSpeed = true;
    double wished = 1 + dice.nextInt(20);
    json(
        send(
            http,
            root,
            "PUT",
            "/api/sessions/" + session + "/pace",
            "application/json",
            "{\"speed\": " + wished + "}"),
        200);
    speed = wished;
    unsureOfSpeed = false;
  }

  /** All that was acknowledged stands. */
  void verify(HttpClient http, URI root) throws IOException, InterruptedException {
    JsonObject list =
        json(
            send(
                http,
                root,
                "GET",
                cluster("/api/v1/namespaces/default/configmaps"),
                "application/json",
                ""),
            200);
    TreeMap<String, String> found = new TreeMap<>();
    acknowledged.keySet().forEach(name -> found.put(name, GONE));
    for (JsonObject each : list.array("items").objects()) {
      String name = each.object("metadata").string("name");
      if (!name.equals("kube-root-ca.crt")) {
        found.put(name, each.object("data").string("value"));
      }
    }
    if (unsureOf != null) {
      acknowledged.put(unsureOf, found.getOrDefault(unsureOf, GONE));
      found.putIfAbsent(unsureOf, GONE);
      unsureOf = null;
    }
    assertEquals(acknowledged, found, "session " + session);
    long now = Long.parseLong(list.object("metadata").string("resourceVersion"));
    assertTrue(
        now >= revision, "revision " + now + " is before " + revision + ", which was acknowledged");
    for (JsonObject pod :
        json(
                send(
                    http,
                    root,
                    "GET",
                    cluster("/api/v1/namespaces/default/pods"),
                    "application/json",
                    ""),
                200)
            .array("items")
            .objects()) {
      assertTrue(
          !killed.contains(pod.object("metadata").string("uid")),
          "a killed Pod is back: " + pod.object("metadata").string("name"));
    }
    double paced =
        ((Number)
                json(
                        send(
                            http,
                            root,
                            "GET",
                            "/api/sessions/" + session + "/pace",
                            "application/json",
                            ""),
                        200)
                    .get("speed"))
            .doubleValue();
    if (unsureOfSpeed) {
      speed = paced;
      unsureOfSpeed = false;
    }
    assertEquals(speed, paced);
  }

  /** The cluster lives: its Deployment has what it wishes for. */
  boolean isWhole(HttpClient http, URI root) throws IOException, InterruptedException {
    return json(
                send(
                    http,
                    root,
                    "GET",
                    cluster("/apis/apps/v1/namespaces/default/deployments/web"),
                    "application/json",
                    ""),
                200)
            .object("status")
            .integer("availableReplicas", 0)
        == 3;
  }

  private static JsonObject json(HttpResponse<String> answer, int expected) {
    assertEquals(expected, answer.statusCode(), answer.body());
    return Json.parseObject(answer.body());
  }

  private HttpResponse<String> send(
      HttpClient http, URI root, String method, String path, String type, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(root.resolve(path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
