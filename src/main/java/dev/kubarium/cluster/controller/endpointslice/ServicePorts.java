package dev.kubarium.cluster.controller.endpointslice;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;

/**
 * The ports of a Service as its Pods offer them: a target port that is a name is looked up in each
 * Pod's containers.
 */
final class ServicePorts {

  private final JsonArray wished;

  /** The ports of every Pod; {@code null} where they depend on the Pod. */
  private final JsonArray ofAll;

  ServicePorts(KubeObject service) {
    wished = service.spec().array("ports");
    boolean named = false;
    for (JsonObject port : wished.objects()) {
      named |= port.get("targetPort") instanceof String;
    }
    ofAll = named ? null : resolved(null);
  }

  /** The ports of an EndpointSlice; a name that the Pod does not know leaves its port out. */
  JsonArray of(KubeObject pod) {
    return ofAll != null ? ofAll : resolved(pod);
  }

  private JsonArray resolved(KubeObject pod) {
    JsonArray ports = JsonArray.EMPTY;
    for (JsonObject port : wished.objects()) {
      Long number = number(port, pod);
      if (number != null) {
        ports =
            ports.plus(
                JsonObject.of(
                    "name", port.string("name", ""),
                    "protocol", port.string("protocol", "TCP"),
                    "port", number,
                    "appProtocol", port.get("appProtocol")));
      }
    }
    return ports;
  }

  private static Long number(JsonObject wished, KubeObject pod) {
    Object target = wished.get("targetPort");
    if (target instanceof Long port && port != 0) {
      return port;
    }
    if (target instanceof String name) {
      String protocol = wished.string("protocol", "TCP");
      for (JsonObject container : pod.spec().array("containers").objects()) {
        for (JsonObject port : container.array("ports").objects()) {
          if (name.equals(port.string("name")) && protocol.equals(port.string("protocol", "TCP"))) {
            return port.integer("containerPort");
          }
        }
      }
      return null;
    }
    return wished.integer("port");
  }
}
