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
import dev.kubarium.cluster.object.OwnerReferences;
import dev.kubarium.cluster.object.Pods;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Lists the Pods behind each Service that has a selector, in slices of at most a hundred.
 *
 * <p>Documentation: concepts/services-networking/endpoint-slices. Models:
 * pkg/controller/endpointslice. Left out: topology hints, IPv6, the delay by which upstream
 * collects changes of Pods.
 */
public final class EndpointSliceController implements Controller {

  public static final String NAME = "endpointslice-controller";

  static final String SERVICE_NAME = "kubernetes.io/service-name";
  static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  private static final String MANAGER = "endpointslice-controller.k8s.io";
  private static final String HEADLESS = "service.kubernetes.io/headless";
  private static final int MOST_IN_A_SLICE = 100;

  private final Client client;

  public EndpointSliceController(Client client) {
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
    if (change.kind().equals(Kinds.ENDPOINT_SLICE)) {
      if (NAME.equals(change.actor())) {
        return List.of();
      }
      String service = change.object().label(SERVICE_NAME);
      return service == null || !MANAGER.equals(change.object().label(MANAGED_BY))
          ? List.of()
          : List.of(ObjectKey.of(Kinds.SERVICE, change.key().namespace(), service));
    }
    return change.kind().equals(Kinds.POD) ? ServicesOfPod.concernedBy(client, change) : List.of();
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject service = client.get(key);
    if (service == null || service.isTerminating() || !ServicesOfPod.hasSelector(service)) {
      return Recheck.NEVER;
    }
    List<KubeObject> slices = slicesOf(service);
    Map<JsonArray, Map<String, JsonObject>> wished = wishedByPorts(service, endpointsOf(slices));
    Set<KubeObject> unused = new LinkedHashSet<>(slices);
    for (Map.Entry<JsonArray, Map<String, JsonObject>> portsAndEndpoints : wished.entrySet()) {
      List<KubeObject> ofPorts = new ArrayList<>();
      for (KubeObject slice : slices) {
        if (slice.tree().array("ports").equals(portsAndEndpoints.getKey())) {
          ofPorts.add(slice);
        }
      }
      place(service, portsAndEndpoints.getKey(), portsAndEndpoints.getValue(), ofPorts, unused);
    }
    unused.forEach(client::delete);
    return Recheck.NEVER;
  }

  /** uid of the Pod → its endpoint as it is. */
  private static Map<String, JsonObject> endpointsOf(List<KubeObject> slices) {
    Map<String, JsonObject> endpoints = new HashMap<>();
    for (KubeObject slice : slices) {
      for (JsonObject endpoint : slice.tree().array("endpoints").objects()) {
        endpoints.put(endpoint.object("targetRef").string("uid", ""), endpoint);
      }
    }
    return endpoints;
  }

  /** ports → uid of the Pod → its endpoint. A Service without ready Pods keeps one empty slice. */
  private Map<JsonArray, Map<String, JsonObject>> wishedByPorts(
      KubeObject service, Map<String, JsonObject> known) {
    Map<JsonArray, Map<String, JsonObject>> wished = new LinkedHashMap<>();
    ServicePorts ports = new ServicePorts(service);
    LabelSelector selector = LabelSelector.ofMap(service.spec().object("selector"));
    for (KubeObject pod : client.list(Kinds.POD, service.namespace(), selector)) {
      if (!Pods.isFinished(pod) && !pod.status().string("podIP", "").isEmpty()) {
        wished
            .computeIfAbsent(ports.of(pod), of -> new LinkedHashMap<>())
            .put(pod.uid(), endpoint(service, pod, known.get(pod.uid())));
      }
    }
    if (wished.isEmpty()) {
      wished.put(JsonArray.EMPTY, Map.of());
    }
    return wished;
  }

