package dev.kubarium.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.MouseButton;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The playground in a browser of a visitor's own, as hands and eyes reach it. */
final class PlaygroundPage implements AutoCloseable {

  private static final double PATIENCE_MILLIS = 30_000;

  private final BrowserContext context;
  private final Page page;
  private final List<String> faults = new ArrayList<>();
  private String lang;

  PlaygroundPage(Browser browser, String address, String lang, int width, int height) {
    this.lang = lang;
    context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setLocale(lang.equals("fr") ? "fr-FR" : "en-GB")
                .setViewportSize(width, height));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    page = context.newPage();
    page.onPageError(faults::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")
              && !message.text().matches("(?s).*status of 4(00|22) .*")) {
            faults.add(message.text());
          }
        });
    page.navigate(address);
    awaitCluster();
  }

  private void awaitCluster() {
    item("Node").first().waitFor(attached());
    PlaywrightAssertions.assertThat(page.locator("html")).hasAttribute("lang", lang);
  }

  private static Locator.WaitForOptions attached() {
    return new Locator.WaitForOptions()
        .setState(com.microsoft.playwright.options.WaitForSelectorState.ATTACHED);
  }

  String address() {
    return page.url();
  }

  void press(String key) {
    page.keyboard().press(key);
  }

  /** What the browser complained of so far. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  void reload() {
    page.reload();
    awaitCluster();
  }

  Locator byTestId(String id) {
    return page.getByTestId(id);
  }

  /** The rows of the outline, the graph's twin in words, of this kind. */
  Locator item(String kind) {
    return page.locator("[data-testid=outline-item][data-kind=" + kind + "]");
  }

  Locator selected() {
    return page.locator("[data-testid=outline-item][aria-selected=true]");
  }

  private Locator named(String name) {
    return page.locator("[data-testid=outline-item][data-name='" + name + "']");
  }

  Set<String> names(String kind) {
    Set<String> names = new TreeSet<>();
    item(kind).all().forEach(item -> names.add(item.getAttribute("data-name")));
    return names;
  }

  void awaitReady(String kind, int count) {
    PlaywrightAssertions.assertThat(
            page.locator("[data-testid=outline-item][data-kind=" + kind + "][data-state=ready]"))
        .hasCount(
            count,
            new com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions()
                .setTimeout(PATIENCE_MILLIS));
    PlaywrightAssertions.assertThat(item(kind))
        .hasCount(
            count,
            new com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions()
                .setTimeout(PATIENCE_MILLIS));
  }

  void awaitGone(String name) {
    PlaywrightAssertions.assertThat(named(name))
        .hasCount(
            0,
            new com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions()
                .setTimeout(PATIENCE_MILLIS));
  }

  /** Pastes this into the editor in place of what it holds. */
  void type(String yaml) {
    page.getByTestId("tab-editor").click();
    Locator editor = page.getByTestId("editor");
    editor.focus();
    page.keyboard().press("ControlOrMeta+a");
    editor.evaluate(
        """
        (editor, text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }
        """,
        yaml);
  }

  void apply(String yaml) {
    type(yaml);
    page.getByTestId("apply").click();
  }

  /** Points at the object's picture on the canvas and clicks. */
  void clickInGraph(String name) {
    clickInGraph(name, MouseButton.LEFT);
  }

  void clickInGraph(String name, MouseButton button) {
    String uid = named(name).first().getAttribute("data-uid");
    page.waitForFunction("uid => window.kubarium.graph.positionOf(uid) !== null", uid);
    page.waitForTimeout(400);
    @SuppressWarnings("unchecked")
    Map<String, Number> at =
        (Map<String, Number>) page.evaluate("uid => window.kubarium.graph.positionOf(uid)", uid);
    page.mouse()
        .click(
            at.get("x").doubleValue(),
            at.get("y").doubleValue(),
            new Mouse.ClickOptions().setButton(button));
    PlaywrightAssertions.assertThat(named(name)).hasAttribute("aria-selected", "true");
  }

  /** Tabs to the outline, walks to the Pod with the arrows and presses K: no mouse. */
  void killByKeyboardAlone(String name) {
    page.mouse().move(0, 0);
    page.evaluate("() => document.activeElement?.blur()");
    for (int i = 0; i < 60 && !focusedRole().equals("treeitem"); i++) {
      if (focusedRole().equals("textbox")) {
        page.keyboard().press("Escape");
      }
      page.keyboard().press("Tab");
    }
    page.keyboard().press("Home");
    for (int i = 0; i < 40 && !focusedName().equals(name); i++) {
      page.keyboard().press("ArrowDown");
    }
    page.keyboard().press("k");
  }

  private String focusedRole() {
    return (String) page.evaluate("() => document.activeElement?.getAttribute('role') ?? ''");
  }

  private String focusedName() {
    return (String) page.evaluate("() => document.activeElement?.dataset.name ?? ''");
  }

  void switchLanguage() {
    lang = lang.equals("fr") ? "en" : "fr";
    page.getByTestId("lang-" + lang).click();
    PlaywrightAssertions.assertThat(page.locator("html")).hasAttribute("lang", lang);
  }

  /**
   * Waits for a refusal on this line (counted from 1) with the sentence of this key in the
   * visitor's language.
   */
  void awaitProblem(int line, String key) {
    Locator problem = page.locator("[data-testid=problem][data-line='" + line + "']").first();
    problem.waitFor();
    String words =
        ResourceBundle.getBundle("messages", Locale.of(lang))
            .getString(key)
            .replaceAll("\\{.*", "")
            .replace("''", "'");
    PlaywrightAssertions.assertThat(problem).containsText(words.strip());
  }

  /**
   * What was seen of a rollout.
   *
   * @param fewestReady the fewest ready Pods at any time
   * @param mostPods the most Pods that were not ending at any time
   * @param bothHadPods whether Pods of two ReplicaSets were there at once
   */
  record Rollout(int fewestReady, int mostPods, boolean bothHadPods) {}

  /** From now on, each change of the outline is looked at. */
  void recordRollout() {
    page.evaluate(
        """
        () => {
          const seen = (window.seen = { fewest: 99, most: 0, both: false });
          const look = () => {
            const pods = [...document.querySelectorAll("[data-testid=outline-item][data-kind=Pod]")];
            const alive = pods.filter((pod) => pod.dataset.state !== "terminating");
            seen.fewest = Math.min(seen.fewest, pods.filter((pod) => pod.dataset.state === "ready").length);
            seen.most = Math.max(seen.most, alive.length);
            const owners = new Set(alive.map((pod) => pod.dataset.name.replace(/-[^-]*$/, "")));
            if (owners.size > 1) seen.both = true;
          };
          look();
          new MutationObserver(look).observe(document.querySelector("[data-testid=outline]"), { subtree: true, childList: true, attributes: true });
        }
        """);
  }

  Rollout rollout() {
    @SuppressWarnings("unchecked")
    Map<String, Object> seen = (Map<String, Object>) page.evaluate("() => window.seen");
    return new Rollout(
        ((Number) seen.get("fewest")).intValue(),
        ((Number) seen.get("most")).intValue(),
        (Boolean) seen.get("both"));
  }

  private String api(String path) {
    String id = page.url().replaceAll(".*/play/([^/?]+).*", "$1");
    return page.request()
        .get(page.url().replaceAll("/play/.*", "") + "/clusters/" + id + path)
        .text();
  }

  /** The revision of the cluster now. */
  long revision() {
    JsonObject list = (JsonObject) Json.parse(api("/api/v1/namespaces/default/pods"));
    return Long.parseLong(list.object("metadata").string("resourceVersion"));
  }

  /**
   * The fewest ready Pods that were not ending after any change since this revision, at which
   * {@code ready} were.
   */
  int fewestReadySince(long revision, int ready) {
    String events =
        api("/api/v1/namespaces/default/pods?watch=1&timeoutSeconds=1&resourceVersion=" + revision);
    Map<String, Boolean> known = new TreeMap<>();
    int lost = 0;
    int fewest = ready;
    for (String line : events.split("\n")) {
      if (line.isBlank()) {
        continue;
      }
      JsonObject event = (JsonObject) Json.parse(line);
      KubeObject pod = KubeObject.of(Kinds.POD, event.object("object"));
      boolean isReady =
          !event.string("type").equals("DELETED") && Pods.isReady(pod) && !pod.isTerminating();
      boolean isNew = event.string("type").equals("ADDED");
      boolean wasReady = known.getOrDefault(pod.uid(), !isNew);
      known.put(pod.uid(), isReady);
      lost += (wasReady ? 1 : 0) - (isReady ? 1 : 0);
      fewest = Math.min(fewest, ready - lost);
    }
    return fewest;
  }

  /**
   * Waits for this many Pods, whatever their state, and for their pictures to have come to rest.
   */
  void awaitPods(int count) {
    PlaywrightAssertions.assertThat(item("Pod")).hasCount(count);
    page.waitForTimeout(600);
  }

  void resize(int width, int height) {
    page.setViewportSize(width, height);
    page.waitForTimeout(600);
  }

  /** No part of the page reaches beyond the window's right edge, and the graph is to be seen. */
  void assertNothingSticksOut() {
    assertEquals(
        List.of(),
        page.evaluate(
            """
            () => [...document.querySelectorAll("body *")]
              .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !e.closest(".sr, [data-testid=outline]"))
              .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !inside(e))
              .map((e) => e.outerHTML.slice(0, 120));
            function inside(e) {
              for (let p = e.parentElement; p !== null; p = p.parentElement) {
                if (p !== document.body && p !== document.documentElement && getComputedStyle(p).overflowX !== "visible") return true;
              }
              return false;
            }
            """));
    PlaywrightAssertions.assertThat(byTestId("graph")).isVisible();
  }

  void screenshot(String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(Path.of("target", "screenshots", name + "-" + lang + ".png")));
  }

  @Override
  public void close() {
    context.close();
    if (!faults.isEmpty()) {
      throw new AssertionError("the page complained: " + faults);
    }
  }
}
