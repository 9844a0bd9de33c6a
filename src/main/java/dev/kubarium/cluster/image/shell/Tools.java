package dev.kubarium.cluster.image.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * The usual tools of a small image, as far as lessons and beginners use them. Left out: most of
 * their options.
 */
final class Tools {

  private static final Map<String, BiFunction<Machine, List<String>, Integer>> ALL =
      new TreeMap<>();

  static {
    ALL.put("cat", Tools::cat);
    ALL.put("ls", Tools::ls);
    ALL.put("env", Tools::env);
    ALL.put("printenv", Tools::env);
    ALL.put(
        "hostname", (machine, words) -> say(machine, machine.process().setup().hostname() + "\n"));
    ALL.put("date", Tools::date);
    ALL.put("seq", Tools::seq);
    ALL.put("head", (machine, words) -> part(machine, words, true));
    ALL.put("tail", (machine, words) -> part(machine, words, false));
    ALL.put("wc", Tools::wc);
    ALL.put("grep", Tools::grep);
    ALL.put("sort", Tools::sort);
    ALL.put("uniq", Tools::uniq);
    ALL.put("cut", Tools::cut);
    ALL.put("tr", Tools::tr);
    ALL.put("sed", TextTools::sed);
    ALL.put("awk", TextTools::awk);
    ALL.put("base64", TextTools::base64);
    ALL.put(
        "rev",
        (machine, words) ->
            say(machine, new StringBuilder(machine.io().in().rest().strip()).reverse() + "\n"));
    ALL.put("touch", Tools::touch);
    ALL.put("rm", Tools::rm);
    ALL.put("mkdir", Tools::mkdir);
    ALL.put("cp", (machine, words) -> copy(machine, words, false));
    ALL.put("mv", (machine, words) -> copy(machine, words, true));
    ALL.put("tee", Tools::tee);
    ALL.put("chmod", (machine, words) -> 0);
    ALL.put("chown", (machine, words) -> 0);
    ALL.put("sync", (machine, words) -> 0);
    ALL.put(
        "id",
        (machine, words) ->
            say(
                machine,
                words.contains("-u") ? "0\n" : "uid=0(root) gid=0(root) groups=0(root)\n"));
    ALL.put("whoami", (machine, words) -> say(machine, "root\n"));
    ALL.put("uname", (machine, words) -> say(machine, uname(machine, words)));
    ALL.put("nproc", (machine, words) -> say(machine, "4\n"));
    ALL.put("ps", Tools::ps);
    ALL.put("which", Tools::which);
    ALL.put(
        "basename",
        (machine, words) ->
            say(machine, last(words).substring(last(words).lastIndexOf('/') + 1) + "\n"));
    ALL.put(
        "dirname",
        (machine, words) -> say(machine, last(words).replaceFirst("/?[^/]*$", "") + "\n"));
    ALL.put(
        "expr",
        (machine, words) ->
            say(
                machine,
                ArithmeticExpression.value(String.join(" ", words), machine.variables()) + "\n"));
    ALL.put("yes", (machine, words) -> say(machine, "y\n".repeat(100)));
    ALL.put("timeout", Tools::timeout);
    ALL.put("usleep", (machine, words) -> pass(machine, words));
    ALL.put("curl", NetworkTools::curl);
    ALL.put("wget", NetworkTools::wget);
    ALL.put("nslookup", NetworkTools::nslookup);
    ALL.put("nc", NetworkTools::netcat);
    ALL.put("ping", NetworkTools::ping);
    ALL.put("getent", NetworkTools::getent);
  }

  private Tools() {}

  static boolean knows(String name) {
    return ALL.containsKey(name);
  }

  static int run(Machine machine, String name, List<String> words) {
    return ALL.get(name).apply(machine, words);
  }

  // ── What tools share ──

  static int say(Machine machine, String text) {
    machine.io().out().write(text, machine.time());
    return 0;
  }

  static int fail(Machine machine, String message, int status) {
    machine.io().err().write(message + "\n", machine.time());
    return status;
  }

