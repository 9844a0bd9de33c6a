package dev.kubarium.cluster.scheduler;

import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.OwnerReferences;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A node as the scheduler sees it: what it offers, and what the Pods on it ask for. */
public final class NodeView {

  private KubeObject node;
  private Resources allocatable = Resources.NONE;
  private Resources requested = Resources.NONE;
  private final TreeMap<ObjectKey, KubeObject> pods = new TreeMap<>();

  /** uid of a controller → how many of its Pods are here and not ending. */
  private final Map<String, Integer> siblings = new HashMap<>();

  private int unasking;

  /** Those of the Pods here that must not be with certain others. */
  private final TreeMap<ObjectKey, KubeObject> antiAffine = new TreeMap<>();

  NodeView() {}

  /** {@code null} while the node itself is gone but Pods are still bound to its name. */
  public KubeObject node() {
    return node;
  }

  public String name() {
    return node.name();
  }

  public Resources allocatable() {
    return allocatable;
  }

  public Resources requested() {
    return requested;
  }

  /** The Pods that are bound here and have not ended, in key order. */
  public Collection<KubeObject> pods() {
    return pods.values();
  }

  public int siblings(String controllerUid) {
    return siblings.getOrDefault(controllerUid, 0);
  }

  /** How many Pods here ask for no cpu. */
  public int unasking() {
    return unasking;
  }

  /** The Pods here with a required anti-affinity, in key order. */
  public Collection<KubeObject> antiAffine() {
    return antiAffine.values();
  }

  void setNode(KubeObject now) {
    node = now;
    allocatable = now == null ? Resources.NONE : Resources.of(now.status().object("allocatable"));
  }

  boolean isEmpty() {
    return node == null && pods.isEmpty();
  }

  void put(KubeObject pod) {
    remove(pod.key());
    pods.put(pod.key(), pod);
    if (PodAffinityTerm.hasRequiredAntiAffinity(pod)) {
      antiAffine.put(pod.key(), pod);
    }
    count(pod, 1);
  }

  void remove(ObjectKey key) {
    KubeObject known = pods.remove(key);
    antiAffine.remove(key);
    if (known != null) {
      count(known, -1);
    }
  }

  private void count(KubeObject pod, int sign) {
    Resources asked = Resources.requestedBy(pod.spec());
    requested = sign > 0 ? requested.plus(asked) : requested.minus(asked);
    unasking += asked.cpuMilli() == 0 ? sign : 0;
    String owner = OwnerReferences.controllerUid(pod);
    if (!owner.isEmpty() && !pod.isTerminating()) {
      siblings.merge(owner, sign, Integer::sum);
    }
  }
}
