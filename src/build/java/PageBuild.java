import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Builds or tests the page in {@code frontend/} with the machine's npm, and does nothing where
 * nothing changed.
 *
 * <p>Usage: {@code PageBuild <frontend> <target> <npm script>…}. The names, sizes and times of the
 * inputs of the last good run are kept in {@code target/page-<script>.inputs}.
 */
public class PageBuild {

  private final Path frontend;
  private final Path target;

  private PageBuild(Path frontend, Path target) {
    this.frontend = frontend;
    this.target = target;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    PageBuild build = new PageBuild(Path.of(args[0]), Path.of(args[1]));
    build.install();
    for (String script : List.of(args).subList(2, args.length)) {
      build.script(script);
    }
  }

  /**
   * npm keeps a copy of the lock file it installed from; where ours is younger, the modules are not
   * those.
   */
  private void install() throws IOException, InterruptedException {
    Path installed = frontend.resolve("node_modules/.package-lock.json");
    Path locked = frontend.resolve("package-lock.json");
    if (Files.exists(installed)
        && Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(locked)) >= 0) {
      return;
    }
    npm("ci", "--no-audit", "--no-fund");
  }

  private void script(String script) throws IOException, InterruptedException {
    Path record = target.resolve("page-" + script.replace(':', '-') + ".inputs");
    String inputs = inputs();
    boolean made =
        !script.equals("build") || Files.isDirectory(target.resolve("classes/static/assets"));
    if (made && Files.exists(record) && Files.readString(record).equals(inputs)) {
      System.out.println("page: " + script + " is up to date");
      return;
    }
    Files.deleteIfExists(record);
    npm("run", script);
    Files.createDirectories(target);
    Files.writeString(record, inputs());
  }

  private String inputs() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.walk(frontend)) {
      for (Path file : (Iterable<Path>) files.filter(this::isInput).sorted()::iterator) {
        lines.add(
            frontend.relativize(file)
                + " "
                + Files.size(file)
                + " "
                + Files.getLastModifiedTime(file).toMillis());
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private boolean isInput(Path file) {
    return Files.isRegularFile(file) && !frontend.relativize(file).startsWith("node_modules");
  }

  private void npm(String... arguments) throws IOException, InterruptedException {
    boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");
    List<String> command = new ArrayList<>(List.of(windows ? "npm.cmd" : "npm"));
    command.addAll(List.of(arguments));
    System.out.println("page: " + String.join(" ", command));
    ProcessBuilder npm = new ProcessBuilder(command).directory(frontend.toFile()).inheritIO();
    // Nothing of the page needs a browser of its own: the tests of the page run without one.
    npm.environment().put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    int code;
    try {
      code = npm.start().waitFor();
    } catch (IOException absent) {
      throw new IOException("npm cannot be started: install Node.js 20 or newer with npm", absent);
    }
    if (code != 0) {
      System.err.println("page: " + String.join(" ", command) + " failed");
      System.exit(code);
    }
  }
}
