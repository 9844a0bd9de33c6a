package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.Cause;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.NodeLeases;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.sim.EventLoop;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The agent of one node: runs the Pods that are bound to it.
 *
 * <p>It holds nothing that does not follow from the store, the clock and chance: where it is thrown
 * away and made anew, it finds its containers by their statuses and goes on.
 *
 * <p>Documentation: concepts/architecture, kubelet. Models: pkg/kubelet. Left out: the heartbeat
 * (see {@link NodeLeases}).
 */
final class Kubelet {

  private final Client client;
  private final EventLoop loop;
  private final String node;
  private final ImagePuller puller;
  private final Processes processes;
  private final Addresses addresses;
  private final Eviction eviction;
  private final Map<ObjectKey, PodWorker> workers = new LinkedHashMap<>();
  private final long resumedAt;
  private boolean stopped;

  Kubelet(Client client, EventLoop loop, String node, ImagePuller puller, Processes processes) {
    this.client = client;
    this.loop = loop;
    this.node = node;
    this.puller = puller;
    this.processes = processes;
    this.addresses = new Addresses(client, node);
    this.resumedAt = loop.now();
    this.stopped = NodeLeases.isStopped(lease());
    this.eviction = new Eviction(this);
  }

  Client client() {
    return client;
  }

  EventLoop loop() {
    return loop;
  }

  long now() {
    return loop.now();
  }

  /** When this kubelet was made; what was due before has been done by the one before it. */
  long resumedAt() {
    return resumedAt;
  }

  String node() {
    return node;
  }

  ImagePuller puller() {
    return puller;
  }

  Processes processes() {
    return processes;
  }

  Addresses addresses() {
    return addresses;
  }

  Eviction eviction() {
    return eviction;
  }

  Collection<PodWorker> workers() {
    return workers.values();
  }

  boolean isStopped() {
    return stopped;
  }

  KubeObject self() {
    return client.get(Kinds.NODE, "", node);
  }

  private KubeObject lease() {
    return client.get(Kinds.LEASE, NodeLeases.NAMESPACE, node);
  }

  PodWorker worker(KubeObject pod) {
    PodWorker worker = workers.get(pod.key());
    return worker != null && worker.uid().equals(pod.uid()) ? worker : null;
  }

  /** Something about one of its Pods changed, by another hand than its own. */
  void hear(Change change) {
    if (change.isRemoval()) {
      PodWorker worker = worker(change.before());
      if (worker != null) {
        forget(worker);
      }
      return;
    }
    if (!change.actor().equals(client.actor())) {
      look(change.after(), Cause.of(change));
    }
  }

  /** Looks at a Pod within some milliseconds. */
  void look(KubeObject pod, Cause cause) {
    PodWorker worker = worker(pod);
    if (worker == null) {
      PodWorker other = workers.get(pod.key());
      if (other != null) {
        forget(other);
      }
      worker = new PodWorker(this, pod);
      workers.put(pod.key(), worker);
    }
    long wait =
        client.chance().of(client.actor(), loop.now() * 31 + pod.key().hashCode()).between(3, 25);
    worker.wakeBy(loop.now() + wait, cause);
  }

  void forget(PodWorker worker) {
    worker.stop();
    addresses.release(worker.object());
    processes.forget(worker);
    workers.remove(worker.object().key(), worker);
  }

  /** Its Lease changed: it may have to stop, or to go on. */
  void hearLease() {
    boolean before = stopped;
    stopped = NodeLeases.isStopped(lease());
    if (before && !stopped) {
      loop.at(
          loop.now(),
          () -> {
            KubeObject self = self();
            if (self != null && !stopped) {
              NodeRegistration.post(client, self);
            }
          });
      client.podsOn(node).forEach(pod -> look(pod, Cause.NONE));
      eviction.look();
    }
  }

  void shutDown() {
    stopped = true;
    workers.values().forEach(PodWorker::stop);
    workers.clear();
  }
}
