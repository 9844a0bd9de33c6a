package dev.kubarium.web.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.Provisions;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

/** The real helm, with a small chart. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"kubarium.tls.port=0", "kubarium.tls.folder=target/test-tls"})
class HelmIT {

  private static final String CHART =
      Path.of("src/test/resources/charts/shop").toAbsolutePath().toString();

  @Value("${local.server.port}")
  private int port;

  private CommandLine kubectl;
  private CommandLine helm;

  @BeforeEach
  void takeASession(@TempDir Path folder) throws Exception {
    kubectl = CommandLine.on(port, 20, folder, Provisions.kubectl());
    helm = kubectl.with(Provisions.helm());
  }

  private String deployed() {
    return kubectl.ok(
        "get deployment corner -o jsonpath='{.spec.template.spec.containers[0].image} {.status.readyReplicas}'");
  }

  @Test
  void aReleaseIsInstalledUpgradedTakenBackAndUninstalled() {
    String installed = helm.ok("install corner " + CHART + " --wait --timeout 60s");
    assertTrue(installed.contains("STATUS: deployed\nREVISION: 1\n"), installed);
    assertEquals("nginx:1.27 2", deployed());

    String upgraded =
        helm.ok(
            "upgrade corner " + CHART + " --set image=nginx:1.28,replicas=3 --wait --timeout 60s");
    assertTrue(upgraded.contains("STATUS: deployed\nREVISION: 2\n"), upgraded);
    assertEquals("nginx:1.28 3", deployed());
    assertEquals("migrated\n", kubectl.ok("logs job/corner-migrate"));

    helm.ok("rollback corner 1 --wait --timeout 60s");
    assertEquals("nginx:1.27 2", deployed());
    String history = helm.ok("history corner");
    assertTrue(history.contains("Rollback to 1"), history);
    assertTrue(helm.ok("list").contains("shop-0.1.0"));
    assertTrue(helm.ok("get manifest corner").contains("kind: Deployment"));

    assertEquals(
        "release \"corner\" uninstalled\n", helm.ok("uninstall corner --wait --timeout 60s"));
    assertEquals(
        "",
        kubectl.ok(
            "get deployment,service,configmap,pdb,secret -l app.kubernetes.io/instance=corner -o name"));
    assertEquals("", kubectl.ok("get secret -l owner=helm -o name"));
  }

  @Test
  void anUpgradeThatIsNotPossibleLeavesTheReleaseAsItWas() {
    helm.ok("install corner " + CHART + " --wait --timeout 60s");
    String refused = helm.refused("upgrade corner " + CHART + " --set replicas=-1");
    assertTrue(
        refused.contains("spec.replicas: Invalid value: -1: must be greater than or equal to 0"),
        refused);
    assertEquals("nginx:1.27 2", deployed());
    assertTrue(helm.ok("history corner").contains("failed"));
  }
}
