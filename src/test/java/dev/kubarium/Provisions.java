package dev.kubarium;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The real browser, kubectl and helm that the build found or fetched (see
 * src/build/java/Provision.java).
 */
public final class Provisions {

  private static final Path FILE = Path.of("target/provision.properties");

  private Provisions() {}

  public static Path kubectl() {
    return Path.of(read().getProperty("kubectl"));
  }

  public static Path helm() {
    return Path.of(read().getProperty("helm"));
  }

  /** Playwright that fetches no browser of its own where there is one already. */
  public static Playwright playwright() {
    return Playwright.create(
        new Playwright.CreateOptions()
            .setEnv(
                chromium().isEmpty() ? Map.of() : Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  }

  public static Browser browser(Playwright playwright) {
    BrowserType.LaunchOptions options =
        new BrowserType.LaunchOptions()
            .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking"));
    if (!chromium().isEmpty()) {
      options.setExecutablePath(Path.of(chromium()));
    }
    return playwright.chromium().launch(options);
  }

  private static String chromium() {
    return read().getProperty("chromium");
  }

  private static Properties read() {
    Properties provisions = new Properties();
    try (Reader in = Files.newBufferedReader(FILE)) {
      provisions.load(in);
    } catch (IOException absent) {
      throw new IllegalStateException(FILE + " is not there: mvn verify writes it", absent);
    }
    return provisions;
  }
}
