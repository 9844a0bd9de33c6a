package dev.kubarium.web.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {

  @TempDir Path folder;

  @Test
  void isTheSameAfterARestartSoThatKubeconfigsGoOnWorking() {
    assertEquals(CertificateAuthority.in(folder).pem(), CertificateAuthority.in(folder).pem());
  }

  @Test
  void vouchesForTheNamesAndAddressesOfTheServer() throws Exception {
    KeyStore store =
        CertificateAuthority.in(folder).server(List.of("localhost", "127.0.0.1", "::1"));
    X509Certificate server = (X509Certificate) store.getCertificateChain("server")[0];
    X509Certificate authority = (X509Certificate) store.getCertificateChain("server")[1];
    server.verify(authority.getPublicKey());
    String names = server.getSubjectAlternativeNames().toString();
    assertTrue(names.contains("[2, localhost]") && names.contains("[7, 127.0.0.1]"), names);
    assertEquals(-1, server.getBasicConstraints());
    assertEquals(0, authority.getBasicConstraints());
  }
}
