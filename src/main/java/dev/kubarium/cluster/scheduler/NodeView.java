package dev.kubarium.cluster.scheduler;

import dev.kubarium.cluster.object.JsonObject;
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

  private Resources assumed = Resources.NONE;

  /** Those of the Pods here that say with which others they want to be, or not. */
  private final TreeMap<ObjectKey, KubeObject> affine = new TreeMap<>();

  /** Image name → bytes; counted when first asked for. */
  private Map<String, Long> images;

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

  /** As {@link #requested}, with a little for each container that asks for nothing. */
  public Resources assumed() {
    return assumed;
  }

  /** The Pods here with an affinity to Pods, or an anti-affinity, in key order. */
  public Collection<KubeObject> affine() {
    return affine.values();
  }

  /** The images that are on the node: name → bytes. */
  public Map<String, Long> images() {
    if (images == null) {
      images = new HashMap<>();
      for (JsonObject image : node.status().array("images").objects()) {
        image
            .array("names")
            .strings()
            .forEach(name -> images.put(name, image.integer("sizeBytes", 0)));
      }
    }
    return images;
  }

  /** The same node as it would be without some of its Pods, and with some others. */
  NodeView changed(Collection<KubeObject> without, Collection<KubeObject> with) {
    NodeView copy = new NodeView();
    copy.node = node;
    copy.allocatable = allocatable;
    copy.images = images;
    pods.values().forEach(copy::put);
    without.forEach(pod -> copy.remove(pod.key()));
    with.forEach(copy::put);
    return copy;
  }

  void setNode(KubeObject now) {
    if (node == null || now == null || node.status() != now.status()) {
      images = null;
    }
    node = now;
    allocatable = now == null ? Resources.NONE : Resources.of(now.status().object("allocatable"));
  }

  boolean isEmpty() {
    return node == null && pods.isEmpty();
  }

  void put(KubeObject pod) {
    remove(pod.key());
    pods.put(pod.key(), pod);
    if (PodAffinityTerm.hasAny(pod)) {
      affine.put(pod.key(), pod);
    }
    count(pod, 1);
  }

  void remove(ObjectKey key) {
    KubeObject known = pods.remove(key);
    affine.remove(key);
    if (known != null) {
      count(known, -1);
    }
  }

  private void count(KubeObject pod, int sign) {
    Resources asked = Resources.requestedBy(pod.spec());
    requested = sign > 0 ? requested.plus(asked) : requested.minus(asked);
    Resources atLeast = Resources.assumedOf(pod.spec());
    assumed = sign > 0 ? assumed.plus(atLeast) : assumed.minus(atLeast);
    String owner = OwnerReferences.controllerUid(pod);
    if (!owner.isEmpty() && !pod.isTerminating()) {
      siblings.merge(owner, sign, Integer::sum);
    }
  }
}
