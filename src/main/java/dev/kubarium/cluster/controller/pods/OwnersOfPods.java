package dev.kubarium.cluster.controller.pods;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.OwnerReferences;
import dev.kubarium.cluster.object.Pods;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Who must look when a Pod changed: its controller before and after; for an orphan, all that would
 * take it.
 */
public final class OwnersOfPods {

  private final Client client;
  private final Kind kind;
  private final Function<KubeObject, LabelSelector> selector;

  /** {@code selector} answers the selector of an owner of this kind. */
  public OwnersOfPods(Client client, Kind kind, Function<KubeObject, LabelSelector> selector) {
    this.client = client;
    this.kind = kind;
    this.selector = selector;
  }

  /** For owners whose selector is a {@code spec.selector} with matchLabels and matchExpressions. */
  public OwnersOfPods(Client client, Kind kind) {
    this(client, kind, owner -> LabelSelector.of(owner.spec().object("selector")));
  }

  /**
   * The keys that are concerned by any change: of an owner itself, or of a Pod that counts
   * differently since.
   */
  public Collection<ObjectKey> concernedBy(Change change) {
    if (change.kind().equals(kind)) {
      return change.isRemoval() ? List.of() : List.of(change.key());
    }
    return change.kind().equals(Kinds.POD) && Pods.countsDifferently(change)
        ? of(change)
        : List.of();
  }

  /** The owners of a Pod that changed. */
  public Collection<ObjectKey> of(Change change) {
    Set<ObjectKey> keys = new LinkedHashSet<>();
    if (change.before() != null) {
      addOwner(change.before(), keys);
    }
    if (change.after() != null) {
      addOwner(change.after(), keys);
      if (OwnerReferences.controller(change.after()) == null) {
        addTakers(change.after(), keys);
      }
    }
    return keys;
  }

  private void addOwner(KubeObject pod, Set<ObjectKey> keys) {
    JsonObject owner = OwnerReferences.controller(pod);
    if (owner != null
        && kind.name().equals(owner.string("kind"))
        && kind.apiVersion().equals(owner.string("apiVersion"))) {
      keys.add(ObjectKey.of(kind, pod.namespace(), owner.string("name", "")));
    }
  }

  private void addTakers(KubeObject orphan, Set<ObjectKey> keys) {
    for (KubeObject owner : client.list(kind, orphan.namespace())) {
      if (selector.apply(owner).matches(orphan.labels())) {
        keys.add(owner.key());
      }
    }
  }
}
