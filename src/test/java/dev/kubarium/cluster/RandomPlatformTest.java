package dev.kubarium.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.OwnerReferences;
import dev.kubarium.cluster.object.Pods;
import dev.kubarium.cluster.sim.Chance;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Over many seeds: all kinds at once, on machines that fail, with a restart in the middle, come to
 * what was wished for.
 */
class RandomPlatformTest {

  private static final int SEEDS = Math.max(500, Integer.getInteger("kubarium.seeds", 500));
  private static final int COMMANDS = 30;
  private static final List<Kind> DECLARED =
      List.of(
          Kinds.DEPLOYMENT,
          Kinds.STATEFUL_SET,
          Kinds.DAEMON_SET,
          Kinds.REPLICATION_CONTROLLER,
          Kinds.SERVICE,
          Kinds.PERSISTENT_VOLUME_CLAIM,
          Kinds.POD_DISRUPTION_BUDGET);

  @Test
  void comesToWhatWasWishedForWhateverFails() {
    for (long seed = 0; seed < SEEDS; seed++) {
      run(seed);
    }
  }

  static void run(long seed) {
    RandomPlatform user = new RandomPlatform(seed);
    ClusterTestKit kit = ClusterTestKit.given(user.spec(), seed);
    Invariants invariants = new Invariants(kit.cluster(), "seed " + seed);
    int cut = new Chance(seed).of("cut", "").nextInt(3 * COMMANDS);
    for (int i = 0; i < COMMANDS; i++) {
      user.next(kit);
      kit.after(user.pause() + "ms");
      if (i == cut) {
        invariants.unedited();
        kit.restored();
        invariants = new Invariants(kit.cluster(), "seed " + seed + ", rebuilt after command " + i);
      }
    }
    ClusterTestKit twin = ClusterTestKit.of(Cluster.restore(kit.cluster().snapshot()));
    for (ClusterTestKit each : List.of(kit, twin)) {
      RandomPlatform.mend(each);
      each.after("2h");
    }
    invariants.atRest();
    asWished(kit, "seed " + seed);
    assertEquals(end(kit), end(twin), "seed " + seed + ": the rebuilt cluster ends otherwise");
  }

  /** What counts at the end. The names of Pods and the nodes that they came to are luck. */
  private static TreeMap<String, String> end(ClusterTestKit kit) {
    TreeMap<String, String> end = new TreeMap<>();
    for (Kind kind : DECLARED) {
      for (KubeObject each : kit.list(kind)) {
        end.put(
            each.toString().replaceFirst("@.*", ""), each.spec().without("volumeName").toString());
      }
    }
    for (KubeObject pod : kit.list(Kinds.POD)) {
      JsonObject owner = OwnerReferences.controller(pod);
      String whose = owner == null ? pod.name() : owner.string("name", "");
      end.merge("Pods of " + whose, Pods.phase(pod) + ";", String::concat);
    }
    return end;
  }

  private static void asWished(ClusterTestKit kit, String where) {
    for (KubeObject node : kit.list(Kinds.NODE)) {
      assertTrue(Conditions.isTrue(node.status(), "Ready"), where + ": " + node + " is not ready");
    }
    long nodes = kit.list(Kinds.NODE).size();
    for (KubeObject each : kit.list(Kinds.DEPLOYMENT)) {
      is(each.spec().integer("replicas", 1), each, "availableReplicas", where);
    }
    for (KubeObject each : kit.list(Kinds.STATEFUL_SET)) {
      is(each.spec().integer("replicas", 1), each, "readyReplicas", where);
    }
    for (KubeObject each : kit.list(Kinds.REPLICATION_CONTROLLER)) {
      is(each.spec().integer("replicas", 1), each, "readyReplicas", where);
    }
    for (KubeObject each : kit.list(Kinds.DAEMON_SET)) {
      is(nodes, each, "numberReady", where);
    }
    for (KubeObject claim : kit.list(Kinds.PERSISTENT_VOLUME_CLAIM)) {
      assertEquals("Bound", claim.status().string("phase"), where + ": " + claim);
    }
    assertEquals(
        0,
        kit.list(Kinds.JOB).size(),
        where + ": Jobs that ended are cleared away " + kit.list(Kinds.JOB));
    for (KubeObject service : kit.list(Kinds.SERVICE)) {
      boolean balanced = service.spec().string("type", "").equals("LoadBalancer");
      boolean has = !service.status().object("loadBalancer").array("ingress").isEmpty();
      assertEquals(balanced, has, where + ": " + service);
    }
  }

  private static void is(long wished, KubeObject object, String count, String where) {
    JsonObject status = object.status();
    assertEquals(wished, status.integer(count, 0), where + ": " + object + " " + status);
  }
}
