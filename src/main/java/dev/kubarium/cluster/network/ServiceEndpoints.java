package dev.kubarium.cluster.network;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Where a Service's traffic goes, as kube-proxy would send it: from its EndpointSlices.
 *
 * <p>Models: pkg/proxy. Left out: topology hints.
 */
public final class ServiceEndpoints {

  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  /** A Pod's address and port behind a Service, and the node it is on. */
  public record Backend(String address, int port, String node) {}

  private record Asked(String uid, int port) {}

  private final Client client;

  /** What was found at the revision {@link #knownAt}. */
  private final Map<Asked, List<Backend>> known = new HashMap<>();

  private long knownAt = -1;

  public ServiceEndpoints(Client client) {
    this.client = client;
  }

  /** All endpoints of a Service, ready or not. */
  List<JsonObject> of(KubeObject service) {
    List<JsonObject> all = new ArrayList<>();
    for (KubeObject slice : slices(service)) {
      all.addAll(slice.tree().array("endpoints").objects());
    }
    return all;
  }

  private List<KubeObject> slices(KubeObject service) {
    List<KubeObject> slices = new ArrayList<>();
    for (KubeObject slice : client.list(Kinds.ENDPOINT_SLICE, service.namespace())) {
      if (service.name().equals(slice.label(SERVICE_NAME))) {
        slices.add(slice);
      }
    }
    return slices;
  }

  /** The Service that has this cluster address, or {@code null}. */
  public KubeObject serviceAt(String address) {
    return first(service -> address.equals(service.spec().string("clusterIP")));
  }

  /** The Service whose load balancer or external address this is, or {@code null}. */
  KubeObject balancerAt(String address) {
    return first(
        service ->
            service.spec().array("externalIPs").contains(address)
                || service.status().object("loadBalancer").array("ingress").find("ip", address)
                    != null);
  }

  /** The Service that has this port on every node, or {@code null}. */
  KubeObject onNodePort(int port) {
    return first(service -> service.spec().array("ports").find("nodePort", (long) port) != null);
  }

  private KubeObject first(Predicate<KubeObject> wanted) {
    for (KubeObject service : client.list(Kinds.SERVICE, "")) {
      if (wanted.test(service)) {
        return service;
      }
    }
    return null;
  }

  /**
   * The backends to which a port of a Service leads now: the ready ones, or where there is none
   * those that still serve while they end. {@code null} where the Service has no such port.
   */
  public List<Backend> backends(KubeObject service, int port) {
    JsonObject found = service.spec().array("ports").find("port", (long) port);
    if (found == null) {
      return null;
    }
    if (knownAt != client.revision()) {
      known.clear();
      knownAt = client.revision();
    }
    return known.computeIfAbsent(
        new Asked(service.uid(), port), asked -> find(service, found.string("name", "")));
  }

  private List<Backend> find(KubeObject service, String portName) {
    List<Backend> ready = new ArrayList<>();
    List<Backend> ending = new ArrayList<>();
    for (KubeObject slice : slices(service)) {
      for (JsonObject slicePort : slice.tree().array("ports").objects()) {
        if (!portName.equals(slicePort.string("name", ""))) {
          continue;
        }
        int target = (int) slicePort.integer("port", 0);
        for (JsonObject endpoint : slice.tree().array("endpoints").objects()) {
          JsonObject conditions = endpoint.object("conditions");
          List<Backend> into =
              !Boolean.FALSE.equals(conditions.get("ready"))
                  ? ready
                  : conditions.bool("serving") && conditions.bool("terminating") ? ending : null;
          if (into != null) {
            String node = endpoint.string("nodeName", "");
            endpoint
                .array("addresses")
                .strings()
                .forEach(address -> into.add(new Backend(address, target, node)));
          }
        }
      }
    }
    return List.copyOf(ready.isEmpty() ? ending : ready);
  }
}
