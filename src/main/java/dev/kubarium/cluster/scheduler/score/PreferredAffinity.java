package dev.kubarium.cluster.scheduler.score;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.NodeSelection;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.ScorePlugin;
import java.util.List;

/**
 * Preferred node affinity: the weights of the terms that take the node. Models:
 * pkg/scheduler/framework/plugins/nodeaffinity
 */
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
  public long[] scores(List<NodeView> fitting, SchedulingContext context) {
    JsonArray preferred =
        context
            .pod()
            .spec()
            .objectAt("affinity", "nodeAffinity")
            .array("preferredDuringSchedulingIgnoredDuringExecution");
    if (preferred.isEmpty()) {
      return null;
    }
    long[] liked = new long[fitting.size()];
    for (int i = 0; i < liked.length; i++) {
      for (JsonObject each : preferred.objects()) {
        if (NodeSelection.matches(each.object("preference"), fitting.get(i).node())) {
          liked[i] += each.integer("weight", 0);
        }
      }
    }
    return ScorePlugin.normalized(liked, false);
  }
}
