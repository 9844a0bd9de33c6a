package dev.kubarium.cluster.controller.namespace;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Empties a Namespace that ends, Pods first, and lets it go when nothing is left in it.
 *
 * <p>Documentation: concepts/overview/working-with-objects/namespaces. Models:
 * pkg/controller/namespace. Left out: failures of discovery (the kinds are always known).
 */
public final class NamespaceController implements Controller {

  public static final String NAME = "namespace-controller";

  private static final String PODS = Kinds.POD.resource();
  private static final String EVENTS = Kinds.EVENT.resource();

  private final Client client;

  public NamespaceController(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    if (change.kind().equals(Kinds.NAMESPACE)) {
      return change.after() != null && change.after().isTerminating()
          ? List.of(change.key())
          : List.of();
    }
    String name = change.key().namespace();
    if (name.isEmpty()) {
      return List.of();
    }
    KubeObject namespace = client.get(Kinds.NAMESPACE, "", name);
    return namespace != null && namespace.isTerminating() ? List.of(namespace.key()) : List.of();
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject namespace = client.get(key);
    if (namespace == null || !namespace.isTerminating()) {
      return Recheck.NEVER;
    }
    deleteContent(namespace.name());
    TreeMap<String, Long> remaining = new TreeMap<>();
    TreeMap<String, Long> finalizers = new TreeMap<>();
    count(namespace.name(), remaining, finalizers);
    client.patchStatus(
        namespace, status -> withConditions(status, remaining, finalizers, client.now()));
    if (remaining.isEmpty()) {
      letGo(namespace);
    }
    return Recheck.NEVER;
  }

  private void deleteContent(String namespace) {
    delete(PODS, namespace);
    if (!client.listResource(PODS, namespace).isEmpty()) {
      return;
    }
    for (String resource : client.resources()) {
      if (!resource.equals(EVENTS)) {
        delete(resource, namespace);
      }
    }
    delete(EVENTS, namespace);
  }

  private void delete(String resource, String namespace) {
    for (KubeObject object : new ArrayList<>(client.listResource(resource, namespace))) {
      if (!object.isTerminating() && client.current(object) != null) {
        client.delete(object);
      }
    }
  }

  private void count(String namespace, Map<String, Long> remaining, Map<String, Long> finalizers) {
    for (String resource : client.resources()) {
      for (KubeObject object : client.listResource(resource, namespace)) {
        remaining.merge(resource.contains(".") ? resource : resource + ".", 1L, Long::sum);
        object.finalizers().forEach(finalizer -> finalizers.merge(finalizer, 1L, Long::sum));
      }
    }
  }

  private static JsonObject withConditions(
      JsonObject before, Map<String, Long> remaining, Map<String, Long> finalizers, long now) {
    JsonObject status =
        put(
            before,
            "NamespaceDeletionDiscoveryFailure",
            false,
            "ResourcesDiscovered",
            "All resources successfully discovered",
            now);
    status =
        put(
            status,
            "NamespaceDeletionGroupVersionParsingFailure",
            false,
            "ParsedGroupVersions",
            "All legacy kube types successfully parsed",
            now);
    status =
        put(
            status,
            "NamespaceDeletionContentFailure",
            false,
            "ContentDeleted",
            "All content successfully deleted, may be waiting on finalization",
            now);
    status =
        remaining.isEmpty()
            ? put(
                status,
                "NamespaceContentRemaining",
                false,
                "ContentRemoved",
                "All content successfully removed",
                now)
            : put(
                status,
                "NamespaceContentRemaining",
                true,
                "SomeResourcesRemain",
                "Some resources are remaining: " + said(remaining, " has "),
                now);
    return finalizers.isEmpty()
        ? put(
            status,
            "NamespaceFinalizersRemaining",
            false,
            "ContentHasNoFinalizers",
            "All content-preserving finalizers finished",
            now)
        : put(
            status,
            "NamespaceFinalizersRemaining",
            true,
            "SomeFinalizersRemain",
            "Some content in the namespace has finalizers remaining: " + said(finalizers, " in "),
            now);
  }

  private static JsonObject put(
      JsonObject status, String type, boolean truth, String reason, String message, long now) {
    return Conditions.replace(
        status, Conditions.of(type, truth ? "True" : "False", reason, message, now));
  }

  private static String said(Map<String, Long> counts, String between) {
    List<String> parts = new ArrayList<>();
    counts.forEach((what, count) -> parts.add(what + between + count + " resource instances"));
    return String.join(", ", parts);
  }

  private void letGo(KubeObject namespace) {
    KubeObject now = client.current(namespace);
    if (now != null) {
      JsonArray left = now.spec().array("finalizers").without("kubernetes"::equals);
      client.update(now.edit(tree -> tree.withAt(left, "spec", "finalizers")), "finalize");
    }
  }
}
