package dev.kubarium.cluster.controller;

import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.ObjectKey;
import java.util.Collection;

/**
 * One control loop: it looks at what is wished and what is there, and takes a step from the one to
 * the other.
 *
 * <p>A controller keeps nothing between two calls: whatever it needs it reads through its client,
 * now. When the control plane starts (also after a snapshot is restored) {@link #concernedBy} is
 * called for each object as if it had just been created, so that every key is looked at once.
 */
public interface Controller {

  /** The actor that its changes are signed with, e.g. {@code replicaset-controller}. */
  String name();

  /**
   * The keys that must be looked at because of this change, in a fixed order; empty where it does
   * not concern it.
   */
  Collection<ObjectKey> concernedBy(Change change);

  /**
   * Looks at one key and takes a step. An {@link dev.kubarium.cluster.apiserver.ApiException} that
   * leaves it is retried with a growing back-off, as upstream's rate-limited queues do.
   */
  Recheck reconcile(ObjectKey key);
}
