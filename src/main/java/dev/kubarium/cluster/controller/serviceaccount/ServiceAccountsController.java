package dev.kubarium.cluster.controller.serviceaccount;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import java.util.Collection;
import java.util.List;

/**
 * Makes the ServiceAccount {@code default} in every Namespace that lives.
 *
 * <p>Documentation: concepts/security/service-accounts. Models: pkg/controller/serviceaccount. Left
 * out: nothing.
 */
public final class ServiceAccountsController implements Controller {

  public static final String NAME = "service-account-controller";

  private static final String DEFAULT = "default";

  private final Client client;

  public ServiceAccountsController(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    if (change.kind().equals(Kinds.NAMESPACE) && !change.isRemoval()) {
      return List.of(change.key());
    }
    return change.kind().equals(Kinds.SERVICE_ACCOUNT) && change.isRemoval()
        ? List.of(ObjectKey.of(Kinds.NAMESPACE, "", change.key().namespace()))
        : List.of();
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject namespace = client.get(key);
    if (namespace != null
        && !namespace.isTerminating()
        && client.get(Kinds.SERVICE_ACCOUNT, namespace.name(), DEFAULT) == null) {
      client.create(
          KubeObject.of(
              Kinds.SERVICE_ACCOUNT,
              JsonObject.of(
                  "apiVersion", "v1",
                  "kind", "ServiceAccount",
                  "metadata", JsonObject.of("name", DEFAULT, "namespace", namespace.name()))));
    }
    return Recheck.NEVER;
  }
}
