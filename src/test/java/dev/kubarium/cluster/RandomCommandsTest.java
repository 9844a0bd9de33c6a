package dev.kubarium.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.OwnerReferences;
import dev.kubarium.cluster.object.Pods;
import dev.kubarium.cluster.sim.Chance;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Over many seeds: a cluster bears whatever a restless user does to it. */
class RandomCommandsTest {

  private static final int SEEDS = Integer.getInteger("kubarium.seeds", 200);
  private static final int COMMANDS = 40;

  @Test
  void holdsItsInvariantsAfterEveryChangeWhateverIsCommanded() {
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomCommands user = new RandomCommands(seed, false);
      ClusterTestKit kit = ClusterTestKit.given(user.spec(), seed);
      Invariants invariants = new Invariants(kit.cluster(), "seed " + seed);
      run(kit, user, COMMANDS);
      rest(kit, user);
      invariants.atRest();
      available(kit, seed);
    }
  }

  @Test
  void comesToTheSameEndWhenItIsRebuiltFromItsStoreAtAnyInstant() {
    for (long seed = 0; seed < SEEDS; seed++) {
      int cut = new Chance(seed).of("cut", "").nextInt(COMMANDS);
      assertEquals(
          end(seed, -1), end(seed, cut), "seed " + seed + ", rebuilt after command " + cut);
    }
  }

  @Test
  void hasTheSameHistoryForTheSameSeedAndCommands() {
    for (long seed = 0; seed < 5; seed++) {
      assertEquals(HistoryHash.of(seed, COMMANDS), HistoryHash.of(seed, COMMANDS), "seed " + seed);
    }
  }

  private static void run(ClusterTestKit kit, RandomCommands user, int commands) {
    for (int i = 0; i < commands; i++) {
      user.next(kit);
      kit.after(user.pause() + "ms");
    }
  }

  private static void rest(ClusterTestKit kit, RandomCommands user) {
    user.settle(kit);
    kit.after("30m");
  }

  /** Every Deployment that can have its Pods has them. */
  private static void available(ClusterTestKit kit, long seed) {
    for (KubeObject deployment : kit.list(Kinds.DEPLOYMENT)) {
      long wished = deployment.spec().integer("replicas", 1);
      JsonObject status = deployment.status();
      assertEquals(
          wished,
          status.integer("availableReplicas", 0),
          "seed " + seed + ": " + deployment + " " + status);
      assertEquals(
          wished, status.integer("updatedReplicas", 0), "seed " + seed + ": " + deployment);
      assertEquals(wished, status.integer("replicas", 0), "seed " + seed + ": " + deployment);
    }
  }

  /**
   * What counts at the end of a run; {@code cut} is the command after which the cluster is rebuilt
   * from a snapshot, or -1. Names of Pods are luck, and wake-ups are drawn anew after a start; the
   * wished state is not.
   */
  private static TreeMap<String, String> end(long seed, int cut) {
    RandomCommands user = new RandomCommands(seed, true);
    ClusterTestKit kit = ClusterTestKit.given(user.spec(), seed);
    for (int i = 0; i < COMMANDS; i++) {
      user.next(kit);
      kit.after("45s");
      if (i == cut) {
        kit.restored();
      }
    }
    rest(kit, user);
    TreeMap<String, String> end = new TreeMap<>();
    for (KubeObject deployment : kit.list(Kinds.DEPLOYMENT)) {
      end.put(
          "deployment " + deployment.name(),
          deployment.spec() + " " + kit.readyPodsOf(deployment.name()));
    }
    for (KubeObject service : kit.list(Kinds.SERVICE)) {
      end.put("service " + service.name(), service.spec().object("selector").toString());
    }
    long orphans =
        kit.list(Kinds.REPLICA_SET).stream()
            .filter(each -> OwnerReferences.controller(each) == null)
            .count();
    long finished = kit.list(Kinds.POD).stream().filter(Pods::isFinished).count();
    end.put("finished", "" + finished);
    end.put("orphans", "" + orphans);
    return end;
  }
}
