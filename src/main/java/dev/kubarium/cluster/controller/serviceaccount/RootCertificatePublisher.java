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
 * Keeps the ConfigMap {@code kube-root-ca.crt} in every Namespace that lives.
 *
 * <p>Documentation: tasks/configure-pod-container/configure-service-account. Models:
 * pkg/controller/certificates/rootcacertpublisher. Left out: a certificate (nothing inside the
 * cluster speaks TLS).
 */
public final class RootCertificatePublisher implements Controller {

  public static final String NAME = "root-ca-certificate-publisher-controller";

  private static final String CONFIG_MAP = "kube-root-ca.crt";
  private static final String DESCRIPTION =
      "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the"
          + " internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of"
          + " Kubernetes clusters.";
  private static final JsonObject DATA =
      JsonObject.of(
          "ca.crt",
          "# This cluster is simulated: inside it nothing speaks TLS, so there is no certificate.\n");

  private final Client client;

  public RootCertificatePublisher(Client client) {
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
    return change.kind().equals(Kinds.CONFIG_MAP) && change.key().name().equals(CONFIG_MAP)
        ? List.of(ObjectKey.of(Kinds.NAMESPACE, "", change.key().namespace()))
        : List.of();
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject namespace = client.get(key);
    if (namespace == null || namespace.isTerminating()) {
      return Recheck.NEVER;
    }
    KubeObject known = client.get(Kinds.CONFIG_MAP, namespace.name(), CONFIG_MAP);
    if (known == null) {
      JsonObject metadata =
          JsonObject.of(
              "name", CONFIG_MAP,
              "namespace", namespace.name(),
              "annotations", JsonObject.of("kubernetes.io/description", DESCRIPTION));
      client.create(
          KubeObject.of(
              Kinds.CONFIG_MAP,
              JsonObject.of(
                  "apiVersion", "v1", "kind", "ConfigMap", "metadata", metadata, "data", DATA)));
    } else {
      client.patch(known, tree -> tree.with("data", DATA));
    }
    return Recheck.NEVER;
  }
}
