package dev.kubarium.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Playwright;
import dev.kubarium.Provisions;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

/** Back in time, on from there in another cluster, ahead without doing it, and found by labels. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"kubarium.tls.port=0", "kubarium.tls.folder=target/test-tls"})
class TimeAndPreviewIT {

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

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void aPreviewSaysWhatWouldHappenAndChangesNothing(String lang) {
    try (PlaygroundPage page = open(lang)) {
      page.apply(WEB);
      page.awaitReady("Pod", 2);
      Set<String> before = page.names("Pod");
      page.type(WEB.replace("nginx:1.27", "nginx:1.28"));
      page.byTestId("preview").click();
      assertThat(page.byTestId("preview-result"))
          .containsText(lang.equals("fr") ? "jamais moins de 2" : "never fewer than 2");
      page.screenshot("preview");
      assertEquals(before, page.names("Pod"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void oneGoesBackChangeByChangeByKeyboardAndForksThere(String lang) {
    try (PlaygroundPage page = open(lang)) {
      page.apply(WEB);
      page.awaitReady("Pod", 2);
      String address = page.address();
      page.byTestId("timeline").press("Home");
      assertThat(page.item("Pod")).hasCount(0);
      assertThat(page.item("Deployment")).hasCount(1);
      page.screenshot("back-in-time");
      page.byTestId("back-to-now").click();
      assertThat(page.item("Pod")).hasCount(2);
      page.byTestId("timeline").press("Home");
      assertThat(page.item("Pod")).hasCount(0);
      page.byTestId("fork").click();
      assertThat(page.byTestId("fork")).isHidden();
      page.awaitReady("Pod", 2);
      assertNotEquals(address, page.address());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void aSearchByLabelsFindsWhatAServiceWouldChoose(String lang) {
    try (PlaygroundPage page = open(lang)) {
      page.apply(WEB);
      page.awaitReady("Pod", 2);
      page.byTestId("search").fill("app=web");
      assertThat(page.item("Pod")).hasCount(2);
      assertThat(page.item("Node")).hasCount(0);
      assertThat(page.byTestId("search-found")).hasText(Pattern.compile("^\\d+ .*"));
      page.byTestId("search").press("Escape");
      assertThat(page.item("Node")).hasCount(3);
    }
  }
}
