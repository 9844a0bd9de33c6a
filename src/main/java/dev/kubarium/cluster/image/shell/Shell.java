package dev.kubarium.cluster.image.shell;

import dev.kubarium.cluster.image.ContainerProcess;
import dev.kubarium.cluster.image.ContainerProcess.Exit;
import dev.kubarium.cluster.image.Image;
import dev.kubarium.cluster.image.Program;
import java.util.ArrayList;
import java.util.List;

/**
 * What a container's command line does: a script, a tool, a program of the image.
 *
 * <p>It runs ahead of the clock as far as it asks nothing of the world, so that its end is known
 * and nothing has to tick; at most some hundred lines ahead. A script that spins without ever
 * sleeping is stopped there, and counts as busy.
 */
public final class Shell {

  private static final long NEVER = Long.MAX_VALUE;
  private static final int MOST_STEPS_AHEAD = 2_000;
  private static final int MOST_LINES_AHEAD = 200;
  private static final int MOST_STEPS = 20_000;
  private static final long SPINNING = 60_000;
  private static final int MOST_EXEC_STEPS = 10_000;
  private static final List<String> SHELLS = List.of("sh", "ash", "dash", "bash", "zsh");

  /** Commands of the shell itself that are files too. */
  private static final List<String> ALSO_FILES =
      List.of("true", "false", "sleep", "echo", "printf", "test", "kill", "pwd");

  private static final Io.Input NOTHING = new Io.Input("");

  private final ContainerProcess process;
  private final Machine main;
  private boolean busy;
  private long wake;
  private Exit exit;

  public Shell(ContainerProcess process, List<String> command) {
    this.process = process;
    Io.Output log = (text, at) -> process.log().write(at, text);
    this.main = new Machine(process, process.setup().startedAt(), new Io(NOTHING, log, log), false);
    this.wake = process.setup().startedAt();
    main.begin(literal(command), List.of());
  }

  private static Script literal(List<String> command) {
    List<Script.Word> words = new ArrayList<>();
    for (String word : command) {
      words.add(new Script.Word(List.of(new Script.Text(word, true))));
    }
    return words.isEmpty()
        ? new Script.Sequence(List.of())
        : new Script.Simple(List.of(), words, List.of());
  }

  /** Whether an image has this command. */
  public static boolean knows(Image image, String word) {
    String base = word.substring(word.lastIndexOf('/') + 1);
    if (image.program(word) != null && !image.programs().get(0).names().isEmpty()
        || image.commands().containsKey(base)) {
      return true;
    }
    if (image.files().containsKey(word) || image.files().containsKey("/usr/local/bin/" + word)) {
      return true;
    }
    boolean usual = !word.contains("/") || word.matches("/(usr/)?(local/)?s?bin/[^/]+");
    return image.shell()
        && usual
        && !image.without().contains(base)
        && (isShell(base) || Tools.knows(base) || ALSO_FILES.contains(base));
  }

  static boolean isShell(String name) {
    return SHELLS.contains(name);
  }

  public Exit exit() {
    return exit;
  }

  public long wake() {
    return exit != null ? NEVER : wake;
  }

  public boolean isBusy() {
    return busy;
  }

  /** Runs up to now, and ahead. */
  public void advance(long now) {
    if (exit != null || busy || wake > now) {
      return;
    }
    wake = NEVER;
    run(main, now);
    List<Machine> all = new ArrayList<>(main.children());
    for (int i = 0; i < all.size(); i++) {
      run(all.get(i), now);
      all.addAll(all.get(i).children());
    }
    if (main.isDone()) {
      Exit end = new Exit(main.time(), main.status(), false);
      String atExit = main.trapped("EXIT");
      exit = atExit == null ? end : afterHandler(main.handler(atExit, main.time()), end);
      wake = NEVER;
    }
  }

  private static Exit afterHandler(Machine handler, Exit end) {
    handler.finish(MOST_EXEC_STEPS);
    return new Exit(handler.time(), end.code(), false);
  }

  private void run(Machine machine, long now) {
    long began = machine.time();
    try {
      for (int steps = 0; !machine.isDone() && !machine.isBlocked(); steps++) {
        boolean ahead = machine.time() > now;
        if (ahead && (steps >= MOST_STEPS_AHEAD || process.log().after(now) > MOST_LINES_AHEAD)) {
          wake = Math.min(wake, machine.time());
          return;
        }
        if (steps >= MOST_STEPS) {
          busy |= machine == main && machine.time() - began < SPINNING;
          machine.skipTo(now + 1);
          wake = busy ? NEVER : Math.min(wake, machine.time());
          return;
        }
        machine.step();
      }
    } catch (NeedsWorld waits) {
      wake = Math.min(wake, waits.at());
    }
  }

  /** SIGTERM to the container's first process: what traps it, what it is, or nothing. */
  public Exit terminate(long at) {
    String handler = main.trapped("TERM");
    if (handler != null && !handler.isEmpty()) {
      Machine machine = main.handler(handler, at);
      try {
        machine.finish(MOST_EXEC_STEPS);
      } catch (NeedsWorld waits) {
        machine.skipTo(waits.at());
      }
      exit = machine.hasExited() ? new Exit(machine.time(), machine.status(), false) : null;
      return exit;
    }
    if (main.foreground() != null && main.isReplaced()) {
      Program program = main.foreground().program();
      exit =
          program.stops() == null
              ? null
              : new Exit(at + program.stops().toMillis(), program.stopCode(), false);
      return exit;
    }
    exit = exit != null && exit.at() > at ? exit : null;
    return exit;
  }

  /** Runs a command in the container of this process, to its end. */
  public static ContainerProcess.Result exec(
      ContainerProcess process, List<String> command, String stdin, long at) {
    String word = command.get(0);
    if (!knows(process.setup().image(), word) && process.files().read(word, at) == null) {
      return new ContainerProcess.Result(
          "",
          "OCI runtime exec failed: exec failed: unable to start container process: exec: \""
              + word
              + "\": "
              + (word.contains("/")
                  ? "stat " + word + ": no such file or directory"
                  : "executable file not found in $PATH")
              + ": unknown\n",
          127,
          0,
          false);
    }
    Io.Capture out = new Io.Capture();
    Io.Capture err = new Io.Capture();
    Machine machine = new Machine(process, at, new Io(new Io.Input(stdin), out, err), true);
    machine.begin(literal(command), List.of());
    machine.finish(MOST_EXEC_STEPS);
    boolean ended = machine.isDone();
    return new ContainerProcess.Result(
        out.toString(),
        err.toString(),
        ended ? machine.status() : 130,
        ended ? machine.time() - at : NEVER / 4,
        machine.isWorldly());
  }
}
