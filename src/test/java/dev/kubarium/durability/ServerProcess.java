package dev.kubarium.durability;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged server as a process of its own, that can be killed like any other. */
final class ServerProcess implements AutoCloseable {

  private static final String SAYS_WHERE = "Kubarium: ";
  private static final int PATIENCE_SECONDS = 90;

  private final Process process;
  private final URI root;

  private ServerProcess(Process process, URI root) {
    this.process = process;
    this.root = root;
  }

  /**
   * Starts the server on free ports and waits until it says where it is.
   *
   * @param data the folder that it keeps everything in
   * @param environment its settings, as an operator would give them
   */
  static ServerProcess start(Path data, Map<String, String> environment) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar().toString(),
                "--server.port=0",
                "--kubarium.tls.port=0",
                "--kubarium.data=" + data));
    File log = data.resolveSibling(data.getFileName() + ".log").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log));
    builder.environment().putAll(environment);
    Process process = builder.start();
    CompletableFuture<URI> where = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> listen(process, log, where));
    try {
      return new ServerProcess(process, where.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (Exception notStarted) {
      process.destroyForcibly();
      throw new IllegalStateException("the server did not start, see " + log, notStarted);
    }
  }

  private static Path jar() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("kubarium-.*\\.jar"))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException("no packaged server in target/: mvn package makes it"));
    }
  }

  private static void listen(Process process, File log, CompletableFuture<URI> where) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        var copy =
            Files.newBufferedWriter(
                log.toPath(),
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        copy.write(line + "\n");
        copy.flush();
        if (line.startsWith(SAYS_WHERE)) {
          where.complete(URI.create(line.substring(SAYS_WHERE.length())));
        }
      }
    } catch (IOException killed) {
      where.completeExceptionally(killed);
    }
    where.completeExceptionally(new IOException("it ended"));
  }

  URI root() {
    return root;
  }

  /** SIGKILL: nothing is said to it, nothing is finished. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM, as an operator stops it. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the server did not stop within 30 s");
    }
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
