package dev.kubarium.cluster.controller.endpointslice;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;

/**
 * The ports of a Service as one Pod offers them: a target port that is a name is looked up in the
 * Pod's containers.
 */
final class ServicePorts {

  private ServicePorts() {}

  /** The ports of an EndpointSlice; a name that the Pod does not know leaves its port out. */
  static JsonArray of(KubeObject service, KubeObject pod) {
    JsonArray ports = JsonArray.EMPTY;
    for (JsonObject wished : service.spec().array("ports").objects()) {
      Long number = number(wished, pod);
      if (number != null) {
        ports =
            ports.plus(
                JsonObject.of(
                    "name", wished.string("name", ""),
                    "protocol", wished.string("protocol", "TCP"),
                    "port", number,
                    "appProtocol", wished.get("appProtocol")));
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
