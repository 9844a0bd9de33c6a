package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.session.Session;
import dev.kubarium.session.Sessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;

/** A session's cluster as a client on the network sees it. */
final class HttpCluster {

  static final String JSON = "application/json";
  static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String root;
  private final Session session;
  private final String token;

  HttpCluster(int port, Sessions.Opened opened) {
    this.root = "http://localhost:" + port + "/clusters/" + opened.session().id();
    this.session = opened.session();
    this.token = opened.token();
  }

  String token() {
    return token;
  }

  Session session() {
    return session;
  }

  /** What came back. */
  record Answer(int code, String type, HttpResponse<String> response) {
    JsonObject tree() {
      return (JsonObject) Json.parse(response.body());
    }

    String text() {
      return response.body();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(root + path))
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + token);
  }

  URI webSocket(String path) {
    return URI.create((root + path).replaceFirst("^http", "ws"));
  }

  HttpClient client() {
    return client;
  }

  Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      return new Answer(
          response.statusCode(),
          response.headers().firstValue("Content-Type").orElse(""),
          response);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  Answer get(String path) {
    return send(request(path));
  }

  Answer get(String path, String accept) {
    return send(request(path).header("Accept", accept));
  }

  Answer send(String method, String path, String type, String body) {
    return send(
        request(path).header("Content-Type", type).method(method, BodyPublishers.ofString(body)));
  }

  Answer post(String path, JsonObject body) {
    return send("POST", path, JSON, body.toString());
  }

  Answer delete(String path) {
    return send(request(path).DELETE());
  }

  /** The lines of an answer that goes on, as they come. */
  Stream<String> lines(String path) {
    try {
      return client.send(request(path).build(), BodyHandlers.ofLines()).body();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  static JsonObject configMap(String name, String key, String value) {
    return JsonObject.of(
        "apiVersion",
        "v1",
        "kind",
        "ConfigMap",
        "metadata",
        JsonObject.of("name", name),
        "data",
        JsonObject.of(key, value));
  }

  /** A Pod of one container. */
  static JsonObject pod(String name, String image, String... command) {
    return JsonObject.of(
        "apiVersion",
        "v1",
        "kind",
        "Pod",
        "metadata",
        JsonObject.of("name", name),
        "spec",
        JsonObject.of(
            "restartPolicy",
            "Never",
            "containers",
            JsonArray.of(
                JsonObject.of(
                    "name",
                    "c",
                    "image",
                    image,
                    "command",
                    command.length == 0 ? null : JsonArray.of((Object[]) command)))));
  }
}
