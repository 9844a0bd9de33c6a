package dev.kubarium.cluster.controller.pods;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.KubeObject;

/** The condition of a Pod that is about to go through no fault of its own. */
public final class DisruptionTarget {

  public static final String TYPE = "DisruptionTarget";

  private DisruptionTarget() {}

  /** Says why the Pod goes; answers it as it is then, or {@code null} where it is gone. */
  public static KubeObject mark(Client client, KubeObject pod, String reason, String message) {
    return client.patchStatus(
        pod,
        status ->
            Conditions.replace(status, Conditions.of(TYPE, "True", reason, message, client.now())));
  }
}
