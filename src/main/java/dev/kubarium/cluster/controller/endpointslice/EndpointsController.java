package dev.kubarium.cluster.controller.endpointslice;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Pods;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the old Endpoints object of each Service, for those who still read it.
 *
 * <p>Documentation: concepts/services-networking/service. Models: pkg/controller/endpoint. Left
 * out: truncation beyond a thousand addresses.
 */
public final class EndpointsController implements Controller {

  public static final String NAME = "endpoint-controller";

  private static final String HEADLESS = "service.kubernetes.io/headless";
  private static final JsonObject OF_THIS_CONTROLLER =
      JsonObject.of("endpoints.kubernetes.io/managed-by", "endpoint-controller");

  private final Client client;

  public EndpointsController(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    if (change.kind().equals(Kinds.SERVICE)) {
      return List.of(change.key());
    }
    if (change.kind().equals(Kinds.ENDPOINTS) && change.isRemoval()) {
      return List.of(ObjectKey.of(Kinds.SERVICE, change.key().namespace(), change.key().name()));
    }
    return change.kind().equals(Kinds.POD) ? ServicesOfPod.concernedBy(client, change) : List.of();
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject service = client.get(key);
    KubeObject known = client.get(Kinds.ENDPOINTS, key.namespace(), key.name());
    if (service == null) {
      if (known != null && known.labels().has("endpoints.kubernetes.io/managed-by")) {
        client.delete(known);
      }
      return Recheck.NEVER;
    }
    if (!ServicesOfPod.hasSelector(service)) {
      return Recheck.NEVER;
    }
    JsonArray subsets = subsets(service);
    if (known == null) {
      JsonObject metadata =
          JsonObject.of(
              "name", service.name(), "namespace", service.namespace(), "labels", labels(service));
      client.create(
          KubeObject.of(
              Kinds.ENDPOINTS,
              JsonObject.of(
                  "apiVersion",
                  "v1",
                  "kind",
                  "Endpoints",
                  "metadata",
                  metadata,
                  "subsets",
                  subsets.isEmpty() ? null : subsets)));
    } else {
      client.patch(
          known,
          tree ->
              tree.withOrWithout("subsets", subsets.isEmpty() ? null : subsets)
                  .update("metadata", metadata -> metadata.with("labels", labels(service))));
    }
    return Recheck.NEVER;
  }

  private static JsonObject labels(KubeObject service) {
    JsonObject labels = service.labels();
    for (String key : OF_THIS_CONTROLLER.keys()) {
      labels = labels.with(key, OF_THIS_CONTROLLER.get(key));
    }
    return "None".equals(service.spec().string("clusterIP")) ? labels.with(HEADLESS, "") : labels;
  }

  private JsonArray subsets(KubeObject service) {
    Map<JsonArray, JsonObject> byPorts = new LinkedHashMap<>();
    LabelSelector selector = LabelSelector.ofMap(service.spec().object("selector"));
    for (KubeObject pod : client.list(Kinds.POD, service.namespace(), selector)) {
      if (Pods.isActive(pod) && !pod.status().string("podIP", "").isEmpty()) {
        JsonArray ports =
            ServicePorts.of(service, pod).mapObjects(EndpointsController::unnamedWithoutName);
        boolean ready = service.spec().bool("publishNotReadyAddresses") || Pods.isReady(pod);
        String list = ready ? "addresses" : "notReadyAddresses";
        byPorts.merge(
            ports,
            JsonObject.of(list, JsonArray.of(address(pod)), "ports", ports),
            (subset, one) -> subset.with(list, subset.array(list).plus(address(pod))));
      }
    }
    return JsonArray.copyOf(byPorts.values());
  }

  private static JsonObject unnamedWithoutName(JsonObject port) {
    return port.string("name", "").isEmpty() ? port.without("name") : port;
  }

  private static JsonObject address(KubeObject pod) {
    return JsonObject.of(
        "ip", pod.status().string("podIP"),
        "nodeName", Pods.nodeName(pod),
        "targetRef",
            JsonObject.of(
                "kind", "Pod", "namespace", pod.namespace(), "name", pod.name(), "uid", pod.uid()));
  }
}
