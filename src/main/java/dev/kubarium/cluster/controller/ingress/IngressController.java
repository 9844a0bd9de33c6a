package dev.kubarium.cluster.controller.ingress;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Takes on every Ingress of its class and writes the address under which it is reached. An Ingress
 * of another class, or of none, stays without an address: nobody serves it.
 *
 * <p>Documentation: concepts/services-networking/ingress,
 * concepts/services-networking/ingress-controllers. Models: kubernetes/ingress-nginx as it is
 * installed by default. Left out: annotations of ingress-nginx, its configuration, its own Pods.
 */
public final class IngressController implements Controller {

  public static final String NAME = "nginx-ingress-controller";

  /** What an IngressClass names to be served by this controller. */
  public static final String CONTROLLER = "k8s.io/ingress-nginx";

  /** The address of the one load balancer in front of the controller. */
  public static final String ADDRESS = "198.51.100.1";

  private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";
  private static final JsonArray SHOWN = JsonArray.of(JsonObject.of("ip", ADDRESS));

  private final Client client;

  public IngressController(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    if (change.kind().equals(Kinds.INGRESS)) {
      return change.isRemoval() ? List.of() : List.of(change.key());
    }
    if (change.kind().equals(Kinds.INGRESS_CLASS)) {
      List<ObjectKey> keys = new ArrayList<>();
      client.list(Kinds.INGRESS, "").forEach(ingress -> keys.add(ingress.key()));
      return keys;
    }
    return List.of();
  }

  /**
   * Whether this controller serves an Ingress: by its class, or by the annotation that was before
   * there were classes.
   */
  private boolean isMine(KubeObject ingress) {
    String name = ingress.spec().string("ingressClassName", "");
    if (name.isEmpty()) {
      return "nginx".equals(ingress.annotation(CLASS_ANNOTATION));
    }
    KubeObject itsClass = client.get(Kinds.INGRESS_CLASS, "", name);
    return itsClass != null && CONTROLLER.equals(itsClass.spec().string("controller"));
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject ingress = client.get(key);
    if (ingress == null || ingress.isTerminating()) {
      return Recheck.NEVER;
    }
    JsonArray shown = ingress.status().object("loadBalancer").array("ingress");
    if (isMine(ingress)) {
      if (!shown.equals(SHOWN)) {
        client.event(ingress, "Normal", "Sync", "Scheduled for sync");
        client.patchStatus(ingress, status -> status.withAt(SHOWN, "loadBalancer", "ingress"));
      }
    } else if (shown.equals(SHOWN)) {
      client.patchStatus(ingress, status -> status.with("loadBalancer", JsonObject.EMPTY));
    }
    return Recheck.NEVER;
  }
}
