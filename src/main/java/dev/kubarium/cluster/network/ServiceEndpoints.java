package dev.kubarium.cluster.network;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a Service's traffic goes, as kube-proxy would send it: from its EndpointSlices.
 *
 * <p>Models: pkg/proxy. Left out: session affinity, topology, traffic policies.
 */
public final class ServiceEndpoints {

  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  /** A Pod's address and port behind a Service. */
  public record Backend(String address, int port) {}

  private final Client client;

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
    for (KubeObject service : client.list(Kinds.SERVICE, "")) {
      if (address.equals(service.spec().string("clusterIP"))) {
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
    String name = found.string("name", "");
    List<Backend> ready = new ArrayList<>();
    List<Backend> ending = new ArrayList<>();
    for (KubeObject slice : slices(service)) {
      for (JsonObject slicePort : slice.tree().array("ports").objects()) {
        if (!name.equals(slicePort.string("name", ""))) {
          continue;
        }
        int target = (int) slicePort.integer("port", 0);
        for (JsonObject endpoint : slice.tree().array("endpoints").objects()) {
          JsonObject conditions = endpoint.object("conditions");
          List<Backend> into =
              !Boolean.FALSE.equals(conditions.get("ready"))
                  ? ready
                  : conditions.bool("serving") ? ending : null;
          if (into != null) {
            endpoint
                .array("addresses")
                .strings()
                .forEach(address -> into.add(new Backend(address, target)));
          }
        }
      }
    }
    return ready.isEmpty() ? ending : ready;
  }
}
