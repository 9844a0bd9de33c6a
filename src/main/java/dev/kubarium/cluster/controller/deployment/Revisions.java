package dev.kubarium.cluster.controller.deployment;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.pods.PodControl;
import dev.kubarium.cluster.controller.pods.PodTemplateHash;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.OwnerReferences;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The history of a Deployment: each template it had is a ReplicaSet with a revision number.
 *
 * <p>Models: pkg/controller/deployment/sync.go (getNewReplicaSet, cleanupDeployment) and
 * util/deployment_util.go
 */
final class Revisions {

  static final String REVISION = "deployment.kubernetes.io/revision";
  static final String REVISION_HISTORY = "deployment.kubernetes.io/revision-history";
  static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
  static final String MAX = "deployment.kubernetes.io/max-replicas";

  /**
   * What is the Deployment's own, or the ReplicaSet's own, and is not copied from one to the other.
   */
  private static final List<String> NOT_COPIED =
      List.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          REVISION,
          REVISION_HISTORY,
          DESIRED,
          MAX,
          "deprecated.deployment.rollback.to");

  private static final String CREATE_ERROR = "ReplicaSetCreateError";

  private final Client client;
  private final Scaling scaling;

  Revisions(Client client, Scaling scaling) {
    this.client = client;
    this.scaling = scaling;
  }

  /** The number of the newest revision among these; 0 where there is none. */
  private static long newest(List<KubeObject> replicaSets) {
    return replicaSets.stream().mapToLong(Revisions::revision).max().orElse(0);
  }

  static long revision(KubeObject object) {
    String text = object.annotation(REVISION);
    try {
      return text == null ? 0 : Long.parseLong(text);
    } catch (NumberFormatException notANumber) {
      return 0;
    }
  }

  /**
   * Gives the new ReplicaSet, if it exists, the newest number; where it is an old one of before,
   * this is a rollback.
   */
  Rollout synced(Rollout rollout) {
    KubeObject fresh = rollout.newReplicaSet();
    if (fresh == null) {
      return rollout;
    }
    long number = newest(rollout.old()) + 1;
    KubeObject known =
        client.patch(
            fresh,
            tree ->
                tree.update(
                        "metadata",
                        metadata -> annotated(rollout.deployment(), metadata, number, true))
                    .update(
                        "spec",
                        spec ->
                            spec.withOrWithout(
                                "minReadySeconds",
                                rollout.deployment().spec().get("minReadySeconds"))));
    numbered(rollout.deployment(), known);
    client.patchStatus(
        rollout.deployment(),
        status ->
            DeploymentStatus.hasDeadline(rollout.deployment())
                    && DeploymentStatus.progressing(status) == null
                ? DeploymentStatus.withProgress(
                    status,
                    "True",
                    "FoundNewReplicaSet",
                    "Found new replica set \"" + fresh.name() + "\"",
                    client.now())
                : status);
    return rollout.now(client);
  }

  private void numbered(KubeObject deployment, KubeObject replicaSet) {
    String number = replicaSet.annotation(REVISION);
    client.patch(deployment, tree -> tree.withAt(number, "metadata", "annotations", REVISION));
  }

  /**
   * Makes the ReplicaSet of the Deployment's template, with as many Pods as may be there at once.
   */
  Rollout created(Rollout rollout) {
    KubeObject deployment = rollout.deployment();
    JsonObject template = deployment.spec().object("template");
    long collisions = deployment.status().integer("collisionCount", 0);
    String hash = PodTemplateHash.of(template, collisions);
    String name = deployment.name() + "-" + hash;
    long replicas = scaling.allowedForNew(rollout, 0);
    JsonObject metadata =
        annotated(
            deployment,
            JsonObject.of(
                "name", name,
                "namespace", deployment.namespace(),
                "labels",
                    template.object("metadata").object("labels").with(PodTemplateHash.LABEL, hash),
                "ownerReferences", JsonArray.of(OwnerReferences.controllerReference(deployment))),
            newest(rollout.old()) + 1,
            false);
    metadata =
        metadata.update(
            "annotations",
            annotations ->
                annotations
                    .with(DESIRED, Long.toString(rollout.replicas()))
                    .with(MAX, Long.toString(rollout.maxTotal())));
    JsonObject spec =
        JsonObject.of(
            "replicas", replicas,
            "minReadySeconds", deployment.spec().get("minReadySeconds"),
            "selector",
                deployment
                    .spec()
                    .object("selector")
                    .withAt(hash, "matchLabels", PodTemplateHash.LABEL),
            "template", template.withAt(hash, "metadata", "labels", PodTemplateHash.LABEL));
    KubeObject made;
    try {
      made =
          client.create(
              KubeObject.of(
                  Kinds.REPLICA_SET,
                  JsonObject.of(
                      "apiVersion",
                      "apps/v1",
                      "kind",
                      "ReplicaSet",
                      "metadata",
                      metadata,
                      "spec",
                      spec)));
    } catch (ApiException refused) {
      throw refusedCreation(deployment, name, refused);
    }
    if (replicas > 0) {
      client.event(
          deployment,
          "Normal",
          "ScalingReplicaSet",
          "Scaled up replica set " + name + " from 0 to " + replicas);
    }
    numbered(deployment, made);
    if (DeploymentStatus.hasDeadline(deployment)) {
      client.patchStatus(
          deployment,
          status ->
              DeploymentStatus.withProgress(
                  status,
                  "True",
                  "NewReplicaSetCreated",
                  "Created new replica set \"" + name + "\"",
                  client.now()));
    }
    return new Rollout(deployment, made, rollout.old()).now(client);
  }

  /** A name that is taken by another template asks for another hash at the next try. */
  private ApiException refusedCreation(KubeObject deployment, String name, ApiException refused) {
    if (refused.reason().equals("AlreadyExists")
        && client.get(ObjectKey.of(Kinds.REPLICA_SET, deployment.namespace(), name)) != null) {
      client.patchStatus(
          deployment,
          status -> status.with("collisionCount", status.integer("collisionCount", 0) + 1));
    } else if (!PodControl.isBecauseNamespaceEnds(refused)) {
      String message = "Failed to create new replica set \"" + name + "\": " + refused.getMessage();
      if (DeploymentStatus.hasDeadline(deployment)) {
        client.patchStatus(
            deployment,
            status ->
                DeploymentStatus.withProgress(
                    status, "False", CREATE_ERROR, message, client.now()));
      }
      client.event(deployment, "Warning", CREATE_ERROR, message);
    }
    return refused;
  }

  private static JsonObject annotated(
      KubeObject deployment, JsonObject metadata, long number, boolean exists) {
    JsonObject annotations = metadata.object("annotations");
    for (String key : deployment.annotations().keys()) {
      if (!NOT_COPIED.contains(key)) {
        annotations = annotations.with(key, deployment.annotations().get(key));
      }
    }
    String before = annotations.string(REVISION, "");
    if (before.isEmpty() || Long.parseLong(before) < number) {
      annotations = annotations.with(REVISION, Long.toString(number));
      if (exists && !before.isEmpty()) {
        String history = annotations.string(REVISION_HISTORY, "");
        annotations =
            annotations.with(REVISION_HISTORY, history.isEmpty() ? before : history + "," + before);
      }
    }
    return metadata.with("annotations", annotations);
  }

  /** Deletes the oldest ReplicaSets without Pods beyond {@code revisionHistoryLimit}. */
  void cleanUp(Rollout rollout) {
    Long limit = rollout.deployment().spec().integer("revisionHistoryLimit");
    if (limit == null || limit == Integer.MAX_VALUE) {
      return;
    }
    List<KubeObject> alive = new ArrayList<>(rollout.old());
    alive.removeIf(KubeObject::isTerminating);
    alive.sort(Comparator.comparingLong(Revisions::revision).thenComparing(Rollout.OLDEST_FIRST));
    for (KubeObject oldest : alive.subList(0, (int) Math.max(0, alive.size() - limit))) {
      boolean empty = Rollout.wished(oldest) == 0 && oldest.status().integer("replicas", 0) == 0;
      if (empty && oldest.generation() <= oldest.status().integer("observedGeneration", 0)) {
        client.delete(oldest);
      }
    }
  }
}