  private static String last(List<String> words) {
    return words.isEmpty() ? "" : words.get(words.size() - 1);
  }

  static List<String> plain(List<String> words) {
    return words.stream().filter(word -> !word.startsWith("-") || word.equals("-")).toList();
  }

  static boolean has(List<String> words, char option) {
    return words.stream()
        .anyMatch(word -> word.matches("-[a-zA-Z0-9]+") && word.indexOf(option) > 0);
  }

  /**
   * The text of these files, or of the input where none is named; {@code null} where one is not
   * there: that was said.
   */
  static String input(Machine machine, String tool, List<String> files) {
    if (files.isEmpty()) {
      return machine.io().in().rest();
    }
    StringBuilder all = new StringBuilder();
    boolean missing = false;
    for (String file : files) {
      String content = file.equals("-") ? machine.io().in().rest() : machine.read(file);
      if (content == null) {
        fail(
            machine,
            tool
                + ": "
                + (machine.isDirectory(file)
                    ? "read error: Is a directory"
                    : "can't open '" + file + "': No such file or directory"),
            1);
        missing = true;
      } else {
        all.append(content);
      }
    }
    return missing && all.isEmpty() ? null : all.toString();
  }

  static List<String> lines(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    return Arrays.asList(whole.split("\n", -1));
  }

  static int sayLines(Machine machine, List<String> lines) {
    return lines.isEmpty() ? 0 : say(machine, String.join("\n", lines) + "\n");
  }

  // ── Files ──

  private static int cat(Machine machine, List<String> words) {
    int status = 0;
    List<String> files = plain(words);
    if (files.isEmpty()) {
      return say(machine, machine.io().in().rest());
    }
    for (String file : files) {
      String content = file.equals("-") ? machine.io().in().rest() : machine.read(file);
      if (content != null) {
        say(machine, content);
      } else {
        status =
            fail(
                machine,
                machine.isDirectory(file)
                    ? "cat: read error: Is a directory"
                    : "cat: can't open '" + file + "': No such file or directory",
                1);
      }
    }
    return status;
  }

  private static int ls(Machine machine, List<String> words) {
    List<String> places = plain(words);
    boolean all = has(words, 'a');
    boolean details = has(words, 'l');
    int status = 0;
    for (String place : places.isEmpty() ? List.of(".") : places) {
      List<String> names = new ArrayList<>();
      if (machine.read(place) != null && !machine.isDirectory(place)) {
        names.add(place);
      } else if (machine.isDirectory(place)) {
        machine.names(place).stream()
            .filter(name -> all || !name.startsWith("."))
            .forEach(names::add);
        if (places.size() > 1) {
          say(machine, place + ":\n");
        }
      } else {
        status = fail(machine, "ls: " + place + ": No such file or directory", 1);
        continue;
      }
      for (String name : names) {
        say(machine, (details ? details(machine, place, name) : "") + name + "\n");
      }
    }
    return status;
  }

  private static String details(Machine machine, String place, String name) {
    String path = name.equals(place) ? place : place + "/" + name;
    boolean folder = machine.isDirectory(path);
    String content = folder ? null : machine.read(path);
    return String.format(
        java.util.Locale.ROOT,
        "%s    1 root     root     %9d %s ",
        folder ? "drwxr-xr-x" : "-rw-r--r--",
        content == null ? 4096 : content.length(),
        Format.date("%b %e %H:%M", machine.process().setup().startedAt()));
  }

  private static int touch(Machine machine, List<String> words) {
    int status = 0;
    for (String file : plain(words)) {
      String content = machine.read(file);
      String fault = machine.write(file, content == null ? "" : content);
      status = fault == null ? status : fail(machine, "touch: " + file + ": " + fault, 1);
    }
    return status;
  }

