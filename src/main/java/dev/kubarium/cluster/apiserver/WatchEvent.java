package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.object.KubeObject;

/**
 * One line of a watch.
 *
 * @param object for a BOOKMARK an object of the kind that carries only its resourceVersion
 * @param initialEnd whether this bookmark ends the initial events
 */
public record WatchEvent(Type type, KubeObject object, boolean initialEnd) {

  /** As the API spells them. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED,
    BOOKMARK
  }
}
