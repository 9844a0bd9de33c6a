package dev.kubarium.cluster.controller.resourcequota;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.QuotaUsage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Writes into each ResourceQuota what its namespace uses of it.
 *
 * <p>Documentation: concepts/policy/resource-quotas. Models: pkg/controller/resourcequota. Left
 * out: the recount every five minutes (every change is counted).
 */
public final class ResourceQuotaController implements Controller {

  public static final String NAME = "resourcequota-controller";

  private final Client client;

  public ResourceQuotaController(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    if (change.kind().equals(Kinds.RESOURCE_QUOTA)) {
      return change.isRemoval() ? List.of() : List.of(change.key());
    }
    if (change.key().namespace().isEmpty() || !isUsedDifferently(change)) {
      return List.of();
    }
    List<ObjectKey> keys = new ArrayList<>();
    for (KubeObject quota : client.list(Kinds.RESOURCE_QUOTA, change.key().namespace())) {
      keys.add(quota.key());
    }
    return keys;
  }

  /** Most changes of an object leave its usage as it was. */
  private static boolean isUsedDifferently(Change change) {
    if (change.before() == null || change.after() == null) {
      return true;
    }
    return !change.before().spec().equals(change.after().spec())
        || !change
            .before()
            .status()
            .string("phase", "")
            .equals(change.after().status().string("phase", ""));
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject quota = client.get(key);
    if (quota == null) {
      return Recheck.NEVER;
    }
    List<KubeObject> counted = new ArrayList<>();
    for (String resource : QuotaUsage.resourcesOf(quota.spec())) {
      counted.addAll(client.listResource(resource, quota.namespace()));
    }
    JsonObject used = QuotaUsage.used(quota.spec(), counted);
    client.patchStatus(
        quota, status -> status.withOrWithout("hard", quota.spec().get("hard")).with("used", used));
    return Recheck.NEVER;
  }
}
