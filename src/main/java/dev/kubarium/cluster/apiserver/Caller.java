package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.object.Cause;

/**
 * Who calls, and why.
 *
 * @param actor recorded with each change: {@code you}, {@code replicaset-controller}, {@code
 *     kubelet/node-1} …
 * @param cause what made the actor act
 * @param user the user name that the API knows, e.g. {@code
 *     system:serviceaccount:kube-system:replicaset-controller}
 * @param person whether a person asked (their refusals are shown, their system objects protected)
 */
public record Caller(String actor, Cause cause, String user, boolean person) {

  public static final Caller YOU = new Caller("you", Cause.NONE, "kubarium-admin", true);

  /** A component of the control plane or a node. */
  public static Caller component(String actor) {
    return new Caller(actor, Cause.NONE, "system:" + actor, false);
  }

  public Caller because(Cause because) {
    return new Caller(actor, because, user, person);
  }
}
