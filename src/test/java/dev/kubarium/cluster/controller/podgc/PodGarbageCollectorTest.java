package dev.kubarium.cluster.controller.podgc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.object.Kinds;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodGarbageCollectorTest {

  private final ControlPlane plane = ControlPlane.with(PodGarbageCollector::new).nodes(2);

  @Test
  void deletesThePodsOfANodeThatIsGone() {
    plane.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {nodeName: node-1, containers: [{name: a, image: nginx}]}}");
    plane.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {nodeName: node-2, containers: [{name: a, image: nginx}]}}");
    plane.after("5s");
    plane.delete(plane.list(Kinds.NODE).get(0));
    plane.after("21s");
    assertEquals(List.of("b"), plane.names(Kinds.POD));
  }
}
