package dev.kubarium.lesson.check;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.OwnerReferences;
import java.util.List;

/**
 * The objects that a check is about.
 *
 * @param namespace empty for all
 * @param name {@code null} for any
 * @param selector of their labels; {@link LabelSelector#EVERYTHING} for any
 * @param owner {@code Deployment/api}: what controls them, itself or through what it controls;
 *     {@code null} for any
 * @param where what their fields must hold
 */
public record Target(
    Kind kind,
    String namespace,
    String name,
    LabelSelector selector,
    String owner,
    List<FieldTest> where) {

  /** All that a workload controls. */
  Target podsOf() {
    return new Target(
        Kinds.POD, namespace, null, LabelSelector.EVERYTHING, kind.name() + "/" + name, List.of());
  }

  /** Whether the object is one of these. */
  public boolean takes(KubeObject object, Scene scene) {
    return object.kind().equals(kind)
        && (namespace.isEmpty() || !kind.namespaced() || namespace.equals(object.namespace()))
        && (name == null || name.equals(object.name()))
        && selector.matches(object.labels())
        && (owner == null || isOwned(object, scene))
        && where.stream().allMatch(each -> each.holds(object.tree()));
  }

  private boolean isOwned(KubeObject object, Scene scene) {
    KubeObject here = object;
    while (here != null) {
      JsonObject controller = OwnerReferences.controller(here);
      if (controller == null) {
        return false;
      }
      String kindName = controller.string("kind", "");
      String ownerName = controller.string("name", "");
      if (owner.equals(kindName + "/" + ownerName)) {
        return true;
      }
      here =
          switch (kindName) {
            case "ReplicaSet" ->
                scene.get(ObjectKey.of(Kinds.REPLICA_SET, object.namespace(), ownerName));
            case "Job" -> scene.get(ObjectKey.of(Kinds.JOB, object.namespace(), ownerName));
            default -> null;
          };
    }
    return false;
  }

  /** How a sentence calls them. */
  public Sentence named() {
    if (name != null) {
      return Sentence.of("target.one", kind.name(), name);
    }
    if (owner != null) {
      return Sentence.of("target.owned", kind.name(), owner.replace('/', ' '));
    }
    return selector.isEmpty()
        ? Sentence.of("target.any", kind.name())
        : Sentence.of("target.selected", kind.name(), selector.toString());
  }
}
