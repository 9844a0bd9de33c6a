package dev.kubarium.cluster.controller.garbagecollector;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Deletes objects whose owners are all gone; holds an owner that is deleted in the foreground until
 * its dependents are gone; sets dependents free where they are to be orphaned.
 *
 * <p>Documentation: concepts/architecture/garbage-collection. Models:
 * pkg/controller/garbagecollector. Left out: the graph of virtual nodes (the store has an index of
 * dependents).
 */
public final class GarbageCollector implements Controller {

  public static final String NAME = "garbage-collector";

  private static final String FOREGROUND = "foregroundDeletion";
  private static final String ORPHAN = "orphan";

  private final Client client;

  public GarbageCollector(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    Set<ObjectKey> keys = new LinkedHashSet<>();
    if (change.isRemoval()) {
      keys.addAll(client.dependentsOf(change.before().uid()));
    } else if (change.after().isTerminating()) {
      if (waits(change.after())) {
        keys.add(change.key());
      }
    } else if ((change.isCreation() || ownersChanged(change)) && hasLostAnOwner(change.after())) {
      keys.add(change.key());
    }
    if (change.before() != null && (change.isRemoval() || ownersChanged(change))) {
      for (JsonObject reference : references(change.before())) {
        KubeObject owner = owner(change.before(), reference);
        if (owner != null && waits(owner)) {
          keys.add(owner.key());
        }
      }
    }
    return keys;
  }

  private static boolean ownersChanged(Change change) {
    return !change
        .before()
        .metadata()
        .array("ownerReferences")
        .equals(change.after().metadata().array("ownerReferences"));
  }

  private static boolean waits(KubeObject object) {
    return object.isTerminating()
        && (object.finalizers().contains(FOREGROUND) || object.finalizers().contains(ORPHAN));
  }

  private boolean hasLostAnOwner(KubeObject object) {
    for (JsonObject reference : references(object)) {
      KubeObject owner = owner(object, reference);
      if (owner == null || isForeground(owner)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isForeground(KubeObject owner) {
    return owner.isTerminating() && owner.finalizers().contains(FOREGROUND);
  }

  private static List<JsonObject> references(KubeObject object) {
    JsonArray references = object.metadata().array("ownerReferences");
    return references.isEmpty() ? List.of() : references.objects();
  }

  /**
   * The very owner that is named (same uid), or {@code null} where it is gone or of a kind that is
   * not served.
   */
  private KubeObject owner(KubeObject dependent, JsonObject reference) {
    KubeObject found =
        client.find(
            reference.string("apiVersion", ""),
            reference.string("kind", ""),
            dependent.namespace(),
            reference.string("name", ""));
    return found == null || !found.uid().equals(reference.string("uid")) ? null : found;
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject object = client.get(key);
    if (object == null) {
      return Recheck.NEVER;
    }
    if (object.isTerminating()) {
      if (object.finalizers().contains(ORPHAN)) {
        setDependentsFree(object);
      } else if (object.finalizers().contains(FOREGROUND)) {
        deleteDependentsFirst(object);
      }
    } else {
      deleteIfUnowned(object);
    }
    return Recheck.NEVER;
  }

  private void setDependentsFree(KubeObject owner) {
    for (KubeObject dependent : dependents(owner)) {
      withoutReferences(dependent, reference -> owner.uid().equals(reference.string("uid")));
    }
    withoutFinalizer(owner, ORPHAN);
  }

  private void deleteDependentsFirst(KubeObject owner) {
    boolean blocked = false;
    for (KubeObject dependent : dependents(owner)) {
      blocked |= blocks(dependent, owner);
      if (!dependent.isTerminating()) {
        deleteIfUnowned(dependent);
      }
    }
    if (!blocked) {
      withoutFinalizer(owner, FOREGROUND);
    }
  }

  private static boolean blocks(KubeObject dependent, KubeObject owner) {
    for (JsonObject reference : references(dependent)) {
      if (owner.uid().equals(reference.string("uid")) && reference.bool("blockOwnerDeletion")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Keeps what has at least one living owner; else deletes it, in the foreground where an owner
   * waits for it.
   */
  private void deleteIfUnowned(KubeObject object) {
    boolean owned = false;
    boolean lost = false;
    boolean awaited = false;
    for (JsonObject reference : references(object)) {
      KubeObject owner = owner(object, reference);
      if (owner == null) {
        lost = true;
      } else if (isForeground(owner)) {
        awaited = true;
        lost = true;
      } else {
        owned = true;
      }
    }
    if (!lost) {
      return;
    }
    if (owned) {
      withoutReferences(
          object,
          reference -> {
            KubeObject owner = owner(object, reference);
            return owner == null || isForeground(owner);
          });
    } else {
      boolean foreground = awaited && !client.dependentsOf(object.uid()).isEmpty();
      client.delete(object, null, foreground ? "Foreground" : "Background");
    }
  }

  private List<KubeObject> dependents(KubeObject owner) {
    List<KubeObject> dependents = new ArrayList<>();
    for (ObjectKey key : client.dependentsOf(owner.uid())) {
      dependents.add(client.get(key));
    }
    return dependents;
  }

  private void withoutReferences(KubeObject dependent, Predicate<JsonObject> leaves) {
    client.patch(
        dependent,
        tree ->
            tree.update(
                "metadata",
                metadata -> {
                  JsonArray left =
                      metadata
                          .array("ownerReferences")
                          .without(
                              each ->
                                  each instanceof JsonObject reference && leaves.test(reference));
                  return metadata.withOrWithout("ownerReferences", left.isEmpty() ? null : left);
                }));
  }

  private void withoutFinalizer(KubeObject object, String finalizer) {
    client.patch(
        object,
        tree ->
            tree.update(
                "metadata",
                metadata -> {
                  JsonArray left = metadata.array("finalizers").without(finalizer::equals);
                  return metadata.withOrWithout("finalizers", left.isEmpty() ? null : left);
                }));
  }
}
