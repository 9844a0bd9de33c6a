package dev.kubarium.cluster.controller.statefulset;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;

/**
 * The storage of each ordinal: one claim for each template, named {@code
 * <template>-<set>-<ordinal>}, which outlives its Pod unless the retention policy says otherwise.
 *
 * <p>Models: pkg/controller/statefulset/stateful_set_utils.go
 */
final class Claims {

  private final Client client;

  Claims(Client client) {
    this.client = client;
  }

  private static String name(KubeObject set, JsonObject template, int ordinal) {
    return template.object("metadata").string("name", "") + "-" + set.name() + "-" + ordinal;
  }

  /**
   * The Pod's volumes with those of its claims, which take the place of others of the same name.
   */
  static JsonArray volumes(KubeObject set, int ordinal, JsonArray own) {
    JsonArray volumes = own;
    for (JsonObject template : set.spec().array("volumeClaimTemplates").objects()) {
      String volume = template.object("metadata").string("name", "");
      volumes =
          volumes
              .without(each -> each instanceof JsonObject one && volume.equals(one.get("name")))
              .plus(
                  JsonObject.of(
                      "name",
                      volume,
                      "persistentVolumeClaim",
                      JsonObject.of("claimName", name(set, template, ordinal))));
    }
    return volumes;
  }

  /**
   * Creates the claims of an ordinal that are not there.
   *
   * @throws ApiException where a claim is refused, or one of the name is being deleted
   */
  void create(KubeObject set, int ordinal) {
    for (JsonObject template : set.spec().array("volumeClaimTemplates").objects()) {
      String name = name(set, template, ordinal);
      KubeObject existing = client.get(Kinds.PERSISTENT_VOLUME_CLAIM, set.namespace(), name);
      if (existing == null) {
        create(set, template, name, set.name() + "-" + ordinal);
      } else if (existing.isTerminating()) {
        throw ApiException.conflict(
            Kinds.PERSISTENT_VOLUME_CLAIM, name, "pvc " + name + " is being deleted");
      }
    }
  }

  /**
   * A claim that goes with a Pod of the past must be gone before the ordinal's next Pod is made.
   *
   * @throws ApiException where there is such a claim
   */
  void refuseStale(KubeObject set, int ordinal) {
    if (!"Delete"
        .equals(set.spec().object("persistentVolumeClaimRetentionPolicy").string("whenScaled"))) {
      return;
    }
    for (JsonObject template : set.spec().array("volumeClaimTemplates").objects()) {
      String name = name(set, template, ordinal);
      KubeObject claim = client.get(Kinds.PERSISTENT_VOLUME_CLAIM, set.namespace(), name);
      if (claim == null) {
        continue;
      }
      for (JsonObject owner : claim.metadata().array("ownerReferences").objects()) {
        if (owner.string("kind", "").equals(Kinds.POD.name())
            && owner.string("name", "").equals(set.name() + "-" + ordinal)) {
          throw ApiException.conflict(
              Kinds.PERSISTENT_VOLUME_CLAIM, name, "pvc " + name + " is of a Pod that is gone");
        }
      }
    }
  }

  private void create(KubeObject set, JsonObject template, String name, String pod) {
    JsonObject labels = template.object("metadata").object("labels");
    for (String label : set.spec().object("selector").object("matchLabels").keys()) {
      labels = labels.with(label, set.spec().object("selector").object("matchLabels").get(label));
    }
    JsonObject wished = labels;
    JsonObject claim =
        template
            .without("status")
            .with("apiVersion", "v1")
            .with("kind", "PersistentVolumeClaim")
            .updateOrCreate(
                "metadata",
                metadata ->
                    metadata
                        .with("name", name)
                        .with("namespace", set.namespace())
                        .withOrWithout("labels", wished.isEmpty() ? null : wished));
    String sentence = "create Claim " + name + " Pod " + pod + " in StatefulSet " + set.name();
    try {
      client.create(KubeObject.of(Kinds.PERSISTENT_VOLUME_CLAIM, claim));
    } catch (ApiException refused) {
      client.event(
          set, "Warning", "FailedCreate", sentence + " failed error: " + refused.getMessage());
      throw refused;
    }
    client.event(set, "Normal", "SuccessfulCreate", sentence + " success");
  }

  /**
   * Makes the claims of an ordinal go with whom the retention policy says: with the Pod that is
   * scaled away, with the set that is deleted, or with nobody.
   */
  void retain(KubeObject set, KubeObject pod, int ordinal, boolean isScaledAway) {
    JsonObject policy = set.spec().object("persistentVolumeClaimRetentionPolicy");
    boolean withPod = isScaledAway && "Delete".equals(policy.string("whenScaled"));
    boolean withSet = !withPod && "Delete".equals(policy.string("whenDeleted"));
    for (JsonObject template : set.spec().array("volumeClaimTemplates").objects()) {
      KubeObject claim =
          client.get(Kinds.PERSISTENT_VOLUME_CLAIM, set.namespace(), name(set, template, ordinal));
      if (claim != null) {
        client.patch(
            claim,
            tree ->
                tree.update("metadata", metadata -> owned(metadata, set, withSet, pod, withPod)));
      }
    }
  }

  private static JsonObject owned(
      JsonObject metadata, KubeObject set, boolean bySet, KubeObject pod, boolean byPod) {
    JsonArray owners = owned(metadata.array("ownerReferences"), set, bySet);
    if (pod != null) {
      owners = owned(owners, pod, byPod);
    }
    return metadata.withOrWithout("ownerReferences", owners.isEmpty() ? null : owners);
  }

  private static JsonArray owned(JsonArray owners, KubeObject owner, boolean wanted) {
    boolean there = owners.find("uid", owner.uid()) != null;
    if (there == wanted) {
      return owners;
    }
    return wanted
        ? owners.plus(
            JsonObject.of(
                "apiVersion", owner.kind().apiVersion(),
                "kind", owner.kind().name(),
                "name", owner.name(),
                "uid", owner.uid()))
        : owners.without(
            each -> each instanceof JsonObject one && owner.uid().equals(one.get("uid")));
  }
}
