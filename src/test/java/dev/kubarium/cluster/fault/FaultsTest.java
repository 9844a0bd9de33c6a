package dev.kubarium.cluster.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.ClusterTestKit;
import dev.kubarium.cluster.network.Traffic;
import dev.kubarium.cluster.network.TrafficClient;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.Fault;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultsTest {

  private final ClusterTestKit kit = ClusterTestKit.given(3);

  private String begin(Object... wish) {
    return kit.cluster().faults().begin(JsonObject.of(wish)).map(Fault::id).orElse(null);
  }

  private void mend(String id) {
    assertTrue(kit.cluster().faults().mend(id), id);
  }

  private KubeObject pod() {
    return kit.list(Kinds.POD).stream()
        .filter(pod -> pod.namespace().equals("default"))
        .findFirst()
        .orElseThrow();
  }

  private JsonObject container() {
    return pod().status().array("containerStatuses").object(0);
  }

  @Test
  void aFaultLastsOverARestartUntilItIsMended() {
    List<String> ids =
        List.of(
            begin("kind", "NodeFailure", "node", "node-2"),
            begin("kind", "MemoryPressure", "node", "node-1"),
            begin("kind", "NetworkPartition", "from", "default", "to", "kube-public"),
            begin("kind", "RegistryOutage"));
    Cluster restored = Cluster.restore(kit.cluster().snapshot());
    List<String> there = restored.faults().all().stream().map(Fault::id).sorted().toList();
    assertEquals(ids.stream().sorted().toList(), there);
    ids.forEach(id -> assertTrue(restored.faults().mend(id), id));
    assertEquals(List.of(), restored.faults().all());
  }

  @Test
  void aNodeWithoutNetworkIsNotReadyUntilItComesBack() {
    String id = begin("kind", "NodeFailure", "node", "node-2");
    kit.after("60s");
    assertEquals(
        "Unknown",
        Conditions.find(kit.get(Kinds.NODE, "node-2").status(), "Ready").string("status"));
    mend(id);
    kit.after("10s");
    assertTrue(Conditions.isTrue(kit.get(Kinds.NODE, "node-2").status(), "Ready"));
  }

  @Test
  void noImageComesFromARegistryThatIsDown() {
    String id = begin("kind", "RegistryOutage");
    kit.apply(ClusterTestKit.deployment("web", 1, "nginx:1.27")).after("30s");
    String reason = container().object("state").object("waiting").string("reason");
    assertTrue(List.of("ErrImagePull", "ImagePullBackOff").contains(reason), reason);
    mend(id);
    kit.after("2m");
    assertEquals(1, kit.readyPodsOf("web"));
  }

  @Test
  void aContainerThatFillsItsMemoryIsKilledAndStartedAgain() {
    kit.apply(ClusterTestKit.deployment("web", 1, "nginx:1.27")).after("30s");
    begin("kind", "ContainerMemory", "pod", pod().name());
    kit.after("5s");
    JsonObject last = container().object("lastState").object("terminated");
    assertEquals("OOMKilled", last.string("reason"));
    assertEquals(137, last.integer("exitCode"));
    assertEquals(1, container().integer("restartCount"));
  }

  @Test
  void aContainerThatCrashesIsStartedAgain() {
    kit.apply(ClusterTestKit.deployment("web", 1, "nginx:1.27")).after("30s");
    begin("kind", "ContainerCrash", "pod", pod().name(), "exitCode", 3L);
    kit.after("5s");
    JsonObject last = container().object("lastState").object("terminated");
    assertEquals("Error", last.string("reason"));
    assertEquals(3, last.integer("exitCode"));
  }

  @Test
  void memoryPressureIsAConditionOfTheNode() {
    String id = begin("kind", "MemoryPressure", "node", "node-1");
    kit.after("15s");
    assertTrue(Conditions.isTrue(kit.get(Kinds.NODE, "node-1").status(), "MemoryPressure"));
    mend(id);
    kit.after("6m");
    assertTrue(!Conditions.isTrue(kit.get(Kinds.NODE, "node-1").status(), "MemoryPressure"));
  }

  @Test
  void namespacesThatAreCutOffDoNotReachEachOther() {
    kit.apply("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}")
        .apply(ClusterTestKit.deployment("web", 1, "nginx:1.27"))
        .apply(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            """)
        .after("30s");
    Traffic.Flow flow =
        kit.cluster()
            .traffic()
            .start(
                new TrafficClient(
                    "1", "http://web.default", 10, "shop", kit.cluster().loop().now()));
    kit.after("1s");
    assertEquals(0, flow.counts().failed());
    String id = begin("kind", "NetworkPartition", "from", "default", "to", "shop");
    kit.after("1s");
    assertTrue(flow.counts().outcomes().get("timeout") >= 10);
    mend(id);
    long failed = flow.counts().failed();
    kit.after("1s");
    assertEquals(failed, flow.counts().failed());
  }

  @Test
  void refusesWhatIsNotThere() {
    for (JsonObject wish :
        List.of(
            JsonObject.of("kind", "Earthquake"),
            JsonObject.of("kind", "NodeFailure", "node", "node-9"),
            JsonObject.of("kind", "NetworkPartition", "from", "default", "to", "default"),
            JsonObject.of("kind", "ContainerCrash", "pod", "nobody"))) {
      assertThrows(FaultRefusedException.class, () -> kit.cluster().faults().begin(wish));
    }
  }
}
