package dev.kubarium.web.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Real command-line tools on a new session's cluster, over TLS, as their user types them. */
final class CommandLine {

  private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");
  private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"]*)\"");
  private static final long MOST_SECONDS = 60;

  private final Path folder;
  private final Path program;
  private final Path kubeconfig;
  private String namespace = "default";

  /** What a command came to. */
  record Ran(int code, String out, String err) {}

  private CommandLine(Path folder, Path program, Path kubeconfig) {
    this.folder = folder;
    this.program = program;
    this.kubeconfig = kubeconfig;
  }

  /** Takes a new session, and its kubeconfig into this folder, in which commands will run. */
  static CommandLine on(int port, int speed, Path folder, Path program)
      throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    String root = "http://localhost:" + port + "/api/sessions";
    JsonObject session =
        (JsonObject)
            Json.parse(
                client
                    .send(
                        HttpRequest.newBuilder(URI.create(root))
                            .header("Content-Type", "application/json")
                            .POST(
                                HttpRequest.BodyPublishers.ofString(
                                    "{\"nodes\":3,\"seed\":1,\"speed\":" + speed + "}"))
                            .build(),
                        BodyHandlers.ofString())
                    .body());
    Path kubeconfig = folder.resolve("kubeconfig");
    client.send(
        HttpRequest.newBuilder(URI.create(root + "/" + session.string("id") + "/kubeconfig"))
            .header("Authorization", "Bearer " + session.string("token"))
            .build(),
        BodyHandlers.ofFile(kubeconfig));
    return new CommandLine(folder, program, kubeconfig);
  }

  /** Another tool on the same cluster. */
  CommandLine with(Path other) {
    CommandLine same = new CommandLine(folder, other, kubeconfig);
    same.namespace = namespace;
    return same;
  }

  /** The same, in a namespace. */
  CommandLine in(String name) {
    CommandLine there = new CommandLine(folder, program, kubeconfig);
    there.namespace = name;
    return there;
  }

  Path kubeconfig() {
    return kubeconfig;
  }

  /** A file that commands name. */
  Path file(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** What a command prints that comes to a good end. */
  String ok(String line) {
    Ran ran = run(line);
    assertEquals(0, ran.code(), () -> line + "\n" + ran.out() + ran.err());
    return ran.out();
  }

  /** What a command complains of that fails. */
  String refused(String line) {
    Ran ran = run(line);
    assertNotEquals(0, ran.code(), () -> line + "\n" + ran.out() + ran.err());
    return ran.err().strip();
  }

  Ran run(String line) {
    return finish(start(line), line);
  }

  /** A command that goes on until it is ended. */
  Running start(String line) {
    List<String> words =
        new ArrayList<>(List.of(program.toString(), "--kubeconfig", kubeconfig.toString()));
    words.addAll(List.of("--namespace", namespace));
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(QUOTED.matcher(matcher.group()).replaceAll(CommandLine::unquoted));
    }
    try {
      Path out = Files.createTempFile(folder, "out", ".txt");
      Path err = Files.createTempFile(folder, "err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().put("HOME", folder.toString());
      return new Running(builder.start(), out, err);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String unquoted(MatchResult quoted) {
    return Matcher.quoteReplacement(quoted.group(1) != null ? quoted.group(1) : quoted.group(2));
  }

  /** A command under way. */
  record Running(Process process, Path out, Path err) implements AutoCloseable {

    /** What it has printed as soon as that holds this, or after a while. */
    String until(String text) throws InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
      while (!printed().contains(text) && process.isAlive() && System.nanoTime() < end) {
        process.waitFor(20, TimeUnit.MILLISECONDS);
      }
      return printed();
    }

    String printed() {
      try {
        return Files.readString(out);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  private static Ran finish(Running running, String line) {
    try {
      if (!running.process().waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        running.process().destroyForcibly();
        throw new AssertionError(line + " does not end; it printed:\n" + running.printed());
      }
      return new Ran(
          running.process().exitValue(), running.printed(), Files.readString(running.err()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** The cells of what a command prints as a table, row by row, the heads first. */
  static List<List<String>> table(String text) {
    return text.lines().map(line -> List.of(line.strip().split("\\s{2,}"))).toList();
  }
}
