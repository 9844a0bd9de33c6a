package dev.kubarium.cluster;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.apiserver.PatchType;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.OwnerReferences;
import dev.kubarium.cluster.object.Pods;
import dev.kubarium.cluster.object.Yaml;
import dev.kubarium.cluster.object.YamlDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * A living cluster for a test: {@code given(3).apply(yaml).after("30s")}, and questions about it.
 */
public final class ClusterTestKit {

  private Cluster cluster;

  private ClusterTestKit(Cluster cluster) {
    this.cluster = cluster;
  }

  /** So many nodes, seed 1, two seconds old. */
  public static ClusterTestKit given(int nodes) {
    return given(ClusterSpec.ofNodes(nodes), 1);
  }

  public static ClusterTestKit given(ClusterSpec spec, long seed) {
    return new ClusterTestKit(Cluster.create(spec, seed)).after("2s");
  }

  /** This very cluster, as old as it is. */
  public static ClusterTestKit of(Cluster cluster) {
    return new ClusterTestKit(cluster);
  }

  public Cluster cluster() {
    return cluster;
  }

  /** A Deployment of one container in YAML. */
  public static String deployment(String name, int replicas, String image) {
    return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %s}
        spec:
          replicas: %d
          selector: {matchLabels: {app: %s}}
          template:
            metadata: {labels: {app: %s}}
            spec:
              containers: [{name: main, image: "%s"}]
        """
        .formatted(name, replicas, name, name, image);
  }

  /** Applies documents as the page does (server-side, forced). */
  public ClusterTestKit apply(String yaml) {
    for (YamlDocument document : YamlDocument.filled(Yaml.parse(yaml))) {
      JsonObject object = (JsonObject) document.value();
      Served served =
          cluster
              .api()
              .kinds()
              .findByName(object.string("apiVersion"), object.string("kind"))
              .orElseThrow();
      JsonObject metadata = object.object("metadata");
      String namespace = served.kind().namespaced() ? metadata.string("namespace", "default") : "";
      ApiOptions options =
          ApiOptions.NONE
              .withWriting("test", false, dev.kubarium.cluster.apiserver.FieldValidation.STRICT)
              .withPatch(PatchType.APPLY, true);
      cluster
          .api()
          .handle(
              ApiRequest.patch(
                  served.kind(), namespace, metadata.string("name"), object, options, Caller.YOU));
    }
    return this;
  }

  /** Merges a patch given as YAML into an object of the default namespace. */
  public ClusterTestKit patch(Kind kind, String name, String yaml) {
    Object patch = Yaml.parse(yaml).getFirst().value();
    ApiOptions options = ApiOptions.NONE.withPatch(PatchType.MERGE, false);
    cluster
        .api()
        .handle(
            ApiRequest.patch(
                kind, kind.namespaced() ? "default" : "", name, patch, options, Caller.YOU));
    return this;
  }

  public ClusterTestKit scale(Kind kind, String name, int replicas) {
    return patch(kind, name, "spec: {replicas: " + replicas + "}");
  }

  /** Deletes; {@code grace} and {@code propagation} may be {@code null} for the kind's own. */
  public ClusterTestKit delete(Kind kind, String name, Long grace, String propagation) {
    ApiOptions options = ApiOptions.NONE.withDeletion(grace, propagation, null, null);
    cluster
        .api()
        .handle(
            ApiRequest.delete(kind, kind.namespaced() ? "default" : "", name, options, Caller.YOU));
    return this;
  }

  /** Lets time pass, e.g. {@code 30s}, {@code 5m}, {@code 250ms}. */
  public ClusterTestKit after(String duration) {
    cluster.loop().runUntil(cluster.loop().now() + millis(duration));
    return this;
  }

  /** Lets time pass until this holds, at most so long. Answers whether it did. */
  public boolean within(String duration, Predicate<ClusterTestKit> holds) {
    long end = cluster.loop().now() + millis(duration);
    while (!holds.test(this)) {
      if (cluster.loop().nextDue() > end) {
        return false;
      }
      cluster.loop().runNext();
    }
    return true;
  }

  static long millis(String duration) {
    return duration.endsWith("ms")
        ? Long.parseLong(duration.substring(0, duration.length() - 2))
        : Duration.parse("PT" + duration.toUpperCase(Locale.ROOT)).toMillis();
  }

  /** Goes on in a cluster that was rebuilt from a snapshot of this one. */
  public ClusterTestKit restored() {
    cluster = Cluster.restore(cluster.snapshot());
    return this;
  }

  public KubeObject get(Kind kind, String name) {
    return cluster.store().get(ObjectKey.of(kind, kind.namespaced() ? "default" : "", name));
  }

  public List<KubeObject> list(Kind kind) {
    return new ArrayList<>(cluster.store().list(kind.resource()));
  }

  /** The active Pods of a Deployment, by all its ReplicaSets, in key order. */
  public List<KubeObject> podsOf(String deployment) {
    List<KubeObject> pods = new ArrayList<>();
    for (KubeObject replicaSet : replicaSetsOf(deployment)) {
      for (KubeObject pod : list(Kinds.POD)) {
        if (OwnerReferences.controllerUid(pod).equals(replicaSet.uid()) && Pods.isActive(pod)) {
          pods.add(pod);
        }
      }
    }
    return pods;
  }

  public List<KubeObject> replicaSetsOf(String deployment) {
    KubeObject owner = get(Kinds.DEPLOYMENT, deployment);
    return list(Kinds.REPLICA_SET).stream()
        .filter(each -> owner != null && OwnerReferences.controllerUid(each).equals(owner.uid()))
        .toList();
  }

  public long readyPodsOf(String deployment) {
    return podsOf(deployment).stream().filter(Pods::isReady).count();
  }

  /** The reasons of the Events about an object, in the order in which they were first written. */
  public List<String> reasonsAbout(KubeObject object) {
    return list(Kinds.EVENT).stream()
        .filter(event -> object.uid().equals(event.tree().object("involvedObject").string("uid")))
        .sorted(
            java.util.Comparator.comparingLong(KubeObject::createdAt)
                .thenComparing(KubeObject::revision))
        .map(event -> event.tree().string("reason"))
        .toList();
  }

  /** The refusal of an action that must be refused. */
  public static ApiException refusalOf(Runnable action) {
    try {
      action.run();
    } catch (ApiException refusal) {
      return refusal;
    }
    throw new AssertionError("this should have been refused");
  }
}
