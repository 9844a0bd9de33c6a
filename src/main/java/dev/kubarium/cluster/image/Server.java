package dev.kubarium.cluster.image;

import dev.kubarium.cluster.image.Program.Need;
import dev.kubarium.cluster.image.Program.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One start of one {@link Program}: since when it listens, where, what it answers. */
public final class Server {

  private static final Pattern PLACE = Pattern.compile("\\$\\{([a-zA-Z_.]+)(?::([^}]*))?}");
  private static final long DIES_AFTER = 300;

  private final Program program;
  private final ContainerSetup setup;
  private final List<String> command;
  private final long since;
  private final long listensFrom;
  private final Need missing;
  private List<Integer> ports;
  private long requests;

  Server(
      Program program,
      ContainerSetup setup,
      List<String> command,
      long since,
      Map<String, String> env) {
    this.program = program;
    this.setup = setup;
    this.command = command;
    this.since = since;
    this.listensFrom = since + program.starts().toMillis() * setup.start() / 100;
    this.missing = missing(program, env);
    if (program.portVariable() != null
        && env != null
        && number(env.get(program.portVariable())) > 0) {
      this.ports = List.of(number(env.get(program.portVariable())));
    }
  }

  private static Need missing(Program program, Map<String, String> env) {
    for (Need need : program.needs()) {
      if (need.anyOf().stream().allMatch(name -> env.getOrDefault(name, "").isEmpty())) {
        return need;
      }
    }
    return null;
  }

  private static int number(String text) {
    return text != null && text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
  }

  public Program program() {
    return program;
  }

  long since() {
    return since;
  }

  /** What it says on its way up. */
  void speak(OutputLog log) {
    if (missing != null) {
      missing.says().forEach(line -> log.write(since + DIES_AFTER, line + "\n"));
      return;
    }
    long lines = Math.max(1, program.log().size());
    for (int i = 0; i < program.log().size(); i++) {
      log.write(
          since + (listensFrom - since) * (i + 1) / lines,
          filled(program.log().get(i), since) + "\n");
    }
  }

  /** How it ends if nobody ends it, or {@code null}. */
  public ContainerProcess.Exit exit() {
    if (missing != null) {
      return new ContainerProcess.Exit(since + DIES_AFTER, missing.exitCode(), false);
    }
    if (program.runs() != null) {
      return new ContainerProcess.Exit(
          since + program.runs().toMillis() * setup.start() / 100, program.exitCode(), false);
    }
    long limit = setup.memoryLimit();
    if (limit > 0 && memoryMost() > limit) {
      return new ContainerProcess.Exit(overLimitAt(limit), 137, true);
    }
    return null;
  }

  long memoryMost() {
    long taken = memoryTaken();
    return taken > 0
        ? taken
        : Math.max(program.memory(), program.memoryPerMinute() > 0 ? program.memoryMost() : 0);
  }

  private long memoryTaken() {
    if (program.memoryArgument() == null) {
      return 0;
    }
    Matcher found = program.memoryArgument().matcher(String.join(" ", command));
    return found.find() ? bytes(found.group(1)) : 0;
  }

  private static long bytes(String text) {
    long unit =
        switch (Character.toUpperCase(text.charAt(text.length() - 1))) {
          case 'K' -> 1L << 10;
          case 'M' -> 1L << 20;
          case 'G' -> 1L << 30;
          default -> 1;
        };
    String digits = text.replaceAll("[^0-9]", "");
    return digits.isEmpty() || digits.length() > 15 ? 0 : Long.parseLong(digits) * unit;
  }

  private long overLimitAt(long limit) {
    if (memoryTaken() > 0 || program.memory() > limit) {
      return since + 500;
    }
    return since + (limit - program.memory()) * 60_000 / program.memoryPerMinute() + 1;
  }

  long memory(long at) {
    long taken = memoryTaken();
    if (taken > 0) {
      return taken;
    }
    long grown = program.memory() + program.memoryPerMinute() * Math.max(0, at - since) / 60_000;
    return program.memoryPerMinute() > 0 ? Math.min(grown, program.memoryMost()) : program.memory();
  }

  boolean listens(int port, long at) {
    return at >= listensFrom && missing == null && program.runs() == null && ports().contains(port);
  }

  /** When it begins to listen. */
  long listensFrom() {
    return listensFrom;
  }

  List<Integer> ports() {
    if (ports == null) {
      ports = program.names().isEmpty() ? setup.ports() : program.ports();
      if (program.portArgument() != null) {
        Matcher found = program.portArgument().matcher(String.join(" ", command));
        List<Integer> said = new ArrayList<>();
        while (found.find()) {
          said.add(Integer.valueOf(found.group(1)));
        }
        ports = said.isEmpty() ? ports : said;
      }
    }
    return ports;
  }

  /** The next moment after this one at which an answer may be another one. */
  long nextChange(long after) {
    long next = listensFrom > after ? listensFrom : Long.MAX_VALUE;
    for (Route route : program.answers()) {
      long from = since + route.after().toMillis();
      next = from > after ? Math.min(next, from) : next;
      if (route.until() != null && since + route.until().toMillis() > after) {
        next = Math.min(next, since + route.until().toMillis());
      }
    }
    return next;
  }

  Answer answer(String path, long at) {
    int query = path.indexOf('?');
    String bare = query < 0 ? path : path.substring(0, query);
    for (Route route : program.answers()) {
      if (route.fits(bare, at - since, setup.tag(), command)) {
        return new Answer(route.status(), filled(route.body(), at).replace("${path}", bare));
      }
    }
    return new Answer(404, "404 page not found\n");
  }

  /** Counts and logs one request from outside; a probe does not come here. */
  void served(String method, String path, int status, long at, OutputLog log) {
    requests++;
    if (program.accessLog() != null) {
      log.write(
          at,
          filled(program.accessLog(), at)
                  .replace("${method}", method)
                  .replace("${path}", path)
                  .replace("${status}", Integer.toString(status))
              + "\n");
    }
  }

  private String argument(Pattern pattern) {
    Matcher found = pattern == null ? null : pattern.matcher(String.join(" ", command));
    return found != null && found.find() ? found.group(1) : "";
  }

  private String filled(String text, long at) {
    if (text.indexOf("${") < 0) {
      return text;
    }
    Matcher places = PLACE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (places.find()) {
      String name = places.group(1);
      String value =
          switch (name) {
            case "tag" -> setup.tag();
            case "hostname" -> setup.hostname();
            case "time" -> java.time.Instant.ofEpochMilli(at).toString();
            case "clftime" -> ContainerProcess.commonLogTime(at);
            case "nginxtime" -> ContainerProcess.nginxTime(at);
            case "text" -> argument(program.textArgument());
            case "requests" -> Long.toString(requests);
            case "port" -> ports().isEmpty() ? "" : ports().get(0).toString();
            case "ports" -> ports().toString();
            case "path", "method", "status" -> null;
            default ->
                name.startsWith("env.")
                    ? setup.env().get().getOrDefault(name.substring(4), places.group(2))
                    : null;
          };
      places.appendReplacement(
          filled, Matcher.quoteReplacement(value == null ? places.group() : value));
    }
    return places.appendTail(filled).toString();
  }
}
