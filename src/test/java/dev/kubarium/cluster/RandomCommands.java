package dev.kubarium.cluster;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.sim.Chance;
import java.util.ArrayList;
import java.util.List;

/** What a restless user does to a cluster: decided by a seed alone. */
final class RandomCommands {

  private static final String[] NAMES = {"web", "api", "shop"};
  private static final String[] IMAGES = {
    "nginx:1.27", "nginx:1.28", "httpd:2.4", "nginx:no-such-tag"
  };

  private final Chance.Draw draw;
  private final boolean byName;

  /**
   * {@code byName}: only commands that name their object, none that picks one whose name is luck.
   */
  RandomCommands(long seed, boolean byName) {
    this.byName = byName;
    this.draw = new Chance(seed).of("random-commands", "");
  }

  ClusterSpec spec() {
    return ClusterSpec.ofNodes(1 + draw.nextInt(4));
  }

  /** How long the user looks on before the next command, milliseconds. */
  long pause() {
    return draw.nextInt(4) == 0 ? draw.between(20_000, 90_000) : draw.between(0, 4_000);
  }

  /** One command; refusals are the API's good right. */
  void next(ClusterTestKit kit) {
    String name = NAMES[draw.nextInt(NAMES.length)];
    int dice = draw.nextInt(20);
    int number = draw.nextInt(7);
    String image = IMAGES[draw.nextInt(IMAGES.length)];
    long pick = draw.nextLong();
    try {
      command(kit, name, dice, number, image, pick);
    } catch (ApiException refused) {
      if (refused.code() >= 500) {
        throw refused;
      }
    }
  }

  private void command(
      ClusterTestKit kit, String name, int dice, int number, String image, long pick) {
    switch (dice) {
      case 0, 1, 2, 3 -> kit.apply(ClusterTestKit.deployment(name, number, image));
      case 4 ->
          kit.apply(
              ClusterTestKit.deployment(name, number, image)
                  + "  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: "
                  + (number % 3)
                  + ", maxUnavailable: 50%}}\n");
      case 5 ->
          kit.patch(
              Kinds.DEPLOYMENT, name, "spec: {strategy: {type: Recreate, rollingUpdate: null}}");
      case 6, 7 -> kit.scale(Kinds.DEPLOYMENT, name, number);
      case 8, 9, 10, 11, 16 -> picking(kit, dice, number, pick);
      case 12 ->
          remove(
              kit,
              Kinds.DEPLOYMENT,
              pick,
              null,
              number % 3 == 0 ? "Orphan" : number % 3 == 1 ? "Foreground" : null);
      case 13 ->
          kit.patch(Kinds.NODE, "node-1", "spec: {unschedulable: " + (number % 2 == 0) + "}");
      case 14 -> kit.patch(Kinds.DEPLOYMENT, name, "spec: {paused: " + (number % 2 == 0) + "}");
      case 15 ->
          kit.apply(
              "apiVersion: v1\nkind: Service\nmetadata: {name: "
                  + name
                  + "}\nspec: {selector: {app: "
                  + name
                  + "}, ports: [{port: 80}]}\n");
      case 17 ->
          kit.patch(
              Kinds.DEPLOYMENT,
              name,
              "spec: {template: {spec: {containers: [{name: main, image: 'nginx:1.27', resources: {requests: {cpu: '"
                  + number
                  + "'}}}]}}}");
      case 18 ->
          kit.apply(
              "apiVersion: v1\nkind: Pod\nmetadata: {name: lone, labels: {app: "
                  + name
                  + "}}\nspec: {containers: [{name: main, image: '"
                  + image
                  + "'}]}\n");
      default -> kit.patch(Kinds.DEPLOYMENT, name, "spec: {minReadySeconds: " + number + "}");
    }
  }

  private void picking(ClusterTestKit kit, int dice, int number, long pick) {
    if (byName) {
      return;
    }
    switch (dice) {
      case 11 ->
          remove(kit, Kinds.REPLICA_SET, pick, null, number % 2 == 0 ? "Foreground" : "Background");
      case 16 -> relabel(kit, pick, number);
      default -> {
        Long grace = number % 3 == 2 ? null : Long.valueOf(number % 3);
        remove(kit, Kinds.POD, pick, grace, null);
      }
    }
  }

  private static void remove(
      ClusterTestKit kit, Kind kind, long pick, Long grace, String propagation) {
    KubeObject victim = picked(kit, kind, pick);
    if (victim != null) {
      kit.delete(kind, victim.name(), grace, propagation);
    }
  }

  private static void relabel(ClusterTestKit kit, long pick, int number) {
    KubeObject pod = picked(kit, Kinds.POD, pick);
    if (pod != null) {
      kit.patch(
          Kinds.POD, pod.name(), "metadata: {labels: {app: " + NAMES[number % NAMES.length] + "}}");
    }
  }

  private static KubeObject picked(ClusterTestKit kit, Kind kind, long pick) {
    List<KubeObject> all = new ArrayList<>(kit.list(kind));
    all.removeIf(object -> !object.namespace().equals("default"));
    return all.isEmpty() ? null : all.get((int) Math.floorMod(pick, (long) all.size()));
  }

  /**
   * Undoes what would keep a cluster from coming to rest. A Deployment whose strategy became
   * Recreate while two of its ReplicaSets had Pods, and that was scaled then, waits for ever:
   * upstream's does too.
   */
  void settle(ClusterTestKit kit) {
    kit.patch(Kinds.NODE, "node-1", "spec: {unschedulable: false}");
    for (KubeObject deployment : kit.list(Kinds.DEPLOYMENT)) {
      if (deployment.isTerminating()) {
        continue;
      }
      kit.patch(
          Kinds.DEPLOYMENT,
          deployment.name(),
          "spec: {paused: false, strategy: {type: RollingUpdate}, template: {spec: {containers: [{name: main, image: 'nginx:1.27', resources: null}]}}}");
    }
  }
}
