package dev.kubarium.cluster.scheduler;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Quantities;
import java.util.function.Function;

/**
 * Amounts that a Pod asks for or a node has.
 *
 * @param cpuMilli thousandths of a core
 * @param memory bytes
 * @param ephemeralStorage bytes
 * @param pods how many Pods
 */
public record Resources(long cpuMilli, long memory, long ephemeralStorage, long pods) {

  public static final Resources NONE = new Resources(0, 0, 0, 0);

  /** From a resource list: {@code {cpu: 500m, memory: 128Mi}}. */
  public static Resources of(JsonObject list) {
    return new Resources(
        Quantities.milli(list.get("cpu")),
        Quantities.value(list.get("memory")),
        Quantities.value(list.get("ephemeral-storage")),
        Quantities.value(list.get("pods")));
  }

  public Resources plus(Resources other) {
    return new Resources(
        cpuMilli + other.cpuMilli,
        memory + other.memory,
        ephemeralStorage + other.ephemeralStorage,
        pods + other.pods);
  }

  public Resources minus(Resources other) {
    return new Resources(
        cpuMilli - other.cpuMilli,
        memory - other.memory,
        ephemeralStorage - other.ephemeralStorage,
        pods - other.pods);
  }

  private Resources atLeast(Resources other) {
    return new Resources(
        Math.max(cpuMilli, other.cpuMilli),
        Math.max(memory, other.memory),
        Math.max(ephemeralStorage, other.ephemeralStorage),
        Math.max(pods, other.pods));
  }

  private static final long ASSUMED_CPU = 100;
  private static final long ASSUMED_MEMORY = 200L * 1024 * 1024;

  /**
   * As {@link #requestedBy}, but a container that does not say how much it needs counts as 100m and
   * 200 MiB.
   */
  public static Resources assumedOf(JsonObject podSpec) {
    return sum(podSpec, Resources::assumed);
  }

  /**
   * What a Pod asks for: the sum of its containers and sidecars, or, where that is more, the
   * largest init container with the sidecars started before it; and its overhead.
   */
  public static Resources requestedBy(JsonObject podSpec) {
    return sum(podSpec, Resources::requests);
  }

  private static Resources sum(JsonObject podSpec, Function<JsonObject, Resources> requests) {
    Resources running = NONE;
    for (JsonObject container : podSpec.array("containers").objects()) {
      running = running.plus(requests.apply(container));
    }
    Resources sidecars = NONE;
    Resources starting = NONE;
    for (JsonObject container : podSpec.array("initContainers").objects()) {
      if ("Always".equals(container.string("restartPolicy"))) {
        sidecars = sidecars.plus(requests.apply(container));
        starting = starting.atLeast(sidecars);
      } else {
        starting = starting.atLeast(sidecars.plus(requests.apply(container)));
      }
    }
    Resources all = running.plus(sidecars).atLeast(starting).plus(of(podSpec.object("overhead")));
    return new Resources(all.cpuMilli, all.memory, all.ephemeralStorage, 1);
  }

  private static Resources requests(JsonObject container) {
    return of(container.object("resources").object("requests"));
  }

  private static Resources assumed(JsonObject container) {
    JsonObject list = container.object("resources").object("requests");
    Resources asked = of(list);
    return new Resources(
        list.isSet("cpu") ? asked.cpuMilli : ASSUMED_CPU,
        list.isSet("memory") ? asked.memory : ASSUMED_MEMORY,
        asked.ephemeralStorage,
        asked.pods);
  }
}
