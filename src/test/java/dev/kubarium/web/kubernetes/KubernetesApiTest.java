package dev.kubarium.web.kubernetes;

import static dev.kubarium.web.kubernetes.HttpCluster.CONFIG_MAPS;
import static dev.kubarium.web.kubernetes.HttpCluster.configMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.ClusterSpec;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.session.Sessions;
import dev.kubarium.web.kubernetes.HttpCluster.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"kubarium.tls.port=0", "kubarium.tls.folder=target/test-tls"})
class KubernetesApiTest {

  @Autowired private Sessions sessions;

  @Value("${local.server.port}")
  private int port;

  private HttpCluster cluster;

  @BeforeEach
  void openASession() {
    cluster = new HttpCluster(port, sessions.create(ClusterSpec.ofNodes(2), 7, 20));
  }

  private static void isRefusal(int code, String reason, String message, Answer answer) {
    JsonObject status = answer.tree();
    assertEquals(message, status.string("message"));
    assertEquals(reason, status.string("reason"));
    assertEquals("Status", status.string("kind"));
    assertEquals("Failure", status.string("status"));
    assertEquals(code, status.integer("code", 0));
    assertEquals(code, answer.code());
  }

  // ── Who may enter ──

  @Test
  void nobodyEntersWithoutTheTokenOfThisVerySession() throws Exception {
    HttpCluster other = new HttpCluster(port, sessions.create(ClusterSpec.ofNodes(1), 7, 1));
    for (String token : List.of("", "Bearer nonsense", "Bearer " + other.token())) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
              URI.create(
                  "http://localhost:"
                      + port
                      + "/clusters/"
                      + cluster.session().id()
                      + "/api/v1/secrets"));
      if (!token.isEmpty()) {
        request.header("Authorization", token);
      }
      Answer answer = cluster.send(request);
      isRefusal(401, "Unauthorized", "Unauthorized", answer);
      assertEquals("Bearer", answer.header("WWW-Authenticate"));
    }
  }

  @Test
  void aSessionThatIsNotThereLooksLikeOneThatIsNotMine() {
    Answer answer =
        cluster.send(
            HttpRequest.newBuilder(
                    URI.create("http://localhost:" + port + "/clusters/nosuchsession/api/v1/pods"))
                .header("Authorization", "Bearer " + cluster.token()));
    isRefusal(401, "Unauthorized", "Unauthorized", answer);
  }

  @Test
  void theCookieOfThePageOpensTheSameDoorAndThePagesDeedsAreYours() {
    Answer answer =
        cluster.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://localhost:"
                            + port
                            + "/clusters/"
                            + cluster.session().id()
                            + CONFIG_MAPS))
                .header("Cookie", "kubarium-" + cluster.session().id() + "=" + cluster.token())
                .header("X-Kubarium-Actor", "page")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(configMap("a", "k", "v").toString())));
    assertEquals(201, answer.code());
    String actor =
        cluster
            .session()
            .inside(here -> here.store().changesSince(here.store().compacted()))
            .join()
            .stream()
            .filter(change -> change.key().name().equals("a"))
            .findFirst()
            .orElseThrow()
            .actor();
    assertEquals("you", actor);
  }

  // ── Forms ──

  @Test
  void answersInTheFormThatIsAskedForAndInJsonWithoutAWord() {
    cluster.post(CONFIG_MAPS, configMap("a", "k", "v"));
    assertEquals("application/json", cluster.get(CONFIG_MAPS + "/a").type());
    assertEquals(
        "application/json",
        cluster
            .get(CONFIG_MAPS + "/a", "application/vnd.kubernetes.protobuf,application/json")
            .type());
    Answer yaml = cluster.get(CONFIG_MAPS + "/a", "application/yaml");
    assertEquals("application/yaml", yaml.type());
    assertTrue(yaml.text().contains("\n  k: v\n"), yaml.text());
    assertEquals(406, cluster.get(CONFIG_MAPS + "/a", "text/html").code());
  }

  @Test
  void tablesHaveTheColumnsOfKubectlAndTheMetadataOfEachRow() {
    cluster.post(CONFIG_MAPS, configMap("a", "k", "v"));
    JsonObject table =
        cluster
            .get(
                CONFIG_MAPS + "/a", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")
            .tree();
    assertEquals("Table", table.string("kind"));
    assertEquals("meta.k8s.io/v1", table.string("apiVersion"));
    List<String> columns =
        table.array("columnDefinitions").objects().stream()
            .map(column -> column.string("name"))
            .toList();
    assertEquals(List.of("Name", "Data", "Age"), columns);
    JsonObject row = table.array("rows").object(0);
    assertEquals("a", row.array("cells").get(0));
    assertEquals(1L, row.array("cells").get(1));
    assertEquals("PartialObjectMetadata", row.object("object").string("kind"));
    assertEquals("a", row.object("object").object("metadata").string("name"));
  }

  @Test
  void metadataAloneCanBeHad() {
    cluster.post(CONFIG_MAPS, configMap("a", "k", "v"));
    JsonObject list =
        cluster
            .get(
                CONFIG_MAPS,
                "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json")
            .tree();
    assertEquals("PartialObjectMetadataList", list.string("kind"));
    JsonObject item = list.array("items").find("kind", "PartialObjectMetadata");
    assertEquals("meta.k8s.io/v1", item.string("apiVersion"));
    assertTrue(!item.has("data"), item.toString());
  }

  @Test
  void takesYaml() {
    Answer answer =
        cluster.send(
            "POST",
            CONFIG_MAPS,
            "application/yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: 'v'}\n");
    assertEquals(201, answer.code(), answer.text());
    assertEquals("v", answer.tree().object("data").string("k"));
  }

  // ── Refusals ──

  @Test
  void refusesInTheWordsOfTheApi() {
    isRefusal(404, "NotFound", "configmaps \"nope\" not found", cluster.get(CONFIG_MAPS + "/nope"));
    isRefusal(
        404,
        "NotFound",
        "the server could not find the requested resource",
        cluster.get("/apis/example.com/v1/frogs"));
    isRefusal(
        405,
        "MethodNotAllowed",
        "the server does not allow this method on the requested resource",
        cluster.post("/api/v1/configmaps", configMap("a", "k", "v")));
    assertEquals(415, cluster.send("PATCH", CONFIG_MAPS + "/a", "application/json", "{}").code());
    assertEquals(415, cluster.send("POST", CONFIG_MAPS, "text/csv", "a,b").code());
    assertEquals(400, cluster.send("POST", CONFIG_MAPS, "application/json", "{\"kind\": ").code());
  }

  @Test
  void refusesABodyThatIsTooLarge() {
    isRefusal(
        413,
        "RequestEntityTooLarge",
        "Request entity too large: limit is 3145728",
        cluster.post(CONFIG_MAPS, configMap("a", "k", "x".repeat(3 * 1024 * 1024))));
  }

  @Test
  void fieldsThatAreUnknownOrGivenTwiceAreRefusedOrWarnedOfAsAsked() {
    String twice =
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"1"},"data":{"k":"2"}}
        """;
    isRefusal(
        400,
        "BadRequest",
        "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: duplicate field \"data\"",
        cluster.send("POST", CONFIG_MAPS + "?fieldValidation=Strict", "application/json", twice));
    Answer warned = cluster.send("POST", CONFIG_MAPS, "application/json", twice);
    assertEquals(201, warned.code());
    assertEquals("299 - \"duplicate field \\\"data\\\"\"", warned.header("Warning"));
    Answer unknown = cluster.post(CONFIG_MAPS, configMap("b", "k", "v").with("foo", "bar"));
    assertEquals("299 - \"unknown field \\\"foo\\\"\"", unknown.header("Warning"));
    Answer ignored =
        cluster.post(
            CONFIG_MAPS + "?fieldValidation=Ignore", configMap("c", "k", "v").with("foo", "bar"));
    assertEquals("", ignored.header("Warning"));
  }

  @Test
  void anEagerScriptIsAskedToTryAgainLater() {
    Answer last = cluster.get("/version");
    for (int i = 0; i < 3_000 && last.code() == 200; i++) {
      last = cluster.get("/version");
    }
    assertEquals(429, last.code());
    assertEquals("1", last.header("Retry-After"));
    assertEquals("TooManyRequests", last.tree().string("reason"));
  }

  // ── Discovery ──

  @Test
  void discoveryIsToldPlainAndAllAtOnce() {
    Answer plain = cluster.get("/apis", "application/json");
    assertEquals("APIGroupList", plain.tree().string("kind"));
    Answer all =
        cluster.get(
            "/apis",
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
                + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json");
    assertEquals(
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
        all.type().replace(" ", ""));
    JsonObject apps =
        all.tree().array("items").objects().stream()
            .filter(group -> group.object("metadata").string("name", "").equals("apps"))
            .findFirst()
            .orElseThrow();
    JsonObject deployments =
        apps.array("versions").object(0).array("resources").find("resource", "deployments");
    assertEquals(JsonArray.of("deploy"), deployments.get("shortNames"));
    assertEquals("deployment", deployments.string("singularResource"));
    assertEquals("Namespaced", deployments.string("scope"));
    JsonObject scale = deployments.array("subresources").find("subresource", "scale");
    assertEquals("autoscaling", scale.object("responseKind").string("group"));
  }

  @Test
  void ofTwoVersionsTheRiperIsPreferred() {
    JsonObject group = cluster.get("/apis/autoscaling").tree();
    assertEquals("autoscaling/v2", group.object("preferredVersion").string("groupVersion"));
    assertEquals(2, group.array("versions").size());
  }

  @Test
  void openApiDescribesEachKindAndMayBeKeptByItsHash() {
    JsonObject index = cluster.get("/openapi/v3").tree();
    String address = index.object("paths").object("apis/apps/v1").string("serverRelativeURL");
    assertTrue(address.startsWith("/openapi/v3/apis/apps/v1?hash="), address);
    Answer answer = cluster.get(address);
    assertTrue(
        answer.header("Cache-Control").contains("immutable"), answer.header("Cache-Control"));
    JsonObject document = answer.tree();
    JsonObject patch =
        (JsonObject)
            document.at(
                "paths", "/apis/apps/v1/namespaces/{namespace}/deployments/{name}", "patch");
    List<String> parameters =
        patch.array("parameters").objects().stream().map(each -> each.string("name")).toList();
    assertTrue(
        parameters.containsAll(List.of("dryRun", "fieldManager", "fieldValidation", "force")),
        parameters + "");
    JsonObject spec =
        document.objectAt(
            "components", "schemas", "io.k8s.api.apps.v1.DeploymentSpec", "properties", "template");
    assertEquals(
        "#/components/schemas/io.k8s.api.core.v1.PodTemplateSpec",
        spec.array("allOf").object(0).string("$ref"));
  }

  @Test
  void openApiOfTheSecondVersionComesInProtobufUnderANameThatGoCanRead() throws Exception {
    HttpRequest request =
        cluster
            .request("/openapi/v2")
            .header("Accept", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf")
            .build();
    var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
    assertEquals(
        "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
        answer.headers().firstValue("Content-Type").orElse(""));
    assertEquals(
        "\n\u00032.0", new String(answer.body(), 0, 5, java.nio.charset.StandardCharsets.UTF_8));
  }

  // ── Watches ──

  private List<JsonObject> events(String query) {
    List<JsonObject> events = new ArrayList<>();
    try (Stream<String> lines = cluster.lines(CONFIG_MAPS + "?watch=1&" + query)) {
      lines
          .filter(line -> !line.isBlank())
          .forEach(line -> events.add((JsonObject) Json.parse(line)));
    }
    return events;
  }

  private static List<String> types(List<JsonObject> events) {
    return events.stream().map(event -> event.string("type")).toList();
  }

  @Test
  void aWatchTellsWhatCameAfterItsRevisionAndABookmarkBeforeItEnds() {
    String revision = cluster.get(CONFIG_MAPS).tree().object("metadata").string("resourceVersion");
    cluster.post(CONFIG_MAPS, configMap("a", "k", "v"));
    cluster.send(
        "PATCH", CONFIG_MAPS + "/a", "application/merge-patch+json", "{\"data\":{\"k\":\"w\"}}");
    cluster.delete(CONFIG_MAPS + "/a");
    List<JsonObject> events =
        events(
            "fieldSelector=metadata.name%3Da&allowWatchBookmarks=true&timeoutSeconds=3&resourceVersion="
                + revision);
    assertEquals(List.of("ADDED", "MODIFIED", "DELETED", "BOOKMARK"), types(events));
    assertEquals("w", events.get(2).objectAt("object", "data").string("k"));
    assertEquals("ConfigMap", events.get(3).object("object").string("kind"));
  }

  @Test
  void initialEventsEndWithABookmarkThatSaysSo() {
    cluster.post(CONFIG_MAPS, configMap("a", "k", "v"));
    List<JsonObject> events =
        events(
            "fieldSelector=metadata.name%3Da&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=1");
    assertEquals(List.of("ADDED", "BOOKMARK"), types(events));
    assertEquals(
        "true",
        events
            .get(1)
            .objectAt("object", "metadata", "annotations")
            .string("k8s.io/initial-events-end"));
    Answer malformed = cluster.get(CONFIG_MAPS + "?watch=1&sendInitialEvents=true");
    assertEquals(422, malformed.code());
  }

  @Test
  void aRevisionThatIsForgottenIsGone() {
    List<JsonObject> events = events("resourceVersion=1&timeoutSeconds=2");
    assertEquals(List.of("ERROR"), types(events));
    assertEquals(410, events.get(0).object("object").integer("code", 0));
    assertEquals("Expired", events.get(0).object("object").string("reason"));
  }

  @Test
  void watchesThatAreOverGiveTheirPlaceBack() {
    for (int i = 0; i < 5; i++) {
      events("timeoutSeconds=1");
    }
    assertEquals(0, cluster.session().watches().get());
  }

  @Test
  void aReaderWhoGoesWithoutAWordGivesItsPlaceBack() throws Exception {
    try (Stream<String> lines = cluster.lines(CONFIG_MAPS + "?watch=1&allowWatchBookmarks=true")) {
      assertTrue(lines.findFirst().isPresent());
    }
    long end = System.nanoTime() + Duration.ofSeconds(25).toNanos();
    while (cluster.session().watches().get() > 0 && System.nanoTime() < end) {
      Thread.onSpinWait();
      cluster.get("/version");
    }
    assertEquals(0, cluster.session().watches().get());
  }
}
