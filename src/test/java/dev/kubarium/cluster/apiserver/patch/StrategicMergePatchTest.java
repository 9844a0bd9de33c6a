package dev.kubarium.cluster.apiserver.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.schema.Schema;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class StrategicMergePatchTest {

  /** What {@code kubectl patch --local --type strategic} of kubectl 1.35 answers. */
  @TestFactory
  Stream<DynamicTest> doesWhatKubectlDoes() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("strategic.json")) {
      return ((JsonArray) Json.parse(in.readAllBytes()))
          .objects().stream()
              .map(
                  each ->
                      DynamicTest.dynamicTest(
                          each.string("promise"),
                          () ->
                              assertEquals(
                                  each.object("patched"),
                                  patched(each.object("object"), each.object("patch")))));
    }
  }

  private static JsonObject patched(JsonObject object, JsonObject patch) {
    String type = object.string("kind").equals("Pod") ? "core.v1.Pod" : "apps.v1.Deployment";
    return StrategicMergePatch.apply(
        object, patch, Schema.kubernetes().definition("io.k8s.api." + type));
  }

  private static final JsonObject POD =
      Json.parseObject(
          """
          {"kind": "Pod", "metadata": {"labels": {"a": "1"}}, "spec": {"containers": [{"name": "a", "image": "x"}]}}""");

  private static void refuses(String sentence, String patch) {
    JsonObject tree = Json.parseObject(patch);
    assertEquals(sentence, assertThrows(ApiException.class, () -> patched(POD, tree)).getMessage());
  }

  @Test
  void refusesWhatKubectlRefuses() {
    refuses(
        "map: map[image:x] does not contain declared merge key: name",
        "{\"spec\": {\"containers\": [{\"image\": \"x\"}]}}");
    refuses(
        "unknown patch type: nonsense in map: map[$patch:nonsense]",
        "{\"metadata\": {\"labels\": {\"$patch\": \"nonsense\"}}}");
    refuses(
        "invalid patch format of retainKeys",
        "{\"spec\": {\"containers\": [{\"name\": \"a\", \"$retainKeys\": [\"name\"], \"image\": \"y\"}]}}");
  }

  @Test
  void answersTheSameObjectWhereNothingChanges() {
    assertEquals(
        POD,
        patched(
            POD, Json.parseObject("{\"metadata\": {\"labels\": {\"a\": \"1\", \"b\": null}}}")));
  }
}
