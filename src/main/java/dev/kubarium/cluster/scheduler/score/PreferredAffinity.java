package dev.kubarium.cluster.scheduler.score;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.NodeSelection;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.ScorePlugin;
import java.util.List;

/** Preferred node affinity. Models: pkg/scheduler/framework/plugins/nodeaffinity */
public final class PreferredAffinity implements ScorePlugin {

  @Override
  public String name() {
    return "NodeAffinity";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public long score(KubeObject pod, NodeView node, SchedulingContext context) {
    List<JsonObject> preferred = preferred(pod);
    if (preferred.isEmpty()) {
      return 0;
    }
    long most = context.nodes().stream().mapToLong(each -> liked(preferred, each)).max().orElse(0);
    return most == 0 ? 0 : 100 * liked(preferred, node) / most;
  }

  private static List<JsonObject> preferred(KubeObject pod) {
    return pod.spec()
        .objectAt("affinity", "nodeAffinity")
        .array("preferredDuringSchedulingIgnoredDuringExecution")
        .objects();
  }

  private static long liked(List<JsonObject> preferred, NodeView node) {
    long sum = 0;
    for (JsonObject each : preferred) {
      if (NodeSelection.matches(each.object("preference"), node.node())) {
        sum += each.integer("weight", 0);
      }
    }
    return sum;
  }
}
