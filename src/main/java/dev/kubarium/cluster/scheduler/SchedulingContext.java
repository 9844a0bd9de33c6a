package dev.kubarium.cluster.scheduler;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Tolerations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What plugins may look at while one Pod looks for a node: the Pod, all nodes as they are just now,
 * and the API to read.
 */
public final class SchedulingContext {

  private final KubeObject pod;
  private final List<NodeView> nodes;
  private final Client client;
  private final Resources asked;
  private final Resources assumed;
  private final Tolerations tolerations;

  /** plugin → what it counted once for all nodes */
  private final Map<Class<?>, Object> counted = new HashMap<>();

  SchedulingContext(KubeObject pod, List<NodeView> nodes, Client client) {
    this(
        pod,
        nodes,
        client,
        Resources.requestedBy(pod.spec()),
        Resources.assumedOf(pod.spec()),
        Tolerations.of(pod));
  }

  private SchedulingContext(
      KubeObject pod,
      List<NodeView> nodes,
      Client client,
      Resources asked,
      Resources assumed,
      Tolerations tolerations) {
    this.pod = pod;
    this.nodes = nodes;
    this.client = client;
    this.asked = asked;
    this.assumed = assumed;
    this.tolerations = tolerations;
  }

  /** The same question in a world in which one node holds other Pods. */
  SchedulingContext with(NodeView changed) {
    List<NodeView> others = new ArrayList<>(nodes);
    others.replaceAll(node -> node.name().equals(changed.name()) ? changed : node);
    return new SchedulingContext(pod, others, client, asked, assumed, tolerations);
  }

  public KubeObject pod() {
    return pod;
  }

  public List<NodeView> nodes() {
    return nodes;
  }

  public Client client() {
    return client;
  }

  /** What the Pod asks for. */
  public Resources asked() {
    return asked;
  }

  /** What the Pod asks for, with a little for each container that asks for nothing. */
  public Resources assumed() {
    return assumed;
  }

  public Tolerations tolerations() {
    return tolerations;
  }

  /** What this plugin counts once for all nodes. */
  public <T> T once(Class<T> type, Function<SchedulingContext, T> count) {
    Object known = counted.get(type);
    if (known == null) {
      known = count.apply(this);
      counted.put(type, known);
    }
    return type.cast(known);
  }
}
