package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.sim.Chance;
import java.util.Collection;

/** What rules and admission plugins may look at: the store as it is, the time, luck, the caller. */
public interface RuleContext {

  /** Virtual milliseconds since the epoch. */
  long now();

  Caller caller();

  /**
   * The subresource that is asked for, e.g. {@code status} or {@code binding}; {@code null} for the
   * object itself.
   */
  String subresource();

  Chance chance();

  /** The revision that a commit made now would get: a salt for luck. */
  long nextRevision();

  /** The object, or {@code null}. */
  KubeObject get(Kind kind, String namespace, String name);

  /** All objects of a kind in key order; with the empty namespace, of all namespaces. */
  Collection<KubeObject> list(Kind kind, String namespace);

  /** Ranges and addresses of this cluster. */
  ClusterNetwork network();

  /** The nodes' kubelets, for what only they know: logs, commands, usage. */
  NodeConnector nodes();

  /** A sentence for the {@code Warning:} header of the answer. */
  void warn(String sentence);
}