  /** The endpoint of a Pod; the known one where nothing changed. */
  private static JsonObject endpoint(KubeObject service, KubeObject pod, JsonObject known) {
    boolean serving = Pods.isReady(pod);
    boolean terminating = pod.isTerminating();
    boolean ready = service.spec().bool("publishNotReadyAddresses") || serving && !terminating;
    String hostname = pod.spec().string("hostname", "");
    boolean named = !hostname.isEmpty() && service.name().equals(pod.spec().string("subdomain"));
    String address = pod.status().string("podIP");
    String host = named ? hostname : null;
    if (known != null) {
      JsonObject conditions = known.object("conditions");
      if (conditions.bool("ready") == ready
          && conditions.bool("serving") == serving
          && conditions.bool("terminating") == terminating
          && known.array("addresses").contains(address)
          && Objects.equals(known.string("hostname"), host)
          && Pods.nodeName(pod).equals(known.string("nodeName"))) {
        return known;
      }
    }
    return JsonObject.of(
        "addresses", JsonArray.of(address),
        "conditions", JsonObject.of("ready", ready, "serving", serving, "terminating", terminating),
        "hostname", host,
        "nodeName", Pods.nodeName(pod),
        "targetRef",
            JsonObject.of(
                "kind", "Pod", "namespace", pod.namespace(), "name", pod.name(), "uid", pod.uid()));
  }

  private List<KubeObject> slicesOf(KubeObject service) {
    List<KubeObject> slices = new ArrayList<>();
    for (KubeObject slice : client.controlledBy(service, Kinds.ENDPOINT_SLICE)) {
      if (!slice.isTerminating() && MANAGER.equals(slice.label(MANAGED_BY))) {
        slices.add(slice);
      }
    }
    return slices;
  }

  /** Each endpoint stays in its slice; new ones fill those that have room, then new slices. */
  private void place(
      KubeObject service,
      JsonArray ports,
      Map<String, JsonObject> wished,
      List<KubeObject> slices,
      Set<KubeObject> unused) {
    Map<String, JsonObject> left = new LinkedHashMap<>(wished);
    List<List<JsonObject>> kept = new ArrayList<>();
    for (KubeObject slice : slices) {
      List<JsonObject> ofSlice = new ArrayList<>();
      for (JsonObject endpoint : slice.tree().array("endpoints").objects()) {
        JsonObject now = left.remove(endpoint.object("targetRef").string("uid", ""));
        if (now != null) {
          ofSlice.add(now);
        }
      }
      kept.add(ofSlice);
    }
    List<JsonObject> waiting = new ArrayList<>(left.values());
    for (int i = 0; i < slices.size(); i++) {
      int room = Math.min(MOST_IN_A_SLICE - kept.get(i).size(), waiting.size());
      List<JsonObject> moving = waiting.subList(0, Math.max(0, room));
      kept.get(i).addAll(moving);
      moving.clear();
      if (!kept.get(i).isEmpty() || i == 0 && wished.isEmpty()) {
        unused.remove(slices.get(i));
        write(service, slices.get(i), kept.get(i));
      }
    }
    while (!waiting.isEmpty() || slices.isEmpty()) {
      List<JsonObject> next = waiting.subList(0, Math.min(MOST_IN_A_SLICE, waiting.size()));
      create(service, ports, next);
      next.clear();
      if (waiting.isEmpty()) {
        return;
      }
    }
  }

  private void write(KubeObject service, KubeObject slice, List<JsonObject> endpoints) {
    client.patch(
        slice,
        tree ->
            tree.with("endpoints", JsonArray.copyOf(endpoints))
                .update("metadata", metadata -> metadata.with("labels", labels(service))));
  }

  private void create(KubeObject service, JsonArray ports, List<JsonObject> endpoints) {
    JsonObject metadata =
        JsonObject.of(
            "generateName", service.name() + "-",
            "namespace", service.namespace(),
            "labels", labels(service),
            "ownerReferences", JsonArray.of(OwnerReferences.controllerReference(service)));
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
                JsonArray.copyOf(endpoints),
                "ports",
                ports)));
  }

  private static JsonObject labels(KubeObject service) {
    JsonObject labels =
        service.labels().with(SERVICE_NAME, service.name()).with(MANAGED_BY, MANAGER);
    return "None".equals(service.spec().string("clusterIP")) ? labels.with(HEADLESS, "") : labels;
  }
}
