package dev.kubarium.cluster.image;

import dev.kubarium.cluster.image.shell.Shell;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One run of one container, from its start to its end.
 *
 * <p>What it does is decided by its {@link ContainerSetup} and the time alone, as long as it asks
 * nothing of the world around it. So nothing has to tick: a server that will go on answering needs
 * no timer, and a script runs ahead of the clock up to where it asks something of the world, then
 * waits there ({@link #wake}).
 *
 * <p>After a restore the run is told anew from its start. Left out: what it then hears from the
 * world is what the world says now, not what it said; files that a person wrote into the
 * container's own layer are lost.
 */
public final class ContainerProcess {

  /** How a run ends. */
  public record Exit(long at, int code, boolean outOfMemory) {

    public String reason() {
      return outOfMemory ? "OOMKilled" : code == 0 ? "Completed" : "Error";
    }
  }

  /**
   * What a command came to; {@code millis}: how long it took; {@code worldly}: it asked something
   * outside the container.
   */
  public record Result(String out, String err, int exitCode, long millis, boolean worldly) {}

  private static final DateTimeFormatter COMMON_LOG =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss +0000", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter NGINX_LOG =
      DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final long SHELL_MEMORY = 1L << 20;

  private final ContainerSetup setup;
  private final Surroundings world;
  private final OutputLog log = new OutputLog();
  private final List<Server> servers = new ArrayList<>(1);
  private Files files;
  private Shell shell;
  private Exit exit;

  /** Its script may ask its own Pod something. */
  private boolean advancing;

  private long requestsSince;
  private long requests;

  public ContainerProcess(ContainerSetup setup, Surroundings world) {
    this.setup = setup;
    this.world = world;
    List<String> command = setup.command();
    Program program = command.isEmpty() ? null : setup.image().program(command.get(0));
    if (program == null
        && setup.image().programs().size() == 1
        && setup.image().programs().get(0).names().isEmpty()) {
      program =
          setup.image().shell() && !command.isEmpty() ? null : setup.image().programs().get(0);
    }
    if (program != null && program.isServedBy(command)) {
      Server server = serve(program, command, setup.startedAt());
      exit = server.exit();
    } else {
      shell = new Shell(this, command);
    }
  }

  static String commonLogTime(long at) {
    return COMMON_LOG.format(Instant.ofEpochMilli(at));
  }

  static String nginxTime(long at) {
    return NGINX_LOG.format(Instant.ofEpochMilli(at));
  }

  public ContainerSetup setup() {
    return setup;
  }

  public Surroundings world() {
    return world;
  }

  public OutputLog log() {
    return log;
  }

  /** Its own files, mounted ones apart. */
  public Files files() {
    if (files == null) {
      files = new Files();
      long start = Long.MIN_VALUE;
      files.write("/etc/hostname", setup.hostname() + "\n", start);
      files.write("/etc/os-release", "PRETTY_NAME=\"Linux\"\nNAME=\"Linux\"\nID=linux\n", start);
      setup.image().files().forEach((path, content) -> files.write(path, content, start));
    }
    return files;
  }

  /** Starts a program of the image in this container. */
  public Server serve(Program program, List<String> command, long at) {
    boolean asksEnv = !program.needs().isEmpty() || program.portVariable() != null;
    Server server = new Server(program, setup, command, at, asksEnv ? setup.env().get() : null);
    servers.add(server);
    server.speak(log);
    return server;
  }

  /** How it ends, if that is known already: it may still lie ahead. */
  public Exit exit() {
    return exit;
  }

  /** It ends then and so, unless it ends before. */
  public void end(Exit end) {
    if (exit == null || end.at() < exit.at()) {
      exit = end;
    }
  }

  /** Lets it do what it does up to now. */
  public void advance(long now) {
    if (shell != null && !advancing && (exit == null || exit.at() > now)) {
      advancing = true;
      try {
        shell.advance(now);
      } finally {
        advancing = false;
      }
      endIfKnown(shell.exit());
    }
  }

  private void endIfKnown(Exit known) {
    if (known != null) {
      end(known);
    }
  }

  /** When {@link #advance} must be called next; {@code Long.MAX_VALUE} for never. */
  public long wake() {
    return exit != null ? exit.at() : shell == null ? Long.MAX_VALUE : shell.wake();
  }

  private Server listening(int port, long at) {
    if (exit != null && exit.at() <= at) {
      return null;
    }
    for (Server server : servers) {
      if (server.listens(port, at)) {
        return server;
      }
    }
    return null;
  }

  public boolean listens(int port, long at) {
    return listening(port, at) != null;
  }

  /** Whether any of its programs listens anywhere. */
  public boolean isUp(long at) {
    for (Server server : servers) {
      if (at >= server.listensFrom()) {
        return true;
      }
    }
    return false;
  }

  /**
   * What it answers to HTTP; {@code null} where nobody listens. {@code clients}: how many ask the
   * like at once, 0 for a probe.
   */
  public Answer answer(int port, String method, String path, long at, int clients) {
    Server server = listening(port, at);
    if (server == null) {
      return null;
    }
    Answer answer =
        server.program().root() == null ? server.answer(path, at) : file(server, path, at);
    if (clients > 0) {
      server.served(method, path, answer.status(), at, log);
      if (at - requestsSince > 60_000) {
        requests = requests * 60_000 / Math.max(60_000, at - requestsSince) / 2;
        requestsSince = at;
      }
      requests += clients;
    }
    return answer;
  }

  /**
   * What a server of files answers: the file, the folder's index, or what it says where there is
   * none.
   */
  private Answer file(Server server, String asked, long at) {
    String bare = asked.indexOf('?') < 0 ? asked : asked.substring(0, asked.indexOf('?'));
    String root = server.program().root();
    String path = root + (bare.endsWith("/") ? bare + "index.html" : bare);
    boolean mounted = world.isMounted(path);
    String content = mounted ? world.mountedFile(path) : files().read(path, at);
    if (content != null) {
      return new Answer(200, content);
    }
    return mounted && bare.equals("/")
        ? new Answer(
            403,
            "<html>\n<head><title>403 Forbidden</title></head>\n<body>\n<center><h1>403 Forbidden</h1></center>\n</body>\n</html>\n")
        : server.answer(bare.equals("/") ? "/missing" : bare, at);
  }

  /**
   * The next moment after this one at which what it answers, listens to or holds in files may
   * change, as far as is known.
   */
  public long nextChange(long after) {
    long next = files == null ? Long.MAX_VALUE : files.nextChange(after);
    for (Server server : servers) {
      next = Math.min(next, server.nextChange(after));
    }
    return Math.min(next, exit != null ? exit.at() : shell == null ? Long.MAX_VALUE : shell.wake());
  }

  /** SIGTERM. Answers how it ends then by itself, or {@code null} where it does not listen. */
  public Exit terminate(long at) {
    if (exit != null && exit.at() <= at) {
      return exit;
    }
    log.cutAfter(at);
    if (files != null) {
      files.cutAfter(at);
    }
    exit = null;
    if (shell != null) {
      Exit byShell = shell.terminate(at);
      endIfKnown(byShell);
      return byShell;
    }
    Program program = servers.get(0).program();
    if (program.stops() != null) {
      end(new Exit(at + program.stops().toMillis(), program.stopCode(), false));
    }
    return exit;
  }

  /** Runs a command in it, to its end. */
  public Result exec(List<String> command, String stdin, long at) {
    return Shell.exec(this, command, stdin, at);
  }

  public long memory(long at) {
    long bytes = shell == null ? 0 : SHELL_MEMORY;
    for (Server server : servers) {
      bytes += server.memory(at);
    }
    return bytes;
  }

  /** What it may take at most, bytes. */
  public long memoryMost() {
    long bytes = shell == null ? 0 : SHELL_MEMORY;
    for (Server server : servers) {
      bytes += server.memoryMost();
    }
    return bytes;
  }

  /** Thousandths of a core. */
  public long cpu(long at) {
    long milli = shell != null && shell.isBusy() ? 1000 : 0;
    for (Server server : servers) {
      milli += server.program().cpuMilli();
      long seconds = Math.max(1, (at - requestsSince) / 1000);
      milli +=
          at - requestsSince > 120_000 ? 0 : server.program().cpuPerRequest() * requests / seconds;
    }
    return milli;
  }
}