  private static int rm(Machine machine, List<String> words) {
    int status = 0;
    for (String file : plain(words)) {
      if (machine.isDirectory(file) && has(words, 'r')) {
        for (String name : machine.names(file)) {
          rm(machine, List.of("-rf", file + "/" + name));
        }
      } else if (machine.read(file) != null) {
        String fault = machine.write(file, null);
        status =
            fault == null ? status : fail(machine, "rm: can't remove '" + file + "': " + fault, 1);
      } else if (!has(words, 'f')) {
        status = fail(machine, "rm: can't remove '" + file + "': No such file or directory", 1);
      }
    }
    return status;
  }

  private static int mkdir(Machine machine, List<String> words) {
    plain(words).forEach(path -> machine.process().files().makeDirectory(machine.path(path)));
    return 0;
  }

  private static int copy(Machine machine, List<String> words, boolean move) {
    List<String> paths = plain(words);
    String tool = move ? "mv" : "cp";
    if (paths.size() < 2) {
      return fail(machine, tool + ": missing operand", 1);
    }
    String target = last(paths);
    for (String source : paths.subList(0, paths.size() - 1)) {
      String content = machine.read(source);
      if (content == null) {
        return fail(machine, tool + ": can't stat '" + source + "': No such file or directory", 1);
      }
      String to =
          machine.isDirectory(target)
              ? target + "/" + source.substring(source.lastIndexOf('/') + 1)
              : target;
      String fault = machine.write(to, content);
      if (fault != null) {
        return fail(machine, tool + ": can't create '" + to + "': " + fault, 1);
      }
      if (move) {
        machine.write(source, null);
      }
    }
    return 0;
  }

  private static int tee(Machine machine, List<String> words) {
    String text = machine.io().in().rest();
    for (String file : plain(words)) {
      String before = has(words, 'a') ? machine.read(file) : null;
      machine.write(file, (before == null ? "" : before) + text);
    }
    return say(machine, text);
  }

  // ── The machine ──

  private static int env(Machine machine, List<String> words) {
    if (!words.isEmpty() && !words.get(0).startsWith("-")) {
      String value = machine.get(words.get(0));
      return value == null ? 1 : say(machine, value + "\n");
    }
    StringBuilder all = new StringBuilder();
    machine
        .variables()
        .forEach((name, value) -> all.append(name).append('=').append(value).append('\n'));
    return say(machine, all.toString());
  }

  private static int date(Machine machine, List<String> words) {
    String format = null;
    for (String word : words) {
      format = word.startsWith("+") ? word.substring(1) : format;
      format =
          word.startsWith("-I") ? word.contains("s") ? "%Y-%m-%dT%H:%M:%S+00:00" : "%F" : format;
    }
    return say(machine, Format.date(format, machine.time()) + "\n");
  }

  private static int seq(Machine machine, List<String> words) {
    try {
      long from = words.size() > 1 ? Long.parseLong(words.get(0)) : 1;
      long by = words.size() > 2 ? Long.parseLong(words.get(1)) : 1;
      long to = Long.parseLong(last(words));
      StringBuilder all = new StringBuilder();
      for (long i = from;
          by != 0 && (by > 0 ? i <= to : i >= to) && all.length() < 1 << 18;
          i += by) {
        all.append(i).append('\n');
      }
      return say(machine, all.toString());
    } catch (NumberFormatException none) {
      return fail(machine, "seq: invalid number '" + last(words) + "'", 1);
    }
  }

  private static String uname(Machine machine, List<String> words) {
    return has(words, 'a')
        ? "Linux " + machine.process().setup().hostname() + " 6.12.48 #1 SMP x86_64 GNU/Linux\n"
        : has(words, 'r') ? "6.12.48\n" : has(words, 'm') ? "x86_64\n" : "Linux\n";
  }

  private static int ps(Machine machine, List<String> words) {
    return say(
        machine,
        "PID   USER     TIME  COMMAND\n    1 root      0:00 "
            + String.join(" ", machine.process().setup().command())
            + "\n");
  }

  private static int which(Machine machine, List<String> words) {
    int status = 0;
    for (String word : words) {
      boolean known = Builtins.knows(word) || Shell.knows(machine.process().setup().image(), word);
      status = known ? say(machine, "/usr/bin/" + word + "\n") : 1;
    }
    return status;
  }

