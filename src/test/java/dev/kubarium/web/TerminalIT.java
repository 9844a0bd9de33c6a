package dev.kubarium.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Playwright;
import dev.kubarium.Provisions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

/** The terminal in the page, by keyboard alone: kubectl for who has nothing installed. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"kubarium.tls.port=0", "kubarium.tls.folder=target/test-tls"})
class TerminalIT {

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

  private static void run(PlaygroundPage page, String line) {
    Locator input = page.byTestId("terminal-input");
    input.fill(line);
    input.press("Enter");
  }

  private static void open(PlaygroundPage page) {
    page.press("Control+Backquote");
    assertThat(page.byTestId("terminal-input")).isFocused();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void whatTheEditorShowsIsAppliedWatchedAndChangedByLines(String lang) {
    try (PlaygroundPage page = open(lang)) {
      open(page);
      Locator log = page.byTestId("terminal-log");
      run(page, "kubectl apply -f editor.yaml");
      assertThat(log).containsText("deployment.apps/web created");
      page.awaitReady("Pod", 3);
      run(page, "k get pods -w");
      assertThat(page.byTestId("terminal-stop")).isVisible();
      page.byTestId("terminal-input").press("Control+c");
      assertThat(page.byTestId("terminal-stop")).isHidden();
      run(page, "kubectl scale deploy/web --replicas=1");
      assertThat(log).containsText("deployment.apps/web scaled");
      page.awaitReady("Pod", 1);
      run(page, "kubectl config set-context --current --namespace=kube-system");
      assertThat(page.byTestId("terminal")).containsText("kube-system $");
      page.screenshot("terminal");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void aShellInAPodAnswersUntilOneLeavesIt(String lang) {
    try (PlaygroundPage page = open(lang)) {
      open(page);
      run(page, "kubectl run box --image=busybox:1.36 --command -- sleep 1d");
      page.awaitReady("Pod", 1);
      run(page, "kubectl exec -it box -- sh");
      assertThat(page.byTestId("terminal").locator("label")).hasText("#");
      run(page, "hostname");
      Locator blocks = page.byTestId("terminal-log").locator("pre");
      assertThat(blocks.last()).hasText("# hostname\nbox\n");
      run(page, "exit");
      assertThat(page.byTestId("terminal").locator("label")).hasText("$");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void tabCompletesArrowsGoBackAndEscapeLeaves(String lang) {
    try (PlaygroundPage page = open(lang)) {
      open(page);
      Locator input = page.byTestId("terminal-input");
      input.fill("kubectl get no");
      input.press("Enter");
      assertThat(page.byTestId("terminal-log")).containsText("node-1");
      input.pressSequentially("kubectl describe node node-");
      input.press("Tab");
      assertThat(page.byTestId("terminal-log")).containsText("node-1  node-2  node-3");
      input.fill("kubectl desc");
      input.press("Tab");
      assertThat(input).hasValue("kubectl describe ");
      input.fill("");
      input.press("ArrowUp");
      assertThat(input).hasValue("kubectl get no");
      input.press("Escape");
      assertThat(page.byTestId("tab-terminal")).isFocused();
      assertEquals(List.of(), page.faults());
    }
  }
}
