package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The addresses of one node and of the Pods on it: each Pod gets the next free one of the node's
 * range.
 */
final class Addresses {

  private final Client client;
  private final String node;

  /** uid of the Pod → its address, from before it stands in the status. */
  private final Map<String, String> given = new LinkedHashMap<>();

  private Set<String> taken;
  private String host;
  private int first;
  private int size;
  private int next = 2;

  Addresses(Client client, String node) {
    this.client = client;
    this.node = node;
  }

  private static int number(String address) {
    int number = 0;
    for (String part : address.split("\\.")) {
      number = number << 8 | Integer.parseInt(part);
    }
    return number;
  }

  private static String text(int number) {
    return (number >>> 24)
        + "."
        + (number >>> 16 & 255)
        + "."
        + (number >>> 8 & 255)
        + "."
        + (number & 255);
  }

  String host() {
    if (host == null) {
      KubeObject self = client.get(Kinds.NODE, "", node);
      if (self == null) {
        return "";
      }
      var internal = self.status().array("addresses").find("type", "InternalIP");
      String range = self.spec().string("podCIDR", "10.244.0.0/24");
      first = number(range.substring(0, range.indexOf('/')));
      size = 1 << 32 - Integer.parseInt(range.substring(range.indexOf('/') + 1));
      host = internal == null ? "" : internal.string("address", "");
    }
    return host;
  }

  String of(PodWorker pod) {
    String known = pod.object().status().string("podIP", "");
    if (!known.isEmpty()) {
      return known;
    }
    if (pod.object().spec().bool("hostNetwork")) {
      return host();
    }
    return given.computeIfAbsent(pod.uid(), uid -> free());
  }

  private String free() {
    host();
    if (taken == null) {
      taken = new LinkedHashSet<>();
      for (KubeObject pod : client.podsOn(node)) {
        String address = pod.status().string("podIP", "");
        if (!address.isEmpty() && taken.add(address) && !pod.spec().bool("hostNetwork")) {
          next = Math.max(next, number(address) - first + 1);
        }
      }
    }
    for (int tried = 0; tried < size; tried++) {
      if (next >= size - 1) {
        next = 2;
      }
      String address = text(first + next++);
      if (taken.add(address)) {
        return address;
      }
    }
    return text(first + 1);
  }

  void release(KubeObject pod) {
    String address = given.remove(pod.uid());
    if (taken != null) {
      taken.remove(address == null ? pod.status().string("podIP", "") : address);
    }
  }
}
