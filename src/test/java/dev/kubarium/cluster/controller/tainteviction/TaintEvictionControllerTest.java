package dev.kubarium.cluster.controller.tainteviction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaintEvictionControllerTest {

  private final ControlPlane plane = ControlPlane.with(TaintEvictionController::new).nodes(1);

  private void pod(String name, String tolerations) {
    plane.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: %s}, spec: {tolerations: [%s], containers: [{name: a, image: nginx}]}}"
            .formatted(name, tolerations));
  }

  private void taint() {
    plane.edit(
        plane.list(Kinds.NODE).get(0),
        tree ->
            tree.updateOrCreate(
                "spec",
                spec ->
                    spec.with(
                        "taints",
                        JsonArray.of(
                            JsonObject.of("key", "a", "value", "b", "effect", "NoExecute")))));
  }

  @Test
  void podsThatDoNotTolerateTheTaintAreEvictedImmediately() {
    pod("goes", "");
    pod("stays", "{key: a, operator: Exists, effect: NoExecute}");
    plane.after("3s");
    taint();
    plane.after("3s");
    assertEquals(List.of("stays"), plane.names(Kinds.POD));
    assertEquals(
        List.of("Marking for deletion Pod default/goes"), plane.said("TaintManagerEviction"));
  }

  @Test
  void podsThatTolerateItForSomeSecondsStayBoundForThem() {
    pod("waits", "{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 300}");
    plane.after("3s");
    taint();
    plane.after("298s");
    assertEquals(List.of("waits"), plane.names(Kinds.POD));
    plane.after("5s");
    assertEquals(List.of(), plane.names(Kinds.POD));
  }

  @Test
  void podsStayWhenTheTaintGoesBeforeTheirSecondsAreOver() {
    pod("waits", "{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 60}");
    plane.after("3s");
    taint();
    plane.after("30s");
    plane.edit(plane.list(Kinds.NODE).get(0), tree -> tree.withoutAt("spec", "taints"));
    plane.after("5m");
    assertEquals(List.of("waits"), plane.names(Kinds.POD));
    assertEquals(
        List.of("Cancelling deletion of Pod default/waits"), plane.said("TaintManagerEviction"));
  }

  @Test
  void ofSeveralTolerationsTheShortestCounts() {
    pod(
        "waits",
        "{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 600}, {key: a, operator: Equal, value: b, effect: NoExecute, tolerationSeconds: 60}");
    plane.after("3s");
    taint();
    plane.after("58s");
    assertEquals(List.of("waits"), plane.names(Kinds.POD));
    plane.after("5s");
    assertEquals(List.of(), plane.names(Kinds.POD));
  }

  @Test
  void anEvictedPodSaysThatTheTaintDroveItOut() {
    pod("goes", "");
    plane.after("3s");
    taint();
    plane.watching(
        "3s",
        now ->
            now.pods().stream()
                .filter(KubeObject::isTerminating)
                .forEach(
                    pod -> {
                      var target = ControlPlane.condition(pod, "DisruptionTarget");
                      assertEquals("DeletionByTaintManager", target.string("reason"));
                      assertEquals(
                          "Taint manager: deleting due to NoExecute taint",
                          target.string("message"));
                    }));
    assertEquals(List.of(), plane.names(Kinds.POD));
  }
}
