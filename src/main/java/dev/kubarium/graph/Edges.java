package dev.kubarium.graph;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Pods;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** What an object points at. A new kind of edge is one case here. */
final class Edges {

  /** An edge from the object at hand to what has this key. */
  record Edge(ObjectKey to, String kind) {}

  private final Function<Kind, Collection<KubeObject>> known;

  /** {@code known} answers the drawn objects of a kind. */
  Edges(Function<Kind, Collection<KubeObject>> known) {
    this.known = known;
  }

  List<Edge> of(KubeObject object) {
    List<Edge> edges = new ArrayList<>();
    switch (object.kind().name()) {
      case "Pod" -> pod(object, edges);
      case "Service" ->
          selected(object, LabelSelector.ofMap(object.spec().object("selector")), edges);
      case "NetworkPolicy" ->
          selected(object, LabelSelector.of(object.spec().object("podSelector")), edges);
      case "PodDisruptionBudget" ->
          selected(object, LabelSelector.of(object.spec().object("selector")), edges);
      case "Ingress" -> ingress(object, edges);
      case "HorizontalPodAutoscaler" -> scaled(object, edges);
      case "PersistentVolumeClaim" -> claim(object, edges);
      case "PersistentVolume" -> storageClass(object, edges);
      default -> {}
    }
    return edges;
  }

  private static void pod(KubeObject pod, List<Edge> edges) {
    named(edges, Kinds.NODE, "", Pods.nodeName(pod), "runsOn");
    String namespace = pod.namespace();
    for (JsonObject volume : pod.spec().array("volumes").objects()) {
      named(
          edges, Kinds.CONFIG_MAP, namespace, volume.object("configMap").string("name"), "mounts");
      named(edges, Kinds.SECRET, namespace, volume.object("secret").string("secretName"), "mounts");
      named(
          edges,
          Kinds.PERSISTENT_VOLUME_CLAIM,
          namespace,
          volume.object("persistentVolumeClaim").string("claimName"),
          "mounts");
    }
    for (String list : List.of("initContainers", "containers")) {
      for (JsonObject container : pod.spec().array(list).objects()) {
        for (JsonObject source : container.array("envFrom").objects()) {
          named(
              edges,
              Kinds.CONFIG_MAP,
              namespace,
              source.object("configMapRef").string("name"),
              "uses");
          named(edges, Kinds.SECRET, namespace, source.object("secretRef").string("name"), "uses");
        }
        for (JsonObject variable : container.array("env").objects()) {
          JsonObject from = variable.object("valueFrom");
          named(
              edges,
              Kinds.CONFIG_MAP,
              namespace,
              from.object("configMapKeyRef").string("name"),
              "uses");
          named(edges, Kinds.SECRET, namespace, from.object("secretKeyRef").string("name"), "uses");
        }
      }
    }
  }

  private void selected(KubeObject object, LabelSelector selector, List<Edge> edges) {
    boolean takesAll = selector.isEmpty() && !object.kind().equals(Kinds.NETWORK_POLICY);
    for (KubeObject pod : takesAll ? List.<KubeObject>of() : known.apply(Kinds.POD)) {
      if (pod.namespace().equals(object.namespace()) && selector.matches(pod.labels())) {
        edges.add(new Edge(pod.key(), "selects"));
      }
    }
  }

  private static void ingress(KubeObject ingress, List<Edge> edges) {
    String namespace = ingress.namespace();
    named(
        edges,
        Kinds.SERVICE,
        namespace,
        ingress.spec().object("defaultBackend").object("service").string("name"),
        "routes");
    for (JsonObject rule : ingress.spec().array("rules").objects()) {
      for (JsonObject path : rule.object("http").array("paths").objects()) {
        named(
            edges,
            Kinds.SERVICE,
            namespace,
            path.object("backend").object("service").string("name"),
            "routes");
      }
    }
  }

  /** A claim without a volume yet points at the class that is to make one. */
  private static void claim(KubeObject claim, List<Edge> edges) {
    String volume = claim.spec().string("volumeName", "");
    if (volume.isEmpty()) {
      storageClass(claim, edges);
    }
    named(edges, Kinds.PERSISTENT_VOLUME, "", volume, "binds");
  }

  private static void storageClass(KubeObject object, List<Edge> edges) {
    named(edges, Kinds.STORAGE_CLASS, "", object.spec().string("storageClassName"), "uses");
  }

  private static void scaled(KubeObject autoscaler, List<Edge> edges) {
    JsonObject target = autoscaler.spec().object("scaleTargetRef");
    for (Kind kind : List.of(Kinds.DEPLOYMENT, Kinds.REPLICA_SET, Kinds.STATEFUL_SET)) {
      if (kind.name().equals(target.string("kind"))) {
        named(edges, kind, autoscaler.namespace(), target.string("name"), "scales");
      }
    }
  }

  private static void named(
      List<Edge> edges, Kind kind, String namespace, String name, String edgeKind) {
    if (name != null && !name.isEmpty()) {
      Edge edge = new Edge(ObjectKey.of(kind, namespace, name), edgeKind);
      if (!edges.contains(edge)) {
        edges.add(edge);
      }
    }
  }
}
