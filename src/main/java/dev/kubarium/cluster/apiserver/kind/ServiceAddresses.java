package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.ClusterNetwork;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.sim.Chance;
import java.util.Set;
import java.util.TreeSet;

/**
 * The cluster IPs and node ports of all Services: which are taken, and a free one for the next.
 *
 * <p>Models: pkg/registry/core/service/ipallocator, portallocator. As there, the lowest addresses
 * of the range are left to those who choose one themselves.
 */
final class ServiceAddresses {

  private static final int MOST_RESERVED = 256;

  private final RuleContext context;
  private final Set<String> takenIps = new TreeSet<>();
  private final Set<Long> takenPorts = new TreeSet<>();

  /** All that is taken by Services other than the one called so. */
  ServiceAddresses(RuleContext context, String namespace, String name) {
    this.context = context;
    for (KubeObject service : context.list(Kinds.SERVICE, "")) {
      if (service.namespace().equals(namespace) && service.name().equals(name)) {
        continue;
      }
      takenIps.add(service.spec().string("clusterIP", ""));
      for (JsonObject port : service.spec().array("ports").objects()) {
        if (port.integer("nodePort", 0) != 0) {
          takenPorts.add(port.integer("nodePort", 0));
        }
      }
    }
  }

  boolean isTaken(String ip) {
    return takenIps.contains(ip);
  }

  boolean isTaken(long nodePort) {
    return takenPorts.contains(nodePort);
  }

  /** Notes a port as taken by the Service at hand. */
  void take(long nodePort) {
    takenPorts.add(nodePort);
  }

  /** A free address, drawn from the upper part of the range. */
  String freeIp() {
    long base = base(context.network().serviceCidr());
    long size = size(context.network().serviceCidr());
    long reserved = Math.min(Math.max(16, size / 16), MOST_RESERVED);
    long room = size - 1 - reserved;
    Chance.Draw draw = context.chance().of("clusterIP", context.nextRevision());
    long first = draw.between(0, room - 1);
    for (long i = 0; i < room; i++) {
      String ip = text(base + reserved + (first + i) % room);
      if (!takenIps.contains(ip)) {
        return ip;
      }
    }
    throw new dev.kubarium.cluster.apiserver.ApiException(
        500,
        "InternalError",
        "Internal error occurred: failed to allocate a serviceIP: range is full",
        JsonObject.EMPTY);
  }

  /** A free node port, which is then taken. */
  long freeNodePort() {
    ClusterNetwork network = context.network();
    long count = network.lastNodePort() - network.firstNodePort() + 1L;
    Chance.Draw draw = context.chance().of("nodePort", context.nextRevision());
    long first = draw.between(0, count - 1);
    for (long i = 0; i < count; i++) {
      long port = network.firstNodePort() + (first + i) % count;
      if (takenPorts.add(port)) {
        return port;
      }
    }
    throw new dev.kubarium.cluster.apiserver.ApiException(
        500,
        "InternalError",
        "Internal error occurred: failed to allocate a nodePort: range is full",
        JsonObject.EMPTY);
  }

  /** Whether an IPv4 address is in the range of Services. */
  static boolean isInRange(String ip, ClusterNetwork network) {
    long number = number(ip);
    long base = base(network.serviceCidr());
    return number > base && number < base + size(network.serviceCidr()) - 1;
  }

  private static long base(String cidr) {
    return number(cidr.substring(0, cidr.indexOf('/')));
  }

  private static long size(String cidr) {
    return 1L << (32 - Integer.parseInt(cidr.substring(cidr.indexOf('/') + 1)));
  }

  private static long number(String ip) {
    long number = 0;
    for (String part : ip.split("\\.")) {
      number = number * 256 + Long.parseLong(part);
    }
    return number;
  }

  private static String text(long number) {
    return (number >> 24 & 255)
        + "."
        + (number >> 16 & 255)
        + "."
        + (number >> 8 & 255)
        + "."
        + (number & 255);
  }
}
