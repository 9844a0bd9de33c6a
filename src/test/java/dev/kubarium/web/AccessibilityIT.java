package dev.kubarium.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import dev.kubarium.Provisions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * Every page and state holds to WCAG 2.2 AA as far as axe can tell, in both themes and both
 * languages.
 */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"kubarium.tls.port=0", "kubarium.tls.folder=target/test-tls"})
class AccessibilityIT {

  private static final Path AXE = Path.of("frontend", "node_modules", "axe-core", "axe.min.js");

  private static final String FAULTS =
      """
      async () => {
        const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
        const found = await axe.run(document, { runOnly: tags });
        return found.violations.flatMap(({ id, nodes }) =>
          nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary.split("\\n")[1] ?? ""}`));
      }
      """;

  private static Playwright playwright;
  private static Browser browser;
  private static String axe;

  @Value("${local.server.port}")
  private int port;

  @BeforeAll
  static void start() throws IOException {
    axe = Files.readString(AXE);
    playwright = Provisions.playwright();
    browser = Provisions.browser(playwright);
  }

  @AfterAll
  static void stop() {
    browser.close();
    playwright.close();
  }

  private static void check(Page page, String state) {
    // Evaluated from outside, as the page's own policy lets no foreign script in.
    page.evaluate(axe);
    assertEquals(List.of(), page.evaluate(FAULTS), state);
  }

  @ParameterizedTest
  @CsvSource({
    "LIGHT, fr-FR, 1440, 900",
    "DARK, en-GB, 1440, 900",
    "LIGHT, en-GB, 390, 844",
    "DARK, fr-FR, 390, 844"
  })
  void everyPageAndStateIsOpenToEveryone(ColorScheme theme, String locale, int width, int height) {
    Browser.NewContextOptions options =
        new Browser.NewContextOptions()
            .setColorScheme(theme)
            .setLocale(locale)
            .setViewportSize(width, height);
    try (BrowserContext context = browser.newContext(options)) {
      Page page = context.newPage();
      String root = "http://localhost:" + port;
      page.navigate(root + "/");
      page.locator("[data-testid=outline-item][data-kind=Node]").first().waitFor(attached());
      check(page, "an empty cluster");
      boolean phone = width < 800;
      if (phone) {
        page.getByTestId("tab-yaml").click();
      }
      page.getByTestId("apply").click();
      page.locator("[data-testid=outline-item][data-kind=Pod][data-state=ready]")
          .nth(2)
          .waitFor(attached());
      check(page, "the editor with an object");
      page.getByTestId("tab-inspector").click();
      page.getByTestId("delete").click();
      check(page, "the inspector, asking");
      page.locator("[data-testid=outline-item][data-kind=Pod]").first().dispatchEvent("click");
      page.getByTestId("fidelity").locator("summary").click();
      check(page, "the inspector, saying what is simplified");
      page.getByTestId("tab-events").click();
      page.locator("[data-testid=events] li").first().waitFor();
      check(page, "the events");
      if (phone) {
        page.getByTestId("tab-water").click();
      }
      for (String view : List.of("ownership", "placement", "network", "storage", "list")) {
        page.getByTestId("tab-" + view).click();
        check(page, view);
      }
      page.getByTestId("break").click();
      page.getByTestId("menu").waitFor();
      check(page, "the menu");
      page.keyboard().press("Escape");
      page.getByTestId("search").fill("app=web");
      check(page, "a search");
      page.getByTestId("tab-terminal").click();
      page.getByTestId("terminal-input").fill("kubectl get pods -o wide");
      page.getByTestId("terminal-input").press("Enter");
      page.getByTestId("terminal-log").getByText("READINESS GATES").waitFor();
      check(page, "the terminal");
      page.getByTestId("tab-traffic").click();
      page.getByTestId("traffic-to").fill("http://node-1:30080");
      page.getByTestId("traffic-start").click();
      page.getByTestId("flow").waitFor();
      check(page, "traffic");
      if (!phone) {
        page.getByTestId("kubectl").click();
        check(page, "the dialog on kubectl");
      }
      page.navigate(root + "/lessons");
      check(page, "the catalogue");
      page.locator("a[href^='/lessons/']").first().click();
      page.locator(".lesson h1").waitFor(attached());
      check(page, "a lesson");
      page.navigate(root + "/fidelity");
      page.getByTestId("ledger-entry").first().waitFor();
      check(page, "the ledger");
      page.navigate(root + "/play/nobody");
      check(page, "a session that is not there");
    }
  }

  private static com.microsoft.playwright.Locator.WaitForOptions attached() {
    return new com.microsoft.playwright.Locator.WaitForOptions()
        .setState(com.microsoft.playwright.options.WaitForSelectorState.ATTACHED);
  }
}
