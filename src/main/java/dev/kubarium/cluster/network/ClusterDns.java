package dev.kubarium.cluster.network;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Names in the cluster: {@code web}, {@code web.shop}, {@code web.shop.svc.cluster.local}, {@code
 * db-0.db} …
 *
 * <p>Documentation: concepts/services-networking/dns-pod-service. Left out: SRV and reverse
 * records; names outside the cluster are not known.
 */
public final class ClusterDns {

  private final Client client;
  private final String domain;

  public ClusterDns(Client client, String domain) {
    this.client = client;
    this.domain = domain;
  }

  /** A name as it was found; {@code addresses} is empty where a Service has no endpoints. */
  public record Found(String fullName, List<String> addresses) {}

  /**
   * Looks a name up as a Pod of this namespace does, along its search list. {@code null} where
   * there is no such name.
   */
  public Found resolve(String name, String namespace) {
    if (name.equals("localhost")) {
      return new Found("localhost", List.of("127.0.0.1"));
    }
    if (name.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
      return new Found(name, List.of(name));
    }
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    for (String search : new String[] {namespace + ".svc." + domain, "svc." + domain, domain, ""}) {
      Found found = absolute(search.isEmpty() ? bare : bare + "." + search);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private Found absolute(String name) {
    String suffix = ".svc." + domain;
    if (!name.endsWith(suffix)) {
      return null;
    }
    String[] parts = name.substring(0, name.length() - suffix.length()).split("\\.");
    if (parts.length == 2) {
      return service(name, parts[1], parts[0], null);
    }
    return parts.length == 3 ? service(name, parts[2], parts[1], parts[0]) : null;
  }

  private Found service(String name, String namespace, String serviceName, String hostname) {
    KubeObject service = client.get(Kinds.SERVICE, namespace, serviceName);
    if (service == null) {
      return null;
    }
    String address = service.spec().string("clusterIP", "");
    if ("ExternalName".equals(service.spec().string("type"))) {
      String target = service.spec().string("externalName", "");
      Found found = target.equals(name) ? null : absolute(target);
      return found == null ? new Found(target, List.of()) : found;
    }
    if (!address.equals("None")) {
      return hostname == null ? new Found(name, List.of(address)) : null;
    }
    List<String> addresses = new ArrayList<>();
    boolean all = service.spec().bool("publishNotReadyAddresses");
    for (JsonObject endpoint : new ServiceEndpoints(client).of(service)) {
      boolean ready = all || !Boolean.FALSE.equals(endpoint.object("conditions").get("ready"));
      if (ready && (hostname == null || hostname.equals(endpoint.string("hostname")))) {
        addresses.addAll(endpoint.array("addresses").strings());
      }
    }
    return addresses.isEmpty() ? null : new Found(name, addresses);
  }
}