  private static int timeout(Machine machine, List<String> words) {
    List<String> rest = new ArrayList<>(words);
    while (!rest.isEmpty() && rest.get(0).startsWith("-")) {
      rest.remove(0);
    }
    if (rest.size() < 2 || !rest.get(0).matches("[0-9]+s?")) {
      return fail(machine, "timeout: usage: timeout SECS PROG ARGS", 125);
    }
    long limit = Long.parseLong(rest.get(0).replace("s", "")) * 1000;
    long began = machine.time();
    List<Script.Word> command = new ArrayList<>();
    for (String word : rest.subList(1, rest.size())) {
      command.add(new Script.Word(List.of(new Script.Text(word, true))));
    }
    say(machine, machine.capture(new Script.Simple(List.of(), command, List.of())));
    if (machine.time() - began > limit) {
      machine.pass(limit - (machine.time() - began));
      return 143;
    }
    return machine.status();
  }

  private static int pass(Machine machine, List<String> words) {
    machine.pass(
        words.isEmpty() || !words.get(0).matches("[0-9]{1,12}")
            ? 0
            : Long.parseLong(words.get(0)) / 1000);
    return 0;
  }

  // ── Text ──

  private static int part(Machine machine, List<String> words, boolean head) {
    long count = 10;
    List<String> files = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if ((word.equals("-n") || word.equals("-c")) && i + 1 < words.size()) {
        count = number(words.get(++i), 10);
      } else if (word.matches("-n?[0-9]+")) {
        count = number(word.replaceAll("[^0-9]", ""), 10);
      } else if (!word.startsWith("-")) {
        files.add(word);
      }
    }
    boolean follow = !head && (has(words, 'f') || has(words, 'F'));
    String text = input(machine, head ? "head" : "tail", files);
    if (text == null) {
      return 1;
    }
    List<String> all = lines(text);
    int n = (int) Math.min(count, all.size());
    sayLines(machine, head ? all.subList(0, n) : all.subList(all.size() - n, all.size()));
    if (follow) {
      machine.block();
    }
    return 0;
  }

  private static long number(String text, long otherwise) {
    return text.matches("[+-]?[0-9]{1,9}") ? Math.abs(Long.parseLong(text)) : otherwise;
  }

  private static int wc(Machine machine, List<String> words) {
    List<String> files = plain(words);
    String text = input(machine, "wc", files);
    if (text == null) {
      return 1;
    }
    long newlines = text.chars().filter(c -> c == '\n').count();
    long count = text.isBlank() ? 0 : text.strip().split("\\s+").length;
    String name = files.isEmpty() ? "" : " " + files.get(0);
    String numbers =
        has(words, 'l')
            ? Long.toString(newlines)
            : has(words, 'w')
                ? Long.toString(count)
                : has(words, 'c')
                    ? Integer.toString(text.length())
                    : newlines + " " + count + " " + text.length();
    return say(machine, numbers + name + "\n");
  }

  private static int grep(Machine machine, List<String> words) {
    List<String> plain = plain(words);
    if (plain.isEmpty()) {
      return fail(machine, "grep: missing pattern", 2);
    }
    String text = input(machine, "grep", plain.subList(1, plain.size()));
    if (text == null) {
      return 2;
    }
    java.util.regex.Pattern pattern;
    try {
      int flags = has(words, 'i') ? java.util.regex.Pattern.CASE_INSENSITIVE : 0;
      String expression =
          has(words, 'F') ? java.util.regex.Pattern.quote(plain.get(0)) : plain.get(0);
      pattern = java.util.regex.Pattern.compile(expression, flags);
    } catch (java.util.regex.PatternSyntaxException wrong) {
      return fail(machine, "grep: bad regex '" + plain.get(0) + "'", 2);
    }
    List<String> found = new ArrayList<>();
    for (String line : lines(text)) {
      var matcher = pattern.matcher(line);
      if (matcher.find() != has(words, 'v')) {
        found.add(has(words, 'o') && !has(words, 'v') ? matcher.group() : line);
      }
    }
    if (has(words, 'c')) {
      say(machine, found.size() + "\n");
    } else if (!has(words, 'q')) {
      sayLines(machine, found);
    }
    return found.isEmpty() ? 1 : 0;
  }

  private static int sort(Machine machine, List<String> words) {
    String text = input(machine, "sort", plain(words));
    if (text == null) {
      return 2;
    }
    List<String> all = new ArrayList<>(lines(text));
    if (has(words, 'n')) {
      all.sort((a, b) -> Long.compare(leading(a), leading(b)));
    } else {
      Collections.sort(all);
    }
    if (has(words, 'r')) {
      Collections.reverse(all);
    }
    return sayLines(machine, has(words, 'u') ? all.stream().distinct().toList() : all);
  }

  private static long leading(String line) {
    String digits = line.strip().replaceFirst("^(-?[0-9]{1,15}).*$", "$1");
    return digits.matches("-?[0-9]+") ? Long.parseLong(digits) : 0;
  }

  private static int uniq(Machine machine, List<String> words) {
    String text = input(machine, "uniq", plain(words));
    if (text == null) {
      return 1;
    }
    List<String> unique = new ArrayList<>();
    Map<Integer, Integer> counts = new LinkedHashMap<>();
    for (String line : lines(text)) {
      if (unique.isEmpty() || !unique.get(unique.size() - 1).equals(line)) {
        unique.add(line);
      }
      counts.merge(unique.size() - 1, 1, Integer::sum);
    }
    for (int i = 0; i < unique.size() && has(words, 'c'); i++) {
      unique.set(i, String.format(java.util.Locale.ROOT, "%7d %s", counts.get(i), unique.get(i)));
    }
    return sayLines(machine, unique);
  }

  private static int cut(Machine machine, List<String> words) {
    String delimiter = "\t";
    int field = 1;
    List<String> files = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith("-d")) {
        delimiter =
            word.length() > 2
                ? word.substring(2)
                : i + 1 < words.size() ? words.get(++i) : delimiter;
      } else if (word.startsWith("-f")) {
        field =
            (int)
                number(
                    word.length() > 2
                        ? word.substring(2)
                        : i + 1 < words.size() ? words.get(++i) : "1",
                    1);
      } else if (!word.startsWith("-")) {
        files.add(word);
      }
    }
    String text = input(machine, "cut", files);
    if (text == null) {
      return 1;
    }
    List<String> out = new ArrayList<>();
    for (String line : lines(text)) {
      String[] fields = line.split(java.util.regex.Pattern.quote(delimiter), -1);
      out.add(fields.length == 1 ? line : field <= fields.length ? fields[field - 1] : "");
    }
    return sayLines(machine, out);
  }

  private static int tr(Machine machine, List<String> words) {
    List<String> sets = plain(words);
    String text = machine.io().in().rest();
    if (sets.isEmpty()) {
      return fail(machine, "tr: missing operand", 1);
    }
    String from = set(sets.get(0));
    String to = sets.size() > 1 ? set(sets.get(1)) : "";
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      int at = from.indexOf(c);
      if (at < 0) {
        out.append(c);
      } else if (!has(words, 'd') && !to.isEmpty()) {
        out.append(to.charAt(Math.min(at, to.length() - 1)));
      }
    }
    return say(machine, out.toString());
  }

  private static String set(String text) {
    String plain =
        Format.unescape(text)
            .replace("[:upper:]", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            .replace("[:lower:]", "abcdefghijklmnopqrstuvwxyz")
            .replace("[:digit:]", "0123456789")
            .replace("[:space:]", " \t\n");
    StringBuilder set = new StringBuilder();
    for (int i = 0; i < plain.length(); i++) {
      if (i + 2 < plain.length()
          && plain.charAt(i + 1) == '-'
          && plain.charAt(i + 2) >= plain.charAt(i)) {
        for (char c = plain.charAt(i); c <= plain.charAt(i + 2); c++) {
          set.append(c);
        }
        i += 2;
      } else {
        set.append(plain.charAt(i));
      }
    }
    return set.toString();
  }
}
