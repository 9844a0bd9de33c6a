package dev.kubarium.cluster.image.shell;

import dev.kubarium.cluster.image.ContainerProcess;
import dev.kubarium.cluster.image.Files;
import dev.kubarium.cluster.image.Image;
import dev.kubarium.cluster.image.Program;
import dev.kubarium.cluster.image.Server;
import dev.kubarium.cluster.image.Surroundings;
import dev.kubarium.cluster.image.shell.Frames.Frame;
import dev.kubarium.cluster.image.shell.Script.Assignment;
import dev.kubarium.cluster.image.shell.Script.Redirect;
import dev.kubarium.cluster.image.shell.Script.Simple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs one script, step by step, in virtual time: a command takes a millisecond, {@code sleep} as
 * long as it says. It can stop before any command and go on later.
 */
final class Machine {

  private static final int DEEPEST = 200;
  private static final int MOST_BACKGROUND = 16;
  private static final int MOST_VARIABLES = 500;
  private static final int MOST_NESTED_STEPS = 5_000;

  private final ContainerProcess process;
  private final boolean live;
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final Map<String, Script> functions = new LinkedHashMap<>();
  private final Expansion expansion = new Expansion(this);
  private final List<Machine> children = new ArrayList<>(0);
  private Map<String, String> variables;
  private List<String> arguments = List.of();
  private Io io;
  private long time;
  private int status;
  private boolean exited;
  private boolean blocked;
  private boolean worldly;
  private boolean failing;
  private boolean replaced;
  private String name = "sh";
  private String directory;
  private Server foreground;
  private final Map<String, String> traps = new TreeMap<>();
  private int steps;

  /** {@code live}: it may ask the world whenever it wants, as a command that a person runs now. */
  Machine(ContainerProcess process, long time, Io io, boolean live) {
    this.process = process;
    this.time = time;
    this.io = io;
    this.live = live;
    this.directory = process.setup().workingDir();
  }

  /** Begins a script. */
  void begin(Script script, List<String> scriptArguments) {
    arguments = scriptArguments;
    frames.push(Frames.of(script));
  }

  // ── Stepping ──

  boolean isDone() {
    return exited || frames.isEmpty();
  }

  /** Whether it said {@code exit}. */
  boolean hasExited() {
    return exited;
  }

  /** Waits for something that will never come: a server that serves, {@code tail -f}. */
  boolean isBlocked() {
    return blocked;
  }

  long time() {
    return time;
  }

  int steps() {
    return steps;
  }

  /** Goes on at this time at the earliest. */
  void skipTo(long later) {
    time = Math.max(time, later);
  }

  /**
   * One step. Throws {@link NeedsWorld} where it must wait until the clock has come as far as this
   * machine has.
   */
  void step() {
    steps++;
    Frame frame = frames.peek();
    Script child;
    try {
      child = frame.next(this);
    } catch (ArithmeticException | ShellParser.SyntaxError fault) {
      io.err().write(name + ": " + fault.getMessage() + "\n", time);
      status = 2;
      exited = true;
      return;
    }
    if (exited) {
      return;
    }
    if (blocked) {
      return;
    }
    if (child == null) {
      // A break may have left the frame already.
      if (frames.peek() == frame) {
        frames.pop();
        frame.leave(this);
      }
      return;
    }
    if (frames.size() > DEEPEST) {
      io.err().write(name + ": maximum function nesting level exceeded\n", time);
      exit(1);
      return;
    }
    frames.push(Frames.of(child));
  }

  /** Runs to the end, as far as that comes. */
  void finish(int mostSteps) {
    for (int i = 0; i < mostSteps && !isDone() && !blocked; i++) {
      step();
    }
  }

  // ── What frames and commands use ──

  Io io() {
    return io;
  }

  void io(Io other) {
    io = other;
  }

  int status() {
    return status;
  }

  void status(int value) {
    status = value;
  }

  ContainerProcess process() {
    return process;
  }

  Surroundings world() {
    worldly = true;
    if (!live && time > process.world().now()) {
      throw new NeedsWorld(time);
    }
    return process.world();
  }

  boolean isWorldly() {
    return worldly;
  }

  Expansion expansion() {
    return expansion;
  }

  Map<String, String> variables() {
    if (variables == null) {
      variables = new LinkedHashMap<>(process.setup().env().get());
    }
    return variables;
  }

  void variables(Map<String, String> others) {
    variables = others;
  }

  Map<String, String> isolateVariables() {
    Map<String, String> before = variables();
    variables = new LinkedHashMap<>(before);
    return before;
  }

  List<String> arguments() {
    return arguments;
  }

  void arguments(List<String> others) {
    arguments = others;
  }

