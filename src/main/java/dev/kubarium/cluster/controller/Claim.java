package dev.kubarium.cluster.controller;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.OwnerReferences;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which objects belong to a controller: it adopts orphans that its selector takes, and releases
 * what it controls but its selector takes no more.
 *
 * <p>Models: kubernetes pkg/controller/controller_ref_manager.go
 */
public final class Claim {

  private final Client client;
  private final KubeObject owner;
  private final LabelSelector selector;

  public Claim(Client client, KubeObject owner, LabelSelector selector) {
    this.client = client;
    this.owner = owner;
    this.selector = selector;
  }

  /**
   * The owner's objects of this kind, in key order; only orphans that the filter takes are adopted.
   */
  public List<KubeObject> of(Kind kind, Predicate<KubeObject> adoptable) {
    List<KubeObject> claimed = new ArrayList<>();
    for (KubeObject object : client.controlledBy(owner, kind)) {
      if (selector.matches(object.labels())) {
        claimed.add(object);
      } else if (!owner.isTerminating()) {
        release(object);
      }
    }
    if (!owner.isTerminating()) {
      adopt(kind, adoptable, claimed);
    }
    return claimed;
  }

  private void adopt(Kind kind, Predicate<KubeObject> adoptable, List<KubeObject> claimed) {
    int own = claimed.size();
    for (KubeObject orphan : client.withoutController(kind, owner.namespace())) {
      if (selector.matches(orphan.labels()) && !orphan.isTerminating() && adoptable.test(orphan)) {
        claimed.add(adopted(orphan));
      }
    }
    if (claimed.size() > own) {
      claimed.sort((one, other) -> one.key().compareTo(other.key()));
    }
  }

  private KubeObject adopted(KubeObject orphan) {
    return client.patch(
        orphan,
        tree ->
            tree.update(
                "metadata",
                metadata ->
                    metadata.with(
                        "ownerReferences",
                        metadata
                            .array("ownerReferences")
                            .plus(OwnerReferences.controllerReference(owner)))));
  }

  private void release(KubeObject object) {
    client.patch(
        object,
        tree ->
            tree.update(
                "metadata",
                metadata -> {
                  JsonArray left = metadata.array("ownerReferences").without(this::isOwner);
                  return metadata.withOrWithout("ownerReferences", left.isEmpty() ? null : left);
                }));
  }

  private boolean isOwner(Object reference) {
    return reference instanceof JsonObject one && owner.uid().equals(one.string("uid"));
  }
}
