package dev.kubarium.cluster.object;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that is broken on purpose and lasts until it is mended. It stands in the objects, so
 * that it outlives any restart.
 *
 * @param kind {@code NodeFailure}, {@code NetworkPartition}, {@code RegistryOutage} or {@code
 *     MemoryPressure}
 * @param about the names of what it befell: a node, two namespaces, a registry
 * @param uid of the object on which it is written
 */
public record Fault(String kind, List<String> about, String uid) {

  public static final String NODE_FAILURE = "NodeFailure";
  public static final String NETWORK_PARTITION = "NetworkPartition";
  public static final String REGISTRY_OUTAGE = "RegistryOutage";
  public static final String MEMORY_PRESSURE = "MemoryPressure";

  /** What tells it from the others, e.g. {@code NodeFailure.node-2}. */
  public String id() {
    return kind + "." + String.join("~", about);
  }

  /** The faults that are written on an object. */
  public static List<Fault> on(KubeObject object) {
    if (object == null) {
      return List.of();
    }
    List<Fault> faults = new ArrayList<>();
    switch (object.key().resource()) {
      case "leases.coordination.k8s.io" -> {
        if (object.namespace().equals(NodeLeases.NAMESPACE) && NodeLeases.isStopped(object)) {
          faults.add(new Fault(NODE_FAILURE, List.of(object.name()), object.uid()));
        }
      }
      case "nodes" -> {
        if (!object.annotations().string(Annotations.MEMORY_TAKEN, "").isEmpty()) {
          faults.add(new Fault(MEMORY_PRESSURE, List.of(object.name()), object.uid()));
        }
      }
      case "namespaces" -> {
        for (String other : names(object, Annotations.CUT_FROM)) {
          faults.add(new Fault(NETWORK_PARTITION, List.of(object.name(), other), object.uid()));
        }
        if (object.name().equals(Annotations.OF_THE_CLUSTER)) {
          for (String registry : names(object, Annotations.REGISTRIES_DOWN)) {
            faults.add(new Fault(REGISTRY_OUTAGE, List.of(registry), object.uid()));
          }
        }
      }
      default -> {}
    }
    return faults;
  }

  private static List<String> names(KubeObject object, String annotation) {
    return names(object.annotations().string(annotation, ""));
  }

  private static List<String> names(String list) {
    return list.isEmpty() ? List.of() : List.of(list.split(","));
  }

  /** An object with one more name in the list that an annotation is, or without it. */
  public static JsonObject listed(JsonObject object, String annotation, String name, boolean on) {
    List<String> names =
        new ArrayList<>(names(object.objectAt("metadata", "annotations").string(annotation, "")));
    names.remove(name);
    if (on) {
      names.add(name);
    }
    return names.isEmpty()
        ? object.withoutAt("metadata", "annotations", annotation)
        : object.withAt(String.join(",", names), "metadata", "annotations", annotation);
  }
}
