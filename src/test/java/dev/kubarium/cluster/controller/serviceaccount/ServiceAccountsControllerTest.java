package dev.kubarium.cluster.controller.serviceaccount;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.ObjectKey;
import org.junit.jupiter.api.Test;

class ServiceAccountsControllerTest {

  private final ControlPlane plane = ControlPlane.with(RootCertificatePublisher::new);

  @Test
  void everyNamespaceGetsADefaultServiceAccount() {
    plane.apply("{apiVersion: v1, kind: Namespace, metadata: {name: bi}}");
    plane.after("2s");
    assertNotNull(plane.store.get(ObjectKey.of(Kinds.SERVICE_ACCOUNT, "bi", "default")));
  }

  @Test
  void theDefaultServiceAccountComesBackWhenItIsDeleted() {
    String before = plane.get(Kinds.SERVICE_ACCOUNT, "default").uid();
    plane.delete(plane.get(Kinds.SERVICE_ACCOUNT, "default"));
    plane.after("2s");
    assertTrue(!plane.get(Kinds.SERVICE_ACCOUNT, "default").uid().equals(before));
  }

  @Test
  void everyNamespaceHasTheConfigMapOfTheRootCertificateAlways() {
    String before = plane.get(Kinds.CONFIG_MAP, "kube-root-ca.crt").uid();
    plane.delete(plane.get(Kinds.CONFIG_MAP, "kube-root-ca.crt"));
    plane.after("2s");
    assertTrue(!plane.get(Kinds.CONFIG_MAP, "kube-root-ca.crt").uid().equals(before));
  }
}
