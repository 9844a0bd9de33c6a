package dev.kubarium.cluster.object;

/** What the simulation writes on objects about the world around the cluster. */
public final class Annotations {

  /** The Namespace that bears what concerns the whole cluster. */
  public static final String OF_THE_CLUSTER = "kube-system";

  /** On the Namespace of the cluster: the registries that answer nobody, separated by commas. */
  public static final String REGISTRIES_DOWN = "kubarium.dev/registries-down";

  /** On a Namespace: the names of the namespaces it is cut off from, separated by commas. */
  public static final String CUT_FROM = "kubarium.dev/cut-from";

  /** On a Node: bytes of memory that something outside of all Pods takes. */
  public static final String MEMORY_TAKEN = "kubarium.dev/memory-taken";

  private Annotations() {}
}
