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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
    JsonArray subsets = subsets(service, known);
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

  private JsonArray subsets(KubeObject service, KubeObject known) {
    Map<String, JsonObject> knownByUid = addressesOf(known);
    Map<JsonArray, Map<String, List<JsonObject>>> byPorts = new LinkedHashMap<>();
    LabelSelector selector = LabelSelector.ofMap(service.spec().object("selector"));
    ServicePorts ports = new ServicePorts(service);
    boolean evenUnready = service.spec().bool("publishNotReadyAddresses");
    for (KubeObject pod : client.list(Kinds.POD, service.namespace(), selector)) {
      if (Pods.isActive(pod) && !pod.status().string("podIP", "").isEmpty()) {
        boolean ready = evenUnready || Pods.isReady(pod);
        byPorts
            .computeIfAbsent(ports.of(pod), of -> new TreeMap<>())
            .computeIfAbsent(ready ? "addresses" : "notReadyAddresses", of -> new ArrayList<>())
            .add(address(pod, knownByUid.get(pod.uid())));
      }
    }
    List<JsonObject> subsets = new ArrayList<>();
    byPorts.forEach(
        (of, lists) -> {
          JsonObject subset =
              JsonObject.of("ports", of.mapObjects(EndpointsController::unnamedWithoutName));
          for (Map.Entry<String, List<JsonObject>> list : lists.entrySet()) {
            subset = subset.with(list.getKey(), JsonArray.copyOf(list.getValue()));
          }
          subsets.add(subset);
        });
    return JsonArray.copyOf(subsets);
  }

  /** uid of the Pod → its address as it is. */
  private static Map<String, JsonObject> addressesOf(KubeObject endpoints) {
    Map<String, JsonObject> addresses = new HashMap<>();
    if (endpoints != null) {
      for (JsonObject subset : endpoints.tree().array("subsets").objects()) {
        for (String list : List.of("addresses", "notReadyAddresses")) {
          for (JsonObject address : subset.array(list).objects()) {
            addresses.put(address.object("targetRef").string("uid", ""), address);
          }
        }
      }
    }
    return addresses;
  }

  private static JsonObject unnamedWithoutName(JsonObject port) {
    return port.string("name", "").isEmpty() ? port.without("name") : port;
  }

  /** The address of a Pod; the known one where nothing changed. */
  private static JsonObject address(KubeObject pod, JsonObject known) {
    String ip = pod.status().string("podIP");
    if (known != null
        && ip.equals(known.string("ip"))
        && Pods.nodeName(pod).equals(known.string("nodeName"))) {
      return known;
    }
    return JsonObject.of(
        "ip", ip,
        "nodeName", Pods.nodeName(pod),
        "targetRef",
            JsonObject.of(
                "kind", "Pod", "namespace", pod.namespace(), "name", pod.name(), "uid", pod.uid()));
  }
}
