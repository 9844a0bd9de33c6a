package dev.kubarium.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.ClusterTestKit;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PreviewTest {

  private final ClusterTestKit kit = ClusterTestKit.given(3);

  private Preview.Outcome preview(String yaml) {
    return Preview.of(kit.cluster().snapshot(), List.of("you"), yaml, Locale.ENGLISH);
  }

  private static JsonObject workload(Preview.Outcome outcome, String name) {
    return outcome.difference().array("workloads").objects().stream()
        .filter(each -> each.string("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void changesNothing() {
    long before = kit.cluster().store().revision();
    preview(ClusterTestKit.deployment("web", 3, "nginx:1.27"));
    kit.after("0s");
    assertEquals(before, kit.cluster().store().revision());
  }

  @Test
  void tellsWhatWouldBeCreatedAndHowTheRolloutWouldGo() {
    JsonObject difference = preview(ClusterTestKit.deployment("web", 3, "nginx:1.27")).difference();
    List<String> kinds =
        difference.object("put").array("nodes").objects().stream()
            .filter(node -> difference.array("created").contains(node.string("id")))
            .map(node -> node.string("kind"))
            .sorted()
            .toList();
    assertEquals(List.of("Deployment", "Pod", "Pod", "Pod", "ReplicaSet"), kinds);
    assertEquals(60_000, difference.integer("millis"));
  }

  @Test
  void comesTrue() {
    kit.apply(ClusterTestKit.deployment("web", 4, "nginx:1.27")).after("30s");
    String edit = ClusterTestKit.deployment("web", 4, "nginx:1.28");
    Preview.Outcome outcome = preview(edit);
    JsonArray series = workload(outcome, "web").array("series");

    kit.apply(edit).after("60s");

    JsonArray last = (JsonArray) series.get(series.size() - 1);
    assertEquals(kit.readyPodsOf("web"), ((Number) last.get(1)).longValue());
    assertEquals(4, outcome.difference().array("deleted").size(), "the four old Pods");
    assertEquals(0, workload(outcome, "web").integer("unavailableMillis"));
    for (int i = 0; i < series.size(); i++) {
      assertTrue(
          ((Number) ((JsonArray) series.get(i)).get(1)).longValue() >= 3,
          "25 % of 4 may be missing: " + series);
    }
  }

  @Test
  void tellsForHowLongNothingWouldServe() {
    kit.apply(ClusterTestKit.deployment("web", 2, "nginx:1.27") + "  strategy: {type: Recreate}\n")
        .after("30s");
    JsonObject web =
        workload(
            preview(
                ClusterTestKit.deployment("web", 2, "nginx:1.28")
                    + "  strategy: {type: Recreate}\n"),
            "web");
    assertTrue(web.integer("unavailableMillis") > 0, web.toString());
    JsonObject bad =
        workload(
            preview(
                ClusterTestKit.deployment("web", 2, "nginx:none")
                    + "  strategy: {type: Recreate}\n"),
            "web");
    assertTrue(bad.integer("unavailableMillis") > 50_000, bad.toString());
  }

  @Test
  void refusesAsApplyingWould() {
    Preview.Outcome outcome =
        preview(ClusterTestKit.deployment("web", 3, "nginx").replace("replicas", "replica"));
    assertEquals("unknownField", outcome.applied().problems().getFirst().code());
    assertEquals(0, kit.list(Kinds.DEPLOYMENT).size());
  }

  @Test
  void theClusterAtARevisionIsWhatItWasThen() {
    kit.apply(ClusterTestKit.deployment("web", 2, "nginx:1.27")).after("30s");
    long then = kit.cluster().store().revision();
    var was = kit.cluster().snapshot();
    kit.scale(Kinds.DEPLOYMENT, "web", 5).after("30s");
    var again = kit.cluster().snapshotAt(then);
    assertEquals(was.objects(), again.objects());
    assertTrue(again.now() <= was.now());
    ClusterTestKit fork =
        ClusterTestKit.of(dev.kubarium.cluster.Cluster.restore(again)).after("30s");
    assertEquals(2, fork.readyPodsOf("web"));
    assertEquals(5, kit.readyPodsOf("web"));
  }
}
