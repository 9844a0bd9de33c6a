package dev.kubarium.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.MouseButton;
import dev.kubarium.Provisions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

/** Breaking things by menu, with the mouse and with the keys alone, and mending them. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"kubarium.tls.port=0", "kubarium.tls.folder=target/test-tls"})
class ChaosIT {

  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        replicas: 2
        selector:
          matchLabels:
            app: web
        template:
          metadata:
            labels:
              app: web
          spec:
            containers:
              - name: web
                image: nginx:1.27
      """;

  private static Playwright playwright;
  private static Browser browser;

  @Value("${local.server.port}")
  private int port;

  @BeforeAll
  static void start() {
    playwright = Provisions.playwright();
    browser = Provisions.browser(playwright);
  }

  @AfterAll
  static void stop() {
    browser.close();
    playwright.close();
  }

  private PlaygroundPage open(String lang) {
    return new PlaygroundPage(browser, "http://localhost:" + port + "/", lang, 1440, 900);
  }

  private static Locator deed(PlaygroundPage page, String name) {
    return page.byTestId("menu").locator("[data-deed=" + name + "]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void aContainerCrashesByTheMouseAndIsRestartedInPlace(String lang) {
    try (PlaygroundPage page = open(lang)) {
      page.apply(WEB);
      page.awaitReady("Pod", 2);
      String pod = page.names("Pod").iterator().next();
      page.clickInGraph(pod, MouseButton.RIGHT);
      deed(page, "ContainerCrash").click();
      assertThat(page.byTestId("menu")).isHidden();
      run(page, "kubectl get pod " + pod + " -w");
      assertThat(page.byTestId("terminal-log")).containsText("1 (");
      page.awaitReady("Pod", 2);
      assertEquals(List.of(), page.faults());
    }
  }

  private static void run(PlaygroundPage page, String line) {
    page.byTestId("tab-terminal").click();
    page.byTestId("terminal-input").fill(line);
    page.byTestId("terminal-input").press("Enter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void aNodeFailsByTheKeysIsSeenAsBrokenAndMended(String lang) {
    try (PlaygroundPage page = open(lang)) {
      page.byTestId("tab-list").click();
      page.item("Node").first().focus();
      page.press("Shift+F10");
      assertThat(page.byTestId("menu")).isVisible();
      page.press("End");
      page.press("ArrowUp");
      assertThat(deed(page, "NodeFailure")).isFocused();
      page.press("Enter");
      assertThat(page.byTestId("fault")).containsText("node-1");
      page.screenshot("broken");
      page.byTestId("pace-20").click();
      assertThat(page.item("Node").first()).hasAttribute("data-state", "unknown");
      page.byTestId("mend").click();
      assertThat(page.byTestId("fault")).hasCount(0);
      assertThat(page.item("Node").first()).hasAttribute("data-state", "ready");
      assertEquals(List.of(), page.faults());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void aMachineJoinsAndTheRegistryIsCutOff(String lang) {
    try (PlaygroundPage page = open(lang)) {
      page.byTestId("break").click();
      deed(page, "node").click();
      page.awaitReady("Node", 4);
      page.byTestId("break").click();
      deed(page, "RegistryOutage").click();
      assertThat(page.byTestId("fault")).containsText("docker.io");
      page.apply(WEB);
      page.byTestId("pace-20").click();
      assertThat(page.item("Pod").first()).hasAttribute("data-state", "failed");
      page.byTestId("mend").click();
      page.awaitReady("Pod", 2);
    }
  }
}
