package dev.kubarium.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.kubarium.Provisions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

/** Requests at a rate, and whether a rollout hurts those who send them. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"kubarium.tls.port=0", "kubarium.tls.folder=target/test-tls"})
class TrafficIT {

  private static final String API =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: api
      spec:
        replicas: 3
        selector:
          matchLabels:
            app: api
        template:
          metadata:
            labels:
              app: api
          spec:
            containers:
              - name: api
                image: fastapi-demo:v1
      ---
      apiVersion: v1
      kind: Service
      metadata:
        name: api
      spec:
        selector:
          app: api
        ports:
          - port: 80
            targetPort: 8000
      """;

  private static final String READINESS =
      "image: fastapi-demo:v1\n"
          + "          readinessProbe: {httpGet: {path: /health, port: 8000}, periodSeconds: 1}\n"
          + "          lifecycle: {preStop: {exec: {command: [sleep, \"5\"]}}}";

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

  /** Sends, rolls v2 out, and waits until only its Pods are left. */
  private static void rollUnderTraffic(PlaygroundPage page, String api) {
    page.apply(api);
    page.awaitReady("Pod", 3);
    page.byTestId("tab-traffic").click();
    assertThat(page.byTestId("traffic-to")).hasValue("http://api");
    page.byTestId("traffic-rate").selectOption("50");
    page.byTestId("traffic-start").click();
    assertThat(page.byTestId("flow")).hasAttribute("data-served", Pattern.compile("[1-9][0-9]+"));
    page.apply(api.replace("fastapi-demo:v1", "fastapi-demo:v2"));
    assertThat(page.byTestId("rollout")).isVisible();
    assertThat(page.byTestId("rollout"))
        .isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(60_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void aRolloutWithoutReadinessProbesVisiblyHurts(String lang) {
    try (PlaygroundPage page = open(lang)) {
      rollUnderTraffic(page, API);
      assertThat(page.byTestId("flow")).hasAttribute("data-failed", Pattern.compile("[1-9][0-9]*"));
      assertThat(page.byTestId("flow")).containsText(lang.equals("fr") ? "refusées" : "refused");
      page.screenshot("traffic");
      page.byTestId("traffic-stop").click();
      assertThat(page.byTestId("flow")).hasCount(0);
      assertEquals(List.of(), page.faults());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void aRolloutWithReadinessProbesDoesNot(String lang) {
    try (PlaygroundPage page = open(lang)) {
      rollUnderTraffic(page, API.replace("image: fastapi-demo:v1", READINESS));
      assertThat(page.byTestId("flow")).hasAttribute("data-failed", "0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void whatIsNoAddressIsRefusedInTheReadersLanguage(String lang) {
    try (PlaygroundPage page = open(lang)) {
      page.byTestId("tab-traffic").click();
      page.byTestId("traffic-to").fill("http://");
      page.byTestId("traffic-start").click();
      page.byTestId("traffic-to").fill("ftp://api");
      page.byTestId("traffic-start").click();
      assertThat(page.byTestId("notice"))
          .containsText(lang.equals("fr") ? "n’est pas une adresse" : "is no address");
      assertThat(page.byTestId("flow")).hasCount(0);
    }
  }
}
