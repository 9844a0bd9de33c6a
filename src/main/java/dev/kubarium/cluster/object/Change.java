package dev.kubarium.cluster.object;

/**
 * One committed change of one object.
 *
 * @param revision the store's revision after it
 * @param at virtual time, milliseconds since the epoch
 * @param actor who wrote: {@code replicaset-controller}, {@code kubelet/node-1}, {@code
 *     default-scheduler}, {@code you} …
 * @param cause what made the actor act
 * @param before {@code null} where the object was created
 * @param after {@code null} where the object was removed
 */
public record Change(
    long revision, long at, String actor, Cause cause, KubeObject before, KubeObject after) {

  /** The object after the change, or as it last was where it was removed. */
  public KubeObject object() {
    return after != null ? after : before;
  }

  public Kind kind() {
    return object().kind();
  }

  public ObjectKey key() {
    return object().key();
  }

  public boolean isCreation() {
    return before == null;
  }

  public boolean isRemoval() {
    return after == null;
  }
}
