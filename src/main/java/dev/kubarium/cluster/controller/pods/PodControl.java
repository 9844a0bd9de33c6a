package dev.kubarium.cluster.controller.pods;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.OwnerReferences;
import java.util.function.UnaryOperator;

/**
 * Creates and deletes Pods in the name of their owner, and says so in Events.
 *
 * <p>Models: kubernetes pkg/controller/controller_utils.go (RealPodControl)
 */
public final class PodControl {

  private final Client client;

  public PodControl(Client client) {
    this.client = client;
  }

  /** Creates a Pod from a template ({@code spec.template}); the API server completes its name. */
  public KubeObject create(KubeObject owner, JsonObject template) {
    return create(owner, template, UnaryOperator.identity());
  }

  /**
   * As {@link #create(KubeObject, JsonObject)}; the Pod's tree can be completed before it is sent.
   */
  public KubeObject create(
      KubeObject owner, JsonObject template, UnaryOperator<JsonObject> complete) {
    try {
      KubeObject pod =
          client.create(KubeObject.of(Kinds.POD, complete.apply(podOf(owner, template))));
      client.event(owner, "Normal", "SuccessfulCreate", "Created pod: " + pod.name());
      return pod;
    } catch (ApiException refused) {
      if (!isBecauseNamespaceEnds(refused)) {
        client.event(owner, "Warning", "FailedCreate", "Error creating: " + refused.getMessage());
      }
      throw refused;
    }
  }

  /** Deletes this very Pod; one that is gone already is no error. */
  public void delete(KubeObject owner, KubeObject pod) {
    if (client.current(pod) == null) {
      return;
    }
    try {
      client.delete(pod);
      client.event(owner, "Normal", "SuccessfulDelete", "Deleted pod: " + pod.name());
    } catch (ApiException refused) {
      client.event(owner, "Warning", "FailedDelete", "Error deleting: " + refused.getMessage());
      throw refused;
    }
  }

  /** The Pod of a template, still without a name of its own. */
  public static JsonObject podOf(KubeObject owner, JsonObject template) {
    JsonObject wished = template.object("metadata");
    JsonObject metadata =
        JsonObject.of(
            "namespace", owner.namespace(),
            "generateName", owner.name() + "-",
            "labels", wished.get("labels"),
            "annotations", wished.get("annotations"),
            "finalizers", wished.get("finalizers"),
            "ownerReferences", JsonArray.of(OwnerReferences.controllerReference(owner)));
    return JsonObject.of(
        "apiVersion", "v1", "kind", "Pod", "metadata", metadata, "spec", template.object("spec"));
  }

  /**
   * A refusal that cannot be mended by trying again: nothing new comes into a namespace that ends.
   */
  public static boolean isBecauseNamespaceEnds(ApiException refused) {
    return refused.details().array("causes").find("reason", "NamespaceTerminating") != null;
  }
}
