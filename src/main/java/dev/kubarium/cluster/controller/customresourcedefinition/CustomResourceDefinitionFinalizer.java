package dev.kubarium.cluster.controller.customresourcedefinition;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Deletes the objects of a kind whose CustomResourceDefinition is about to go, and then lets the
 * definition go.
 *
 * <p>Documentation:
 * tasks/extend-kubernetes/custom-resources/custom-resource-definitions#delete-a-customresourcedefinition
 *
 * <p>Models: apiextensions-apiserver pkg/controller/finalizer. Left out: the Terminating condition
 * of the definition.
 */
public final class CustomResourceDefinitionFinalizer implements Controller {

  public static final String NAME = "customresourcedefinition-finalizer";

  private static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

  private final Client client;

  public CustomResourceDefinitionFinalizer(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** A definition is named as the resource that it adds. */
  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    String name =
        change.kind().equals(Kinds.CUSTOM_RESOURCE_DEFINITION)
            ? change.key().name()
            : change.key().resource();
    KubeObject definition = client.get(Kinds.CUSTOM_RESOURCE_DEFINITION, "", name);
    return definition != null && definition.isTerminating() ? List.of(definition.key()) : List.of();
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject definition = client.get(key);
    if (definition == null
        || !definition.isTerminating()
        || !definition.finalizers().contains(CLEANUP)) {
      return Recheck.NEVER;
    }
    for (KubeObject object : new ArrayList<>(client.listResource(definition.name(), ""))) {
      if (!object.isTerminating() && client.current(object) != null) {
        client.delete(object);
      }
    }
    if (client.listResource(definition.name(), "").isEmpty()) {
      client.patch(
          definition,
          tree ->
              tree.update(
                  "metadata",
                  metadata -> {
                    JsonArray left = metadata.array("finalizers").without(CLEANUP::equals);
                    return metadata.withOrWithout("finalizers", left.isEmpty() ? null : left);
                  }));
    }
    return Recheck.NEVER;
  }
}
