package dev.kubarium.cluster.apiserver.admission;

import dev.kubarium.cluster.apiserver.AdmissionPlugin;
import java.util.List;

/** The plugins of every cluster. A new plugin is one class in this package and one line here. */
public final class AdmissionChain {

  private AdmissionChain() {}

  /** The plugins in the order in which they are asked. */
  public static List<AdmissionPlugin> plugins() {
    return List.of(new NamespaceLifecycle(), new ServiceAccountAdmission(), new DefaultTolerationSeconds());
  }
}
