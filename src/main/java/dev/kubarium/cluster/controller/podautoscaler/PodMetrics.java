package dev.kubarium.cluster.controller.podautoscaler;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.podautoscaler.ReplicaCalculator.Sample;
import dev.kubarium.cluster.controller.podautoscaler.ReplicaCalculator.Standing;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.Quantities;
import dev.kubarium.cluster.object.Timestamps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks the metrics API what the Pods of a selector use, and sorts them by how far they count. */
final class PodMetrics {

  private static final long INITIALIZATION = 300_000;
  private static final long INITIAL_READINESS = 30_000;

  private final Client client;

  PodMetrics(Client client) {
    this.client = client;
  }

  /** Why there is no number to reckon with. */
  static final class NoMetrics extends Exception {
    private static final long serialVersionUID = 1;

    NoMetrics(String message) {
      super(message);
    }
  }

  /**
   * One sample for each Pod that counts.
   *
   * @param resource {@code cpu} or {@code memory}
   * @param container the one container that counts, or {@code null} for all
   * @param withRequests whether Pods must ask for the resource
   */
  List<Sample> of(
      String namespace,
      LabelSelector selector,
      String resource,
      String container,
      boolean withRequests)
      throws NoMetrics {
    List<KubeObject> pods = client.list(Kinds.POD, namespace, selector);
    if (pods.isEmpty()) {
      throw new NoMetrics(
          "unable to get metrics for resource "
              + resource
              + ": no metrics returned from resource metrics API");
    }
    Map<String, JsonObject> measured = measured(namespace);
    List<Sample> samples = new ArrayList<>();
    for (KubeObject pod : pods) {
      if (pod.isTerminating() || pod.status().string("phase", "").equals("Failed")) {
        continue;
      }
      JsonObject metrics = measured.get(pod.name());
      Standing standing = standing(pod, metrics, resource);
      long request = withRequests ? request(pod, resource, container) : 0;
      samples.add(
          new Sample(standing, metrics == null ? 0 : usage(metrics, resource, container), request));
    }
    if (samples.stream().noneMatch(each -> each.standing() == Standing.READY)) {
      throw new NoMetrics("did not receive metrics for targeted pods (pods might be unready)");
    }
    return samples;
  }

  private Map<String, JsonObject> measured(String namespace) {
    Map<String, JsonObject> byName = new TreeMap<>();
    client
        .computed(Kinds.POD_METRICS, namespace)
        .forEach(each -> byName.put(each.name(), each.tree()));
    return byName;
  }

  private Standing standing(KubeObject pod, JsonObject metrics, String resource) {
    if (pod.status().string("phase", "Pending").equals("Pending")) {
      return Standing.UNREADY;
    }
    if (metrics == null) {
      return Standing.MISSING;
    }
    return resource.equals("cpu") && isStartingUp(pod) ? Standing.UNREADY : Standing.READY;
  }

  /** What a Pod uses while it starts says nothing of its load. */
  private boolean isStartingUp(KubeObject pod) {
    JsonObject ready = Conditions.find(pod.status(), "Ready");
    String started = pod.status().string("startTime");
    if (ready == null || started == null) {
      return true;
    }
    boolean isReady = Conditions.isTrue(pod.status(), "Ready");
    long start = Timestamps.parse(started);
    if (start + INITIALIZATION > client.now()) {
      return !isReady;
    }
    return !isReady
        && start + INITIAL_READINESS > Timestamps.parse(ready.string("lastTransitionTime"));
  }

  private static long usage(JsonObject metrics, String resource, String container) {
    long usage = 0;
    for (JsonObject each : metrics.array("containers").objects()) {
      if (container == null || container.equals(each.string("name"))) {
        usage += amount(each.object("usage").get(resource), resource);
      }
    }
    return usage;
  }

  private static long request(KubeObject pod, String resource, String container) throws NoMetrics {
    long request = 0;
    for (JsonObject each : pod.spec().array("containers").objects()) {
      if (container == null || container.equals(each.string("name"))) {
        Object asked = each.object("resources").object("requests").get(resource);
        if (asked == null) {
          throw new NoMetrics(
              "missing request for "
                  + resource
                  + " in container "
                  + each.string("name")
                  + " of Pod "
                  + pod.name());
        }
        request += amount(asked, resource);
      }
    }
    return request;
  }

  /** Thousandths of a core, or bytes. */
  private static long amount(Object quantity, String resource) {
    return quantity == null
        ? 0
        : resource.equals("cpu") ? Quantities.milli(quantity) : Quantities.value(quantity);
  }
}
