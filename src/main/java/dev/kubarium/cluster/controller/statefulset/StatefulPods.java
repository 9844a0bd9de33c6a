package dev.kubarium.cluster.controller.statefulset;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.history.RevisionHistory;
import dev.kubarium.cluster.controller.pods.PodControl;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;

/**
 * Creates and deletes the Pods of a StatefulSet, each with the name and the claims of its ordinal.
 *
 * <p>Models: pkg/controller/statefulset/stateful_pod_control.go, stateful_set_utils.go
 */
final class StatefulPods {

  private final Client client;
  private final Claims claims;

  StatefulPods(Client client, Claims claims) {
    this.client = client;
    this.claims = claims;
  }

  /** The ordinal at the end of a Pod's name, or -1 where it has none of this set. */
  static int ordinal(KubeObject set, KubeObject pod) {
    String prefix = set.name() + "-";
    String rest = pod.name().startsWith(prefix) ? pod.name().substring(prefix.length()) : "";
    return rest.matches("0|[1-9][0-9]{0,8}") ? Integer.parseInt(rest) : -1;
  }

  static boolean isHealthy(KubeObject pod) {
    return !pod.isTerminating() && Pods.phase(pod).equals("Running") && Pods.isReady(pod);
  }

  static String revision(KubeObject pod) {
    return pod.labels().string(RevisionHistory.POD_LABEL, "");
  }

  /** Creates the Pod of an ordinal from a revision's template, after its claims. */
  void create(KubeObject set, KubeObject revision, int ordinal) {
    String name = set.name() + "-" + ordinal;
    claims.refuseStale(set, ordinal);
    claims.create(set, ordinal);
    JsonObject template = RevisionHistory.templateOf(revision);
    try {
      client.create(KubeObject.of(Kinds.POD, podOf(set, template, revision.name(), ordinal)));
    } catch (ApiException refused) {
      client.event(
          set,
          "Warning",
          "FailedCreate",
          "create Pod "
              + name
              + " in StatefulSet "
              + set.name()
              + " failed error: "
              + refused.getMessage());
      throw refused;
    }
    client.event(
        set,
        "Normal",
        "SuccessfulCreate",
        "create Pod " + name + " in StatefulSet " + set.name() + " successful");
  }

  private static JsonObject podOf(
      KubeObject set, JsonObject template, String revision, int ordinal) {
    String name = set.name() + "-" + ordinal;
    return PodControl.podOf(set, template)
        .update(
            "metadata",
            metadata ->
                metadata
                    .with("name", name)
                    .updateOrCreate(
                        "labels",
                        labels ->
                            labels
                                .with("statefulset.kubernetes.io/pod-name", name)
                                .with("apps.kubernetes.io/pod-index", Integer.toString(ordinal))
                                .with(RevisionHistory.POD_LABEL, revision)))
        .update(
            "spec",
            spec -> {
              JsonArray volumes = Claims.volumes(set, ordinal, spec.array("volumes"));
              String subdomain = set.spec().string("serviceName", "");
              return spec.with("hostname", name)
                  .withOrWithout("subdomain", subdomain.isEmpty() ? null : subdomain)
                  .withOrWithout("volumes", volumes.isEmpty() ? null : volumes);
            });
  }

  void delete(KubeObject set, KubeObject pod) {
    String sentence = "delete Pod " + pod.name() + " in StatefulSet " + set.name();
    try {
      client.delete(pod);
    } catch (ApiException refused) {
      client.event(
          set, "Warning", "FailedDelete", sentence + " failed error: " + refused.getMessage());
      throw refused;
    }
    client.event(set, "Normal", "SuccessfulDelete", sentence + " successful");
  }
}