  String get(String variable) {
    return switch (variable) {
      case "?" -> Integer.toString(status);
      case "#" -> Integer.toString(arguments.size());
      case "@", "*" -> String.join(" ", arguments);
      case "$" -> "1";
      case "!" -> Integer.toString(children.size() + 6);
      case "-" -> "";
      case "0" -> name;
      case "PWD" -> directory;
      case "RANDOM" ->
          Long.toString(
              new dev.kubarium.cluster.sim.Chance(0)
                  .of(process.setup().about(), time * 31 + steps)
                  .nextInt(32768));
      case "SECONDS" -> Long.toString((time - process.setup().startedAt()) / 1000);
      default ->
          variable.length() == 1 && Character.isDigit(variable.charAt(0))
              ? variable.charAt(0) - '1' < arguments.size()
                  ? arguments.get(variable.charAt(0) - '1')
                  : null
              : variables().get(variable);
    };
  }

  void set(String variable, String value) {
    if (variables().size() < MOST_VARIABLES || variables.containsKey(variable)) {
      variables.put(
          variable,
          value.length() > Io.Input.LONGEST ? value.substring(0, Io.Input.LONGEST) : value);
    }
  }

  boolean stopsOnFailure() {
    return failing;
  }

  /** A failure there does not count for {@code set -e}. */
  boolean isTested(Script part) {
    return part instanceof Script.AndOr
        || part instanceof Script.Not
        || part instanceof Script.If
        || part instanceof Script.Loop;
  }

  void stopOnFailure(boolean yes) {
    failing = yes;
  }

  void trap(String signal, String command) {
    traps.put(signal.replaceFirst("^SIG", ""), command);
  }

  String trapped(String signal) {
    return traps.get(signal);
  }

  void define(Script.Function function) {
    functions.put(function.name(), function.body());
  }

  void background(Script body) {
    if (children.size() < MOST_BACKGROUND) {
      Machine child = child(time, io);
      child.begin(body, arguments);
      children.add(child);
    }
  }

  List<Machine> children() {
    return children;
  }

  private Machine child(long at, Io childIo) {
    Machine child = new Machine(process, at, childIo, live);
    child.variables = new LinkedHashMap<>(variables());
    child.functions.putAll(functions);
    child.arguments = arguments;
    child.directory = directory;
    child.name = name;
    return child;
  }

  /** A machine that runs a trap's handler at this time. */
  Machine handler(String command, long at) {
    Machine handler = child(at, io);
    handler.begin(ShellParser.parse(command), arguments);
    return handler;
  }

  /** Runs a part to its end now and answers what it wrote. */
  String capture(Script body) {
    Io.Capture written = new Io.Capture();
    Machine inner = child(time, io.withOut(written));
    inner.begin(body, arguments);
    inner.finish(MOST_NESTED_STEPS);
    worldly |= inner.worldly;
    time = inner.time;
    status = inner.status;
    return written.toString();
  }

  /** Leaves the innermost subshell, or the script. */
  void exit(int code) {
    status = code;
    while (!frames.isEmpty()) {
      Frame frame = frames.pop();
      frame.leave(this);
      if (frame instanceof Frames.InGroup group && group.isSubshell()
          || frame instanceof Frames.InCall call && call.isShell()) {
        return;
      }
    }
    exited = true;
  }

  void leaveFunction(int code) {
    status = code;
    while (!frames.isEmpty()) {
      Frame frame = frames.pop();
      frame.leave(this);
      if (frame instanceof Frames.InCall) {
        return;
      }
    }
    exited = true;
  }

  /** {@code break} and {@code continue} of so many loops. */
  void leaveLoops(int count, boolean goOn) {
    status = 0;
    int left = count;
    while (!frames.isEmpty()) {
      Frame frame = frames.peek();
      if (frame instanceof Frames.Looping loop) {
        left--;
        if (left == 0) {
          loop.broken = !goOn;
          return;
        }
      }
      frames.pop();
      frame.leave(this);
    }
    exited = true;
  }

  void pass(long millis) {
    time += millis;
  }

  void block() {
    blocked = true;
  }

  Server foreground() {
    return foreground;
  }

  /** Whether the program in the foreground is the container's first process. */
  boolean isReplaced() {
    return replaced
        || frames.stream()
            .allMatch(frame -> frame instanceof Frames.InSimple || frame instanceof Frames.InCall);
  }

  // ── Simple commands ──

  /** Runs a simple command; answers a script that it stands for, or {@code null}. */
  Script run(Simple simple, Frame frame) {
    // A machine that has to wait goes back to before the command: nothing before the first word
    // counts.
    Map<String, String> before = live ? null : new LinkedHashMap<>(variables());
    long timeBefore = time;
    int statusBefore = status;
    try {
      return expanded(simple, frame);
    } catch (NeedsWorld waits) {
      variables = before;
      time = timeBefore;
      status = statusBefore;
      throw waits;
    }
  }

