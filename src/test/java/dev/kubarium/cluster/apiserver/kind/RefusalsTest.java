package dev.kubarium.cluster.apiserver.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.patch.MergePatch;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What is said to documents that beginners write, one table a kind: {@code refusals/Pod.txt} begins
 * with a document that is good; below the line every {@code +} is merged into it before it is
 * created and every {@code ~} after, and the line below says what the API answers.
 */
class RefusalsTest {

  static final List<String> KINDS =
      List.of(
          "ConfigMap",
          "CronJob",
          "CustomResourceDefinition",
          "DaemonSet",
          "Deployment",
          "HorizontalPodAutoscaler",
          "Ingress",
          "Job",
          "LimitRange",
          "Namespace",
          "NetworkPolicy",
          "Node",
          "PersistentVolume",
          "PersistentVolumeClaim",
          "Pod",
          "PodDisruptionBudget",
          "PriorityClass",
          "ReplicaSet",
          "ReplicationController",
          "ResourceQuota",
          "Role",
          "RoleBinding",
          "Secret",
          "Service",
          "StatefulSet",
          "StorageClass");

  record Case(String kind, String base, boolean update, String change, String message) {}

  static List<Case> cases(String kind) {
    String text;
    try (var in = RefusalsTest.class.getResourceAsStream("/refusals/" + kind + ".txt")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
    String[] parts = text.split("=====\n", 2);
    List<Case> cases = new ArrayList<>();
    List<String> lines = parts[1].lines().filter(line -> !line.isBlank()).toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("+ ") || line.startsWith("~ ")) {
        boolean answered =
            i + 1 < lines.size()
                && !lines.get(i + 1).startsWith("+ ")
                && !lines.get(i + 1).startsWith("~ ");
        cases.add(
            new Case(
                kind,
                parts[0],
                line.startsWith("~"),
                line.substring(2),
                answered ? lines.get(i + 1).strip() : ""));
      }
    }
    return cases;
  }

  /** The API's answer in one line, or "accepted". */
  static String answer(Case each) {
    KindTestKit kit = new KindTestKit();
    JsonObject base = KindTestKit.yaml(each.base());
    JsonObject change = KindTestKit.yaml(each.change());
    try {
      if (each.update()) {
        KubeObject known = kit.create(base);
        kit.merge(known, each.change());
      } else {
        kit.create(MergePatch.apply(base, change));
      }
      return "accepted";
    } catch (ApiException refused) {
      return refused.getMessage().replace("\n", "\\n");
    }
  }

  @TestFactory
  Stream<DynamicTest> answersInTheApisWords() {
    return KINDS.stream()
        .flatMap(kind -> cases(kind).stream())
        .map(
            each ->
                dynamicTest(
                    each.kind() + (each.update() ? " ~ " : " + ") + each.change(),
                    () -> {
                      assertFalse(each.message().isEmpty());
                      assertEquals(each.message(), answer(each));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> beginsWithADocumentThatIsGood() {
    return KINDS.stream()
        .map(kind -> dynamicTest(kind, () -> new KindTestKit().create(cases(kind).get(0).base())));
  }
}
