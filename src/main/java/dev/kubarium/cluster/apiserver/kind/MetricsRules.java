package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.NodeConnector;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Timestamps;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What nodes and Pods use at this instant, as {@code kubectl top} asks for it.
 *
 * <p>Models: kubernetes-sigs/metrics-server
 *
 * <p>Left out: what a node uses beside its Pods; values are of the instant, not of a window.
 */
final class MetricsRules implements KindRules {

  private final Kind kind;

  private MetricsRules(Kind kind) {
    this.kind = kind;
  }

  /** Metrics of nodes and of Pods. */
  static List<KindRules> all() {
    return List.of(new MetricsRules(Kinds.NODE_METRICS), new MetricsRules(Kinds.POD_METRICS));
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public List<String> verbs() {
    return List.of("get", "list");
  }

  @Override
  public Optional<List<KubeObject>> computed(RuleContext context) {
    List<KubeObject> metrics = new ArrayList<>();
    if (kind.equals(Kinds.POD_METRICS)) {
      for (KubeObject pod : context.list(Kinds.POD, "")) {
        if (isRunning(pod)) {
          metrics.add(ofPod(pod, context));
        }
      }
    } else {
      for (KubeObject node : context.list(Kinds.NODE, "")) {
        metrics.add(ofNode(node, context));
      }
    }
    return Optional.of(metrics);
  }

  private static boolean isRunning(KubeObject pod) {
    return pod.status().string("phase", "").equals("Running")
        && !pod.spec().string("nodeName", "").isEmpty();
  }

  private static KubeObject ofPod(KubeObject pod, RuleContext context) {
    JsonArray containers = JsonArray.EMPTY;
    for (JsonObject container : pod.status().array("containerStatuses").objects()) {
      if (container.object("state").isSet("running")) {
        String name = container.string("name", "");
        NodeConnector.Usage usage = context.nodes().usage(pod, name);
        containers =
            containers.plus(
                JsonObject.of(
                    "name", name, "usage", amounts(usage.cpuMilli(), usage.memoryBytes())));
      }
    }
    return KubeObject.of(
        Kinds.POD_METRICS,
        measured(Kinds.POD_METRICS, pod, context).with("containers", containers));
  }

  private static KubeObject ofNode(KubeObject node, RuleContext context) {
    long cpu = 0;
    long memory = 0;
    for (KubeObject pod : context.list(Kinds.POD, "")) {
      if (!isRunning(pod) || !pod.spec().string("nodeName", "").equals(node.name())) {
        continue;
      }
      for (JsonObject container : pod.status().array("containerStatuses").objects()) {
        if (container.object("state").isSet("running")) {
          NodeConnector.Usage usage = context.nodes().usage(pod, container.string("name", ""));
          cpu += usage.cpuMilli();
          memory += usage.memoryBytes();
        }
      }
    }
    return KubeObject.of(
        Kinds.NODE_METRICS,
        measured(Kinds.NODE_METRICS, node, context).with("usage", amounts(cpu, memory)));
  }

  private static JsonObject amounts(long cpuMilli, long memoryBytes) {
    return JsonObject.of("cpu", cpuMilli + "m", "memory", memoryBytes / 1024 + "Ki");
  }

  /** The frame around what was measured. */
  private static JsonObject measured(Kind kind, KubeObject of, RuleContext context) {
    String now = Timestamps.format(context.now());
    return JsonObject.of(
        "apiVersion", kind.apiVersion(),
        "kind", kind.name(),
        "metadata",
            JsonObject.of(
                "name",
                of.name(),
                "namespace",
                kind.namespaced() ? of.namespace() : null,
                "labels",
                of.labels().isEmpty() ? null : of.labels(),
                "creationTimestamp",
                now),
        "timestamp", now,
        "window", "15s");
  }

  @Override
  public List<Column> columns() {
    return List.of(Column.NAME, Column.AGE);
  }
}