  private Script expanded(Simple simple, Frame frame) {
    Map<String, String> assigned = new LinkedHashMap<>();
    int statusBefore = status;
    status = 0;
    for (Assignment assignment : simple.assignments()) {
      assigned.put(assignment.name(), expansion.one(assignment.value()));
    }
    int ofSubstitution = status;
    status = statusBefore;
    List<String> words = expansion.all(simple.words());
    Io redirected = redirect(io, simple.redirects());
    if (redirected == null) {
      status = 1;
      return null;
    }
    if (words.isEmpty()) {
      assigned.forEach(this::set);
      status = ofSubstitution;
      return null;
    }
    if (!assigned.isEmpty()) {
      frame.isolate(this);
      assigned.forEach(this::set);
    }
    if (!simple.redirects().isEmpty()) {
      frame.use(this, redirected);
    }
    time++;
    return command(words);
  }

  /** Runs a command line. */
  Script command(List<String> words) {
    String word = words.get(0);
    List<String> rest = words.subList(1, words.size());
    Script function = functions.get(word);
    if (function != null) {
      return new Script.Call(function, List.copyOf(rest), false);
    }
    if (Builtins.knows(word)) {
      return Builtins.run(this, word, rest);
    }
    Image image = process.setup().image();
    String base = word.substring(word.lastIndexOf('/') + 1);
    if (image.shell() && Shell.isShell(base)) {
      return shell(rest);
    }
    Program program = image.program(word);
    if (program != null && !program.names().isEmpty()) {
      if (program.isServedBy(words)) {
        serve(program, words);
      } else {
        status = Interpreter.run(this, rest);
      }
      return null;
    }
    Image.FixedCommand fixed = image.commands().get(base);
    if (fixed != null) {
      fixed(fixed);
      return null;
    }
    String script = read(base.equals(word) ? "/usr/local/bin/" + word : word);
    if (script != null) {
      return new Script.Call(
          ShellParser.parse(script.replaceFirst("^#![^\n]*\n", "\n")), List.copyOf(rest), true);
    }
    if (image.shell() && !image.without().contains(base) && Tools.knows(base)) {
      status = Tools.run(this, base, rest);
      return null;
    }
    io.err().write(name + ": " + word + ": not found\n", time);
    status = 127;
    return null;
  }

  private Script shell(List<String> rest) {
    int at = 0;
    boolean commands = false;
    while (at < rest.size() && rest.get(at).startsWith("-") && rest.get(at).length() > 1) {
      String option = rest.get(at++);
      commands |= option.endsWith("c");
      failing |= option.contains("e") && !option.startsWith("--");
      if (commands) {
        break;
      }
    }
    if (commands && at < rest.size()) {
      List<String> given =
          rest.size() > at + 2 ? List.copyOf(rest.subList(at + 2, rest.size())) : List.of();
      return new Script.Call(ShellParser.parse(rest.get(at)), given, true);
    }
    if (at < rest.size()) {
      String script = read(rest.get(at));
      if (script == null) {
        io.err().write("sh: can't open '" + rest.get(at) + "': No such file or directory\n", time);
        status = 2;
        return null;
      }
      return new Script.Call(
          ShellParser.parse(script), List.copyOf(rest.subList(at + 1, rest.size())), true);
    }
    // A shell without a terminal reads its script from its input, which is empty in a container.
    String script = io.in().rest();
    status = 0;
    return script.isBlank() ? null : new Script.Call(ShellParser.parse(script), List.of(), true);
  }

  private void serve(Program program, List<String> words) {
    Server server = process.serve(program, List.copyOf(words), time);
    ContainerProcess.Exit exit = server.exit();
    if (exit == null) {
      foreground = server;
      blocked = true;
    } else {
      time = exit.at();
      status = exit.code();
      if (exit.outOfMemory()) {
        process.end(exit);
      }
    }
  }

  private void fixed(Image.FixedCommand fixed) {
    boolean up = !fixed.listening() || process.isUp(time);
    io.out().write(up ? fixed.out() : fixed.otherwise(), time);
    status = up ? fixed.exitCode() : fixed.otherwiseCode();
  }

  void replace() {
    replaced = true;
  }

  // ── Files ──

  String path(String relative) {
    String joined = relative.startsWith("/") ? relative : directory + "/" + relative;
    ArrayDeque<String> parts = new ArrayDeque<>();
    for (String part : joined.split("/")) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return "/" + String.join("/", parts);
  }

  String directory() {
    return directory;
  }

  void directory(String path) {
    directory = path;
  }

  /** The content of a file, or {@code null}. */
  String read(String relative) {
    String path = path(relative);
    if (path.equals("/dev/null")) {
      return "";
    }
    if (path.equals("/dev/stdin")) {
      return io.in().rest();
    }
    return process.world().isMounted(path)
        ? world().mountedFile(path)
        : process.files().read(path, time);
  }

