package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.object.KubeObject;

/** How a kind is scaled. The wished number is always {@code spec.replicas}. */
public interface ScaleRules {

  /** {@code status.replicas} of the Scale. */
  long statusReplicas(KubeObject object);

  /** The label selector of the counted Pods in its text form, e.g. {@code app=web}. */
  String selector(KubeObject object);
}
