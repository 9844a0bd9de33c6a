package dev.kubarium.cluster.controller.endpointslice;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Pods;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which Services a change of a Pod concerns. */
final class ServicesOfPod {

  private ServicesOfPod() {}

  static Set<ObjectKey> concernedBy(Client client, Change change) {
    Set<ObjectKey> keys = new LinkedHashSet<>();
    if (!matters(change)) {
      return keys;
    }
    for (KubeObject service : client.list(Kinds.SERVICE, change.key().namespace())) {
      if (hasSelector(service)
          && (selects(service, change.before()) || selects(service, change.after()))) {
        keys.add(service.key());
      }
    }
    return keys;
  }

  static boolean hasSelector(KubeObject service) {
    return !service.spec().object("selector").isEmpty()
        && !"ExternalName".equals(service.spec().string("type"));
  }

  private static boolean selects(KubeObject service, KubeObject pod) {
    if (pod == null) {
      return false;
    }
    JsonObject selector = service.spec().object("selector");
    for (String key : selector.keys()) {
      if (!selector.get(key).equals(pod.labels().get(key))) {
        return false;
      }
    }
    return true;
  }

  private static boolean matters(Change change) {
    return Pods.countsDifferently(change)
        || !change
            .before()
            .status()
            .string("podIP", "")
            .equals(change.after().status().string("podIP", ""));
  }
}
