package dev.kubarium.cluster.apiserver.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The cells that {@code kubectl get -o wide} prints, kind by kind: the table is rows.txt. */
class RowsTest {

  record Row(String document, String cells) {}

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    try (var in = RowsTest.class.getResourceAsStream("/rows.txt")) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).startsWith("{")) {
          boolean answered = i + 1 < lines.size() && lines.get(i + 1).startsWith("  ");
          rows.add(new Row(lines.get(i), answered ? lines.get(i + 1).strip() : ""));
        }
      }
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
    return rows;
  }

  /** The row two hours after the object was made, but for what its status says of then. */
  static String cells(String document) {
    KindTestKit kit = new KindTestKit();
    JsonObject tree = KindTestKit.yaml(document);
    KubeObject made = kit.create(tree.without("status"));
    if (tree.isSet("status")) {
      kit.status(made, Json.print(tree.object("status")));
      made = kit.get(made);
    }
    kit.now += 7_200_000;
    return String.join(" | ", kit.row(made, true));
  }

  @TestFactory
  Stream<DynamicTest> printsRowsAsKubectlDoes() {
    return rows().stream()
        .map(
            row ->
                dynamicTest(
                    row.document(),
                    () -> assertEquals(row.cells(), cells(row.document()).strip())));
  }
}
