package dev.kubarium.cluster.controller.history;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Claim;
import dev.kubarium.cluster.controller.pods.PodTemplateHash;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.OwnerReferences;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Keeps one ControllerRevision for each template that an owner had, numbered in the order in which
 * they were last wished.
 *
 * <p>Models: kubernetes pkg/controller/history
 */
public final class RevisionHistory {

  /** The label of Pods that says which revision they are of. */
  public static final String POD_LABEL = "controller-revision-hash";

  private static final String PATCH = "$patch";

  private final Client client;
  private final String hashLabel;

  /**
   * @param all oldest first
   * @param wished the revision of the owner's template as it is now
   * @param collisions how many names were found taken by other templates
   */
  public record Revisions(List<KubeObject> all, KubeObject wished, long collisions) {

    /** The revision of this name, or {@code null}. */
    public KubeObject named(String name) {
      return all.stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
    }
  }

  /** {@code hashLabel} is the label by which a revision carries its own hash. */
  public RevisionHistory(Client client, String hashLabel) {
    this.client = client;
    this.hashLabel = hashLabel;
  }

  /**
   * The history with the owner's present template in it: found, made the newest again, or created.
   */
  public Revisions sync(KubeObject owner) {
    LabelSelector selector = LabelSelector.of(owner.spec().object("selector"));
    List<KubeObject> all =
        new ArrayList<>(
            new Claim(client, owner, selector).of(Kinds.CONTROLLER_REVISION, any -> true));
    all.sort(Comparator.comparing(RevisionHistory::number).thenComparing(KubeObject::name));
    long next = all.isEmpty() ? 1 : number(all.get(all.size() - 1)) + 1;
    long collisions = owner.status().integer("collisionCount", 0);
    JsonObject data = dataOf(owner.spec().object("template"));
    for (int i = all.size() - 1; i >= 0; i--) {
      KubeObject known = all.get(i);
      if (known.tree().object("data").equals(data)) {
        if (i < all.size() - 1) {
          all.remove(i);
          known = client.patch(known, tree -> tree.with("revision", next));
          all.add(known);
        }
        return new Revisions(all, known, collisions);
      }
    }
    while (client.get(Kinds.CONTROLLER_REVISION, owner.namespace(), nameOf(owner, data, collisions))
        != null) {
      collisions++;
    }
    KubeObject created =
        client.create(revision(owner, data, next, PodTemplateHash.of(data, collisions)));
    all.add(created);
    return new Revisions(all, created, collisions);
  }

  private static String nameOf(KubeObject owner, JsonObject data, long collisions) {
    return owner.name() + "-" + PodTemplateHash.of(data, collisions);
  }

  private KubeObject revision(KubeObject owner, JsonObject data, long number, String hash) {
    JsonObject labels =
        owner.spec().object("template").object("metadata").object("labels").with(hashLabel, hash);
    return KubeObject.of(
        Kinds.CONTROLLER_REVISION,
        JsonObject.of(
            "apiVersion", Kinds.CONTROLLER_REVISION.apiVersion(),
            "kind", Kinds.CONTROLLER_REVISION.name(),
            "metadata",
                JsonObject.of(
                    "name",
                    owner.name() + "-" + hash,
                    "namespace",
                    owner.namespace(),
                    "labels",
                    labels,
                    "annotations",
                    owner.annotations().isEmpty() ? null : owner.annotations(),
                    "ownerReferences",
                    JsonArray.of(OwnerReferences.controllerReference(owner))),
            "data", data,
            "revision", number));
  }

  public static long number(KubeObject revision) {
    return revision.tree().integer("revision", 0);
  }

  /** The hash that a revision carries in its label. */
  public String hash(KubeObject revision) {
    return revision.labels().string(hashLabel, "");
  }

  /** A template as a revision keeps it: a patch that puts it in place of another. */
  private static JsonObject dataOf(JsonObject template) {
    return JsonObject.of("spec", JsonObject.of("template", template.with(PATCH, "replace")));
  }

  /** The template that a revision keeps. */
  public static JsonObject templateOf(KubeObject revision) {
    return revision.tree().objectAt("data", "spec", "template").without(PATCH);
  }

  /**
   * Deletes the oldest revisions beyond the owner's {@code revisionHistoryLimit}, apart from those
   * in use.
   */
  public void cleanUp(KubeObject owner, Revisions revisions, Predicate<KubeObject> inUse) {
    List<KubeObject> idle =
        revisions.all().stream()
            .filter(each -> each != revisions.wished() && !inUse.test(each))
            .toList();
    int tooMany = idle.size() - (int) owner.spec().integer("revisionHistoryLimit", 10);
    for (int i = 0; i < tooMany; i++) {
      client.delete(idle.get(i));
    }
  }
}
