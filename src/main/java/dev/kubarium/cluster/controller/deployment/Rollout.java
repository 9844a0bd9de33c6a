package dev.kubarium.cluster.controller.deployment;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.IntOrPercent;
import dev.kubarium.cluster.controller.pods.PodTemplateHash;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A Deployment with its ReplicaSets as they are at this instant.
 *
 * @param newReplicaSet the one whose template is the Deployment's, or {@code null}
 * @param old all others, the oldest first
 */
record Rollout(KubeObject deployment, KubeObject newReplicaSet, List<KubeObject> old) {

  static final Comparator<KubeObject> OLDEST_FIRST =
      Comparator.comparingLong(KubeObject::createdAt).thenComparing(KubeObject::name);

  static Rollout of(KubeObject deployment, List<KubeObject> replicaSets) {
    List<KubeObject> sorted = new ArrayList<>(replicaSets);
    sorted.sort(OLDEST_FIRST);
    JsonObject wished = PodTemplateHash.without(deployment.spec().object("template"));
    KubeObject fresh = null;
    for (KubeObject replicaSet : sorted) {
      if (PodTemplateHash.without(replicaSet.spec().object("template")).equals(wished)) {
        fresh = replicaSet;
        break;
      }
    }
    sorted.remove(fresh);
    return new Rollout(deployment, fresh, List.copyOf(sorted));
  }

  /** The same rollout as the store has it now. */
  Rollout now(Client client) {
    List<KubeObject> left = new ArrayList<>();
    for (KubeObject each : old) {
      KubeObject current = client.current(each);
      if (current != null) {
        left.add(current);
      }
    }
    KubeObject current = client.current(deployment);
    return new Rollout(
        current == null ? deployment : current,
        newReplicaSet == null ? null : client.current(newReplicaSet),
        left);
  }

  /** Old ones first, then the new one if there is one. */
  List<KubeObject> all() {
    List<KubeObject> all = new ArrayList<>(old);
    if (newReplicaSet != null) {
      all.add(newReplicaSet);
    }
    return all;
  }

  /** Those that wish for at least one Pod. */
  static List<KubeObject> active(List<KubeObject> replicaSets) {
    return replicaSets.stream().filter(each -> wished(each) > 0).toList();
  }

  static long wished(KubeObject replicaSet) {
    return replicaSet.spec().integer("replicas", 1);
  }

  static long available(KubeObject replicaSet) {
    return replicaSet.status().integer("availableReplicas", 0);
  }

  /** The sum of what these ReplicaSets wish for. */
  static long wished(List<KubeObject> replicaSets) {
    return replicaSets.stream().mapToLong(Rollout::wished).sum();
  }

  /** How many Pods these ReplicaSets wish for, or still have. */
  static long there(List<KubeObject> replicaSets) {
    return replicaSets.stream()
        .mapToLong(each -> Math.max(wished(each), each.status().integer("replicas", 0)))
        .sum();
  }

  /** The sum of a count in the status of these ReplicaSets. */
  static long sum(List<KubeObject> replicaSets, String count) {
    return replicaSets.stream().mapToLong(each -> each.status().integer(count, 0)).sum();
  }

  long replicas() {
    return deployment.spec().integer("replicas", 1);
  }

  boolean isPaused() {
    return deployment.spec().bool("paused");
  }

  boolean isRolling() {
    return !"Recreate".equals(deployment.spec().object("strategy").string("type"));
  }

  /** How many Pods there may be beyond the wished number; percentages are rounded up. */
  long maxSurge() {
    return isRolling() ? IntOrPercent.of(rollingUpdate("maxSurge"), replicas(), true) : 0;
  }

  /**
   * How many of the wished Pods may be unavailable; percentages are rounded down, but one may be
   * where no surge is allowed either: something has to give.
   */
  long maxUnavailable() {
    if (!isRolling() || replicas() == 0) {
      return 0;
    }
    long most = IntOrPercent.of(rollingUpdate("maxUnavailable"), replicas(), false);
    return Math.min(most == 0 && maxSurge() == 0 ? 1 : most, replicas());
  }

  private Object rollingUpdate(String field) {
    return deployment.spec().object("strategy").object("rollingUpdate").get(field);
  }

  /** The most Pods that there may be at once. */
  long maxTotal() {
    return replicas() + maxSurge();
  }

  /** Whether this status says that all Pods are of the new template and available. */
  boolean isComplete(JsonObject status) {
    return status.integer("updatedReplicas", 0) == replicas()
        && status.integer("replicas", 0) == replicas()
        && status.integer("availableReplicas", 0) == replicas()
        && status.integer("observedGeneration", 0) >= deployment.generation();
  }
}
