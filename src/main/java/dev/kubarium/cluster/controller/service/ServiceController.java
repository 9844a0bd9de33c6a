package dev.kubarium.cluster.controller.service;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gives every Service of type LoadBalancer an address outside of the cluster, some seconds after it
 * asks, and takes it back when the Service goes or changes its type.
 *
 * <p>Documentation: concepts/services-networking/service#loadbalancer. Models:
 * k8s.io/cloud-provider controllers/service. Left out: the cloud's health checks of nodes; where
 * the controller starts anew, a call to the cloud that was under way is made again.
 */
public final class ServiceController implements Controller {

  public static final String NAME = "service-controller";

  /** Keeps a Service until its load balancer is gone. */
  private static final String FINALIZER = "service.kubernetes.io/load-balancer-cleanup";

  /**
   * The addresses of the simulated cloud: 203.0.113.1 to 203.0.113.254, set aside for
   * documentation.
   */
  private static final String NETWORK = "203.0.113.";

  private static final int ADDRESSES = 254;
  private static final long SOONEST = 3_000;
  private static final long LATEST = 8_000;

  private final Client client;

  /** When the cloud has made the load balancers that are under way, by the uid of their Service. */
  private final Map<String, Long> underWay = new HashMap<>();

  public ServiceController(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    if (!change.kind().equals(Kinds.SERVICE)) {
      return List.of();
    }
    if (change.isRemoval()) {
      underWay.remove(change.object().uid());
      return List.of();
    }
    return wantsOne(change.after()) || hasFinalizer(change.after())
        ? List.of(change.key())
        : List.of();
  }

  /** A Service that names a class of load balancers is left to whoever serves that class. */
  private static boolean wantsOne(KubeObject service) {
    return "LoadBalancer".equals(service.spec().string("type"))
        && !service.spec().isSet("loadBalancerClass")
        && !service.isTerminating();
  }

  private static boolean hasFinalizer(KubeObject service) {
    return service.finalizers().contains(FINALIZER);
  }

  private static JsonArray ingress(KubeObject service) {
    return service.status().object("loadBalancer").array("ingress");
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject service = client.get(key);
    if (service == null) {
      return Recheck.NEVER;
    }
    if (!wantsOne(service)) {
      underWay.remove(service.uid());
      if (hasFinalizer(service)) {
        takeBack(service);
      }
      return Recheck.NEVER;
    }
    return ingress(service).isEmpty() ? ensure(service) : Recheck.NEVER;
  }

  private Recheck ensure(KubeObject service) {
    Long made = underWay.get(service.uid());
    if (made == null) {
      client.event(service, "Normal", "EnsuringLoadBalancer", "Ensuring load balancer");
      if (!hasFinalizer(service)) {
        client.patch(
            service,
            tree ->
                tree.update(
                    "metadata",
                    metadata ->
                        metadata.with("finalizers", metadata.array("finalizers").plus(FINALIZER))));
      }
      made =
          client.now()
              + client.chance().of("load-balancer", service.uid()).between(SOONEST, LATEST);
      underWay.put(service.uid(), made);
    }
    if (client.now() < made) {
      return Recheck.at(made);
    }
    String address = freeAddress();
    if (address == null) {
      client.event(
          service,
          "Warning",
          "SyncLoadBalancerFailed",
          "Error syncing load balancer: failed to ensure load balancer: no address is left");
      return Recheck.NEVER;
    }
    underWay.remove(service.uid());
    client.patchStatus(
        service,
        status ->
            status.with(
                "loadBalancer",
                JsonObject.of(
                    "ingress", JsonArray.of(JsonObject.of("ip", address, "ipMode", "VIP")))));
    client.event(service, "Normal", "EnsuredLoadBalancer", "Ensured load balancer");
    return Recheck.NEVER;
  }

  private String freeAddress() {
    Set<String> taken = new TreeSet<>();
    for (KubeObject service : client.list(Kinds.SERVICE, "")) {
      ingress(service).objects().forEach(each -> taken.add(each.string("ip", "")));
    }
    for (int i = 1; i <= ADDRESSES; i++) {
      if (!taken.contains(NETWORK + i)) {
        return NETWORK + i;
      }
    }
    return null;
  }

  private void takeBack(KubeObject service) {
    client.event(service, "Normal", "DeletingLoadBalancer", "Deleting load balancer");
    if (!ingress(service).isEmpty()) {
      client.patchStatus(service, status -> status.with("loadBalancer", JsonObject.EMPTY));
    }
    client.patch(
        service,
        tree ->
            tree.update(
                "metadata",
                metadata -> {
                  JsonArray left = metadata.array("finalizers").without(FINALIZER::equals);
                  return metadata.withOrWithout("finalizers", left.isEmpty() ? null : left);
                }));
    client.event(service, "Normal", "DeletedLoadBalancer", "Deleted load balancer");
  }
}