  boolean isDirectory(String relative) {
    String path = path(relative);
    return process.world().isMounted(path)
        ? world().mountedFile(path) == null && world().mountedNames(path) != null
        : process.files().isDirectory(path, time) || isAboveMount(path);
  }

  private boolean isAboveMount(String path) {
    return process.world().mountedNames(path) != null;
  }

  List<String> names(String relative) {
    String path = path(relative);
    if (process.world().isMounted(path)) {
      List<String> names = world().mountedNames(path);
      return names == null ? List.of() : names;
    }
    return List.copyOf(process.files().names(path, time));
  }

  /** Writes a file ({@code null} removes it); answers what is wrong, or {@code null}. */
  String write(String relative, String content) {
    String path = path(relative);
    if (path.equals("/dev/null")) {
      return null;
    }
    if (process.world().isMounted(path)) {
      return world().writeMounted(path, content) ? null : "Read-only file system";
    }
    Files files = process.files();
    if (!files.isDirectory(parent(path), time)) {
      return "nonexistent directory";
    }
    return files.write(path, content, time) ? null : "No space left on device";
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  /** The paths that fit a pattern in their last part. */
  List<String> matching(String pattern) {
    int slash = pattern.lastIndexOf('/');
    String folder = slash < 0 ? "" : pattern.substring(0, slash + 1);
    if (folder.indexOf('*') >= 0) {
      return List.of();
    }
    var glob = Expansion.glob(pattern.substring(slash + 1));
    List<String> found = new ArrayList<>();
    for (String each : names(folder.isEmpty() ? "." : folder)) {
      if (glob.matcher(each).matches() && !each.startsWith(".")) {
        found.add(folder + each);
      }
    }
    return found;
  }

  /** {@code null} where a target cannot be opened; that was said then. */
  Io redirect(Io from, List<Redirect> redirects) {
    Io changed = from;
    for (Redirect redirect : redirects) {
      String target = expansion.one(redirect.target());
      switch (redirect.kind()) {
        case "<<" -> changed = changed.withIn(new Io.Input(target));
        case "<" -> {
          String content = read(target);
          if (content == null) {
            from.err().write(name + ": can't open " + target + ": no such file\n", time);
            return null;
          }
          changed = changed.withIn(new Io.Input(content));
        }
        case ">&" -> {
          Io.Output copied =
              target.equals("1") ? changed.out() : target.equals("2") ? changed.err() : Io.NOWHERE;
          changed = redirect.descriptor() == 2 ? changed.withErr(copied) : changed.withOut(copied);
        }
        default -> {
          Io.Output file = open(target, redirect.kind().equals(">>"), from);
          if (file == null) {
            return null;
          }
          changed = redirect.descriptor() == 2 ? changed.withErr(file) : changed.withOut(file);
        }
      }
    }
    return changed;
  }

  /** A file to write to. */
  Io.Output open(String target, boolean append, Io from) {
    String path = path(target);
    switch (path) {
      case "/dev/null" -> {
        return Io.NOWHERE;
      }
      case "/dev/stdout", "/proc/1/fd/1", "/proc/self/fd/1" -> {
        return path.contains("/1/") ? (text, at) -> process.log().write(at, text) : from.out();
      }
      case "/dev/stderr", "/proc/1/fd/2", "/proc/self/fd/2" -> {
        return path.contains("/1/") ? (text, at) -> process.log().write(at, text) : from.err();
      }
      default -> {}
    }
    String fault =
        isDirectory(path)
            ? "Is a directory"
            : append && read(path) != null ? null : write(path, "");
    if (fault != null) {
      from.err().write(name + ": can't create " + target + ": " + fault + "\n", time);
      return null;
    }
    return (text, at) -> {
      String before = read(path);
      write(path, (before == null ? "" : before) + text);
    };
  }

  /**
   * Where the last stage of a pipe only passes on what it reads ({@code tee}, {@code cat}), what
   * the stage before it writes to; else {@code null}.
   */
  Io.Output streamInto(Script stage, Io outside) {
    if (!(stage instanceof Simple simple)
        || simple.words().isEmpty()
        || !simple.redirects().isEmpty()) {
      return null;
    }
    List<String> words = expansion.all(simple.words());
    if (words.equals(List.of("cat"))) {
      return outside.out();
    }
    if (words.isEmpty() || !words.get(0).equals("tee") || words.size() < 2) {
      return null;
    }
    boolean append = words.get(1).equals("-a");
    List<Io.Output> all = new ArrayList<>();
    all.add(outside.out());
    for (String file : words.subList(append ? 2 : 1, words.size())) {
      Io.Output output = open(file, append, outside);
      if (output != null) {
        all.add(output);
      }
    }
    return (text, at) -> all.forEach(each -> each.write(text, at));
  }
}
