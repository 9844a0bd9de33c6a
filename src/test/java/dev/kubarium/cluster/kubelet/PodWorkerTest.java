package dev.kubarium.cluster.kubelet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PodWorkerTest {

  @Test
  void pullsStartsAndIsReady() {
    NodeTestKit node = new NodeTestKit().pod("web", "", "image: nginx");
    node.after(0.2);
    assertEquals("Pending", node.phase("web"));
    assertEquals("ContainerCreating", node.state("web"));
    node.after(9.8);
    assertEquals("Running", node.phase("web"));
    assertTrue(node.isReady("web"));
    node.delete("web");
    node.after(5);
    assertNull(node.pod("web"));
  }
}
