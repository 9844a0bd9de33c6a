package dev.kubarium.cluster.scheduler.score;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.OwnerReferences;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.ScorePlugin;
import dev.kubarium.cluster.scheduler.filter.TopologySpread;
import java.util.List;
import java.util.TreeMap;

/**
 * Pods spread as their constraints say that say {@code ScheduleAnyway}; where a Pod names no constraint, Pods of the same
 * controller spread over nodes, as upstream's default has it. Models: pkg/scheduler/framework/plugins/podtopologyspread. Left
 * out: zones in the default constraint, the weight of a domain's size.
 */
public final class PodTopologySpread implements ScorePlugin {

  private SchedulingContext lastContext;
  private KubeObject lastPod;

  /** Node name → matching Pods in its domains. */
  private final TreeMap<String, Long> crowd = new TreeMap<>();

  @Override
  public String name() {
    return "PodTopologySpread";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public long score(KubeObject pod, NodeView node, SchedulingContext context) {
    if (pod.spec().isSet("topologySpreadConstraints")) {
      return byConstraints(pod, node, context);
    }
    String owner = OwnerReferences.controllerUid(pod);
    if (owner.isEmpty()) {
      return 100;
    }
    long most = context.nodes().stream().mapToLong(each -> each.siblings(owner)).max().orElse(0);
    return most == 0 ? 100 : 100 * (most - node.siblings(owner)) / most;
  }

  private long byConstraints(KubeObject pod, NodeView node, SchedulingContext context) {
    if (context != lastContext || pod != lastPod) {
      lastContext = context;
      lastPod = pod;
      count(pod, context);
    }
    long most = crowd.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return most == 0 ? 100 : 100 * (most - crowd.getOrDefault(node.name(), most)) / most;
  }

  private void count(KubeObject pod, SchedulingContext context) {
    crowd.clear();
    List<JsonObject> soft =
        pod.spec().array("topologySpreadConstraints").objects().stream()
            .filter(constraint -> constraint.string("whenUnsatisfiable", "").equals("ScheduleAnyway"))
            .toList();
    for (JsonObject constraint : soft) {
      String key = constraint.string("topologyKey", "");
      LabelSelector selector = TopologySpread.selector(constraint, pod);
      TreeMap<String, Long> byDomain = new TreeMap<>();
      for (NodeView each : context.nodes()) {
        if (each.node().label(key) != null) {
          long here = TopologySpread.matching(each, pod.namespace(), selector);
          byDomain.merge(each.node().label(key), here, Long::sum);
        }
      }
      for (NodeView each : context.nodes()) {
        if (each.node().label(key) != null) {
          crowd.merge(each.name(), byDomain.get(each.node().label(key)), Long::sum);
        }
      }
    }
  }
}
