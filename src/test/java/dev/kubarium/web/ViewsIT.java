package dev.kubarium.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Playwright;
import dev.kubarium.Provisions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

/** The same objects, seen by how requests reach them and by where what they write is kept. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"kubarium.tls.port=0", "kubarium.tls.folder=target/test-tls"})
class ViewsIT {

  private static final String SHOP =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        replicas: 3
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
                volumeMounts:
                  - name: data
                    mountPath: /data
            volumes:
              - name: data
                persistentVolumeClaim:
                  claimName: data
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: data
      spec:
        accessModes:
          - ReadWriteMany
        resources:
          requests:
            storage: 1Gi
      ---
      apiVersion: v1
      kind: Service
      metadata:
        name: web
      spec:
        selector:
          app: web
        ports:
          - port: 80
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: shop
      spec:
        rules:
          - host: shop.example
            http:
              paths:
                - path: /
                  pathType: Prefix
                  backend:
                    service:
                      name: web
                      port:
                        number: 80
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

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void eachViewShowsItsOwnPartAndWhatIsChosenStaysChosen(String lang) {
    try (PlaygroundPage page =
        new PlaygroundPage(browser, "http://localhost:" + port + "/", lang, 1440, 900)) {
      page.byTestId("tab-storage").click();
      assertThat(page.byTestId("graph"))
          .containsText(lang.equals("fr") ? "Rien n’est encore gardé" : "Nothing is kept yet");
      page.apply(SHOP);
      page.awaitReady("Pod", 3);
      page.clickInGraph("data");
      assertThat(page.selected()).containsText("1Gi · RWX");
      page.screenshot("view-storage");
      page.byTestId("tab-network").click();
      assertThat(page.selected()).hasAttribute("data-name", "data");
      page.clickInGraph("shop");
      page.screenshot("view-network");
      page.byTestId("theme").click();
      page.awaitPods(3);
      page.screenshot("view-network-dark");
      page.resize(390, 844);
      page.byTestId("tab-water").click();
      page.awaitPods(3);
      page.assertNothingSticksOut();
      page.screenshot("view-network-phone");
      page.byTestId("tab-storage").click();
      page.awaitPods(3);
      page.screenshot("view-storage-phone-dark");
    }
  }
}
