package dev.kubarium.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Playwright;
import dev.kubarium.Provisions;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

/** What a visitor does in the first minutes, in a real browser. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"kubarium.tls.port=0", "kubarium.tls.folder=target/test-tls"})
class PlaygroundIT {

  private static final String WEB =
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
  void aKilledPodIsReplacedByAnotherWhetherByMouseOrByKeyboard(String lang) {
    try (PlaygroundPage page = open(lang)) {
      page.apply(WEB);
      page.awaitReady("Pod", 3);
      Set<String> first = page.names("Pod");

      String byMouse = first.iterator().next();
      page.clickInGraph(byMouse);
      page.byTestId("graph-kill").click();
      page.awaitGone(byMouse);
      page.awaitReady("Pod", 3);
      Set<String> second = page.names("Pod");
      assertEquals(1, without(second, first).size(), "one Pod with a new name");

      String byKeyboard = without(second, without(second, first)).iterator().next();
      page.killByKeyboardAlone(byKeyboard);
      page.awaitGone(byKeyboard);
      page.awaitReady("Pod", 3);
      assertEquals(1, without(page.names("Pod"), second).size(), "one Pod with a new name");
      page.screenshot("killed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void aNewImageRollsThroughTwoReplicaSetsAndNeverFallsUnderWhatIsAllowed(String lang) {
    try (PlaygroundPage page = open(lang)) {
      page.apply(WEB);
      page.awaitReady("Pod", 3);
      Set<String> old = page.names("Pod");
      String oldReplicaSet = page.names("ReplicaSet").iterator().next();
      long before = page.revision();

      page.clickInGraph("web");
      page.recordRollout();
      page.apply(WEB.replace("nginx:1.27", "nginx:1.28"));
      page.item("ReplicaSet")
          .nth(1)
          .waitFor(
              new Locator.WaitForOptions()
                  .setState(com.microsoft.playwright.options.WaitForSelectorState.ATTACHED));
      page.screenshot("rolling");
      old.forEach(page::awaitGone);
      page.awaitReady("Pod", 3);

      assertFalse(page.names("Pod").stream().anyMatch(old::contains), "all Pods are new");
      assertTrue(
          page.names("ReplicaSet").contains(oldReplicaSet), "the old ReplicaSet stays, empty");
      PlaygroundPage.Rollout seen = page.rollout();
      assertTrue(seen.bothHadPods(), "Pods of both ReplicaSets were seen at once");
      assertTrue(
          seen.fewestReady() >= 3,
          "25 % of 3 Pods may be missing, rounded down: none; seen " + seen.fewestReady());
      assertTrue(
          seen.mostPods() <= 4,
          "25 % of 3 Pods may be too many, rounded up: one; seen " + seen.mostPods());
      assertTrue(page.fewestReadySince(before, 3) >= 3, "nor in the history of the cluster");

      Set<String> names = page.names("Pod");
      String address = page.address();
      page.reload();
      page.awaitReady("Pod", 3);
      assertEquals(names, page.names("Pod"));
      assertEquals(address, page.address());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void refusesWithAReasonOnTheLineItBelongsTo(String lang) {
    try (PlaygroundPage page = open(lang)) {
      page.apply(WEB.replace("replicas: 3", "replica: 3"));
      page.awaitProblem(6, "problem.unknownField");
      page.apply("a: [1, 2\nb: 3\n");
      page.awaitProblem(2, "problem.yamlSyntax");
      page.apply(WEB.replace("kind: Deployment", "kind: Deploiement"));
      page.awaitProblem(2, "problem.unknownKind");
      page.apply(
          WEB
              + "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: lone\nspec:\n  containers:\n    - image: nginx\n");
      page.awaitProblem(25, "problem.missingField");
      assertEquals(Set.of(), page.names("Deployment"), "not even the document that was right");
      page.screenshot("refused");
      assertThat(page.byTestId("editor")).containsText("name: lone");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void theOtherLanguageKeepsEverything(String lang) {
    try (PlaygroundPage page = open(lang)) {
      page.apply(WEB);
      page.awaitReady("Pod", 3);
      Set<String> names = page.names("Pod");
      page.clickInGraph("web");
      assertThat(page.byTestId("editor")).containsText("replicas: 3");
      page.type(WEB.replace("replicas: 3", "replicas: 5"));
      page.switchLanguage();
      assertThat(page.byTestId("editor")).containsText("replicas: 5");
      assertThat(page.selected()).hasAttribute("data-name", "web");
      assertEquals(names, page.names("Pod"));
      page.byTestId("apply").click();
      page.awaitReady("Pod", 5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void fitsADeskAndAPhoneByDayAndByNight(String lang) {
    try (PlaygroundPage page = open(lang)) {
      page.apply(WEB);
      page.awaitReady("Pod", 3);
      page.apply(WEB.replace("nginx:1.27", "nginx:1.28"));
      page.awaitPods(4);
      for (String theme : new String[] {"light", "dark"}) {
        page.resize(1440, 900);
        page.assertNothingSticksOut();
        page.screenshot("desk-" + theme);
        page.resize(390, 844);
        page.assertNothingSticksOut();
        page.screenshot("phone-" + theme);
        page.resize(1440, 900);
        page.byTestId("theme").click();
      }
    }
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }
}
