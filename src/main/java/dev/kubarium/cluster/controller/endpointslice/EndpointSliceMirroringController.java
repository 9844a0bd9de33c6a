package dev.kubarium.cluster.controller.endpointslice;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Mirrors the Endpoints that somebody wrote by hand for a Service without a selector in
 * EndpointSlices, which are what traffic follows.
 *
 * <p>Documentation: concepts/services-networking/service (Services without selectors). Models:
 * pkg/controller/endpointslicemirroring. Left out: IPv6, more than a hundred addresses of a subset.
 */
public final class EndpointSliceMirroringController implements Controller {

  public static final String NAME = "endpointslice-mirroring-controller";

  private static final String MANAGER = "endpointslicemirroring-controller.k8s.io";
  private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
  private static final int MOST_IN_A_SLICE = 100;

  private final Client client;

  public EndpointSliceMirroringController(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    String namespace = change.key().namespace();
    if (change.kind().equals(Kinds.SERVICE) || change.kind().equals(Kinds.ENDPOINTS)) {
      return List.of(ObjectKey.of(Kinds.ENDPOINTS, namespace, change.key().name()));
    }
    String service =
        change.kind().equals(Kinds.ENDPOINT_SLICE) && !NAME.equals(change.actor())
            ? change.object().label(EndpointSliceController.SERVICE_NAME)
            : null;
    return service == null || !isMirror(change.object())
        ? List.of()
        : List.of(ObjectKey.of(Kinds.ENDPOINTS, namespace, service));
  }

  private static boolean isMirror(KubeObject slice) {
    return MANAGER.equals(slice.label(EndpointSliceController.MANAGED_BY));
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject endpoints = client.get(key);
    if (endpoints == null || endpoints.isTerminating()) {
      return Recheck.NEVER;
    }
    List<KubeObject> left = new ArrayList<>();
    for (KubeObject slice : client.controlledBy(endpoints, Kinds.ENDPOINT_SLICE)) {
      if (isMirror(slice) && !slice.isTerminating()) {
        left.add(slice);
      }
    }
    if (isMirrored(endpoints)) {
      for (JsonObject subset : endpoints.tree().array("subsets").objects()) {
        mirror(endpoints, subset, left);
      }
    }
    left.forEach(client::delete);
    return Recheck.NEVER;
  }

  private boolean isMirrored(KubeObject endpoints) {
    KubeObject service = client.get(Kinds.SERVICE, endpoints.namespace(), endpoints.name());
    return service != null
        && service.spec().object("selector").isEmpty()
        && !"true".equals(endpoints.label(SKIP));
  }

  /** Writes the slice of a subset, which is the one with its ports; takes it from what is left. */
  private void mirror(KubeObject endpoints, JsonObject subset, List<KubeObject> left) {
    JsonArray ports = subset.array("ports");
    JsonArray wished = addresses(subset);
    for (KubeObject slice : left) {
      if (slice.tree().array("ports").equals(ports)) {
        left.remove(slice);
        client.patch(
            slice,
            tree ->
                tree.with("endpoints", wished)
                    .update("metadata", metadata -> metadata.with("labels", labels(endpoints))));
        return;
      }
    }
    JsonObject metadata =
        JsonObject.of(
            "generateName", endpoints.name() + "-",
            "namespace", endpoints.namespace(),
            "labels", labels(endpoints),
            "ownerReferences", JsonArray.of(OwnerReferences.controllerReference(endpoints)));
    client.create(
        KubeObject.of(
            Kinds.ENDPOINT_SLICE,
            JsonObject.of(
                "apiVersion",
                "discovery.k8s.io/v1",
                "kind",
                "EndpointSlice",
                "metadata",
                metadata,
                "addressType",
                "IPv4",
                "endpoints",
                wished,
                "ports",
                ports)));
  }

  private static JsonArray addresses(JsonObject subset) {
    JsonArray all = JsonArray.EMPTY;
    for (JsonObject address : subset.array("addresses").objects()) {
      all = all.plus(endpoint(address, true));
    }
    for (JsonObject address : subset.array("notReadyAddresses").objects()) {
      all = all.plus(endpoint(address, false));
    }
    return all.size() <= MOST_IN_A_SLICE
        ? all
        : JsonArray.copyOf(all.objects().subList(0, MOST_IN_A_SLICE));
  }

  private static JsonObject endpoint(JsonObject address, boolean ready) {
    return JsonObject.of(
        "addresses", JsonArray.of(address.string("ip", "")),
        "conditions", JsonObject.of("ready", ready),
        "hostname", address.get("hostname"),
        "nodeName", address.get("nodeName"),
        "targetRef", address.get("targetRef"));
  }

  private static JsonObject labels(KubeObject endpoints) {
    return endpoints
        .labels()
        .with(EndpointSliceController.SERVICE_NAME, endpoints.name())
        .with(EndpointSliceController.MANAGED_BY, MANAGER);
  }
}
