package dev.kubarium.cluster.controller.volume;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.OwnerReferences;
import java.util.Collection;
import java.util.List;

/**
 * Makes the claims of a Pod's ephemeral volumes; they go with the Pod.
 *
 * <p>Documentation: concepts/storage/ephemeral-volumes#generic-ephemeral-volumes. Models:
 * pkg/controller/volume/ephemeral.
 */
public final class EphemeralVolumeController implements Controller {

  public static final String NAME = "ephemeral-volume-controller";

  private final Client client;

  public EphemeralVolumeController(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    return change.kind().equals(Kinds.POD)
            && change.isCreation()
            && change.after().spec().array("volumes").objects().stream()
                .anyMatch(volume -> volume.isSet("ephemeral"))
        ? List.of(change.key())
        : List.of();
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject pod = client.get(key);
    if (pod == null || pod.isTerminating()) {
      return Recheck.NEVER;
    }
    for (JsonObject volume : pod.spec().array("volumes").objects()) {
      String name = pod.name() + "-" + volume.string("name", "");
      if (volume.isSet("ephemeral")
          && client.get(Kinds.PERSISTENT_VOLUME_CLAIM, pod.namespace(), name) == null) {
        client.create(claim(pod, name, volume.object("ephemeral").object("volumeClaimTemplate")));
      }
    }
    return Recheck.NEVER;
  }

  private static KubeObject claim(KubeObject pod, String name, JsonObject template) {
    JsonObject metadata =
        template
            .object("metadata")
            .with("name", name)
            .with("namespace", pod.namespace())
            .with("ownerReferences", JsonArray.of(OwnerReferences.controllerReference(pod)));
    return KubeObject.of(
        Kinds.PERSISTENT_VOLUME_CLAIM,
        JsonObject.of(
            "apiVersion",
            "v1",
            "kind",
            "PersistentVolumeClaim",
            "metadata",
            metadata,
            "spec",
            template.object("spec")));
  }
}
