package dev.kubarium.cluster.image.shell;

import dev.kubarium.cluster.image.Answer;
import dev.kubarium.cluster.image.Surroundings;
import dev.kubarium.cluster.image.Surroundings.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code curl}, {@code wget}, {@code nslookup} and their like: what they ask, and what they say of
 * the answer.
 */
final class NetworkTools {

  private static final Pattern URL =
      Pattern.compile("(?:(https?)://)?([^/:?]+)(?::([0-9]{1,5}))?([/?].*)?");
  private static final String DNS_SERVER = "10.96.0.10";
  private static final long TIMEOUT = 130_000;

  private NetworkTools() {}

  /** {@code null} where the text is no address. */
  private record Target(String host, int port, String path) {
    static Target of(String url) {
      Matcher parts = URL.matcher(url);
      if (!parts.matches()) {
        return null;
      }
      int port =
          parts.group(3) != null
              ? Integer.parseInt(parts.group(3))
              : "https".equals(parts.group(1)) ? 443 : 80;
      String path =
          parts.group(4) == null
              ? "/"
              : parts.group(4).startsWith("/") ? parts.group(4) : "/" + parts.group(4);
      return new Target(parts.group(2), port, path);
    }
  }

  private static Reply ask(
      Machine machine, String method, Target target, String named, long timeout) {
    Reply reply =
        machine
            .world()
            .http(
                method,
                target.host(),
                target.port(),
                target.path(),
                named == null ? target.host() : named);
    machine.pass("timeout".equals(reply.failure()) ? timeout : reply.millis());
    return reply;
  }

  /** The value of an option that may be glued to its value; it is taken out of the words. */
  private static String option(List<String> words, String... names) {
    for (int i = 0; i < words.size(); i++) {
      for (String name : names) {
        if (words.get(i).equals(name) && i + 1 < words.size()) {
          words.remove(i);
          return words.remove(i);
        }
        boolean glued =
            name.startsWith("--")
                ? words.get(i).startsWith(name + "=")
                : words.get(i).matches(name + "[0-9].*");
        if (glued) {
          return words
              .remove(i)
              .substring(name.startsWith("--") ? name.length() + 1 : name.length());
        }
      }
    }
    return null;
  }

  private static long millis(String seconds, long otherwise) {
    return seconds != null && seconds.matches("[0-9]{1,6}(\\.[0-9]+)?")
        ? Math.round(Double.parseDouble(seconds) * 1000)
        : otherwise;
  }

  /**
   * The host that a {@code Host:} header names, or {@code null}; all headers are taken out of the
   * words.
   */
  private static String hostHeader(List<String> words) {
    String host = null;
    for (String header = option(words, "-H", "--header");
        header != null;
        header = option(words, "-H", "--header")) {
      if (header.regionMatches(true, 0, "host:", 0, 5)) {
        host = header.substring(5).strip();
      }
    }
    return host;
  }

  static int curl(Machine machine, List<String> given) {
    List<String> words = new ArrayList<>(given);
    long timeout =
        Math.min(
            millis(option(words, "-m", "--max-time"), TIMEOUT),
            millis(option(words, "--connect-timeout"), TIMEOUT));
    String method = option(words, "-X", "--request");
    String output = option(words, "-o", "--output");
    String format = option(words, "-w", "--write-out");
    String data = option(words, "-d", "--data", "--data-raw");
    String named = hostHeader(words);
    while (option(words, "--retry", "--retry-delay", "-u", "-A") != null) {}
    List<String> urls = Tools.plain(words);
    Target target = urls.isEmpty() ? null : Target.of(urls.get(0));
    boolean quiet = Tools.has(words, 's') || words.contains("--silent");
    boolean showError = !quiet || Tools.has(words, 'S');
    if (target == null) {
      return Tools.fail(machine, "curl: (2) no URL specified", 2);
    }
    long began = machine.time();
    boolean head = Tools.has(words, 'I') || words.contains("--head");
    String verb = method != null ? method : data != null ? "POST" : head ? "HEAD" : "GET";
    Reply reply = ask(machine, verb, target, named, timeout);
    Answer answer = reply.answer();
    int status = 0;
    String fault = null;
    if (answer == null) {
      long took = machine.time() - began;
      switch (reply.failure()) {
        case "name" -> {
          status = 6;
          fault = "curl: (6) Could not resolve host: " + target.host();
        }
        case "refused" -> {
          status = 7;
          fault =
              "curl: (7) Failed to connect to "
                  + target.host()
                  + " port "
                  + target.port()
                  + " after "
                  + took
                  + " ms: Could not connect to server";
        }
        default -> {
          status = 28;
          fault = "curl: (28) Connection timed out after " + took + " milliseconds";
        }
      }
    } else if (answer.status() >= 400 && (Tools.has(words, 'f') || words.contains("--fail"))) {
      status = 22;
      fault = "curl: (22) The requested URL returned error: " + answer.status();
    } else {
      String body =
          head || Tools.has(words, 'i')
              ? header(answer) + (head ? "" : answer.body())
              : answer.body();
      if (output == null) {
        Tools.say(machine, body);
      } else {
        machine.write(output, body);
      }
    }
    if (fault != null && showError) {
      Tools.fail(machine, fault, status);
    }
    if (format != null) {
      Tools.say(
          machine,
          Format.unescape(format)
              .replace("%{http_code}", answer == null ? "000" : Integer.toString(answer.status()))
              .replace(
                  "%{response_code}", answer == null ? "000" : Integer.toString(answer.status()))
              .replace(
                  "%{time_total}",
                  String.format(java.util.Locale.ROOT, "%.6f", (machine.time() - began) / 1000.0))
              .replace("%{remote_ip}", reply.address() == null ? "" : reply.address()));
    }
    return status;
  }

  private static String header(Answer answer) {
    return "HTTP/1.1 "
        + answer.status()
        + " "
        + phrase(answer.status())
        + "\nContent-Type: text/html\nContent-Length: "
        + answer.body().length()
        + "\n\n";
  }

  private static String phrase(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 201 -> "Created";
      case 204 -> "No Content";
      case 301 -> "Moved Permanently";
      case 302 -> "Found";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 500 -> "Internal Server Error";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      default -> "";
    };
  }

  static int wget(Machine machine, List<String> given) {
    List<String> words = new ArrayList<>(given);
    String output = null;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.matches("-[a-zA-Z]*O.*")) {
        String glued = word.substring(word.indexOf('O') + 1);
        output = !glued.isEmpty() ? glued : i + 1 < words.size() ? words.remove(i + 1) : "-";
        words.set(i, word.substring(0, word.indexOf('O')) + "q".repeat(word.contains("q") ? 1 : 0));
      }
    }
    long timeout = millis(option(words, "-T", "--timeout"), 900_000);
    option(words, "-t", "--tries");
    String named = hostHeader(words);
    List<String> urls =
        words.stream().filter(word -> !word.startsWith("-") && !word.isEmpty()).toList();
    boolean quiet = Tools.has(words, 'q');
    Target target = urls.isEmpty() ? null : Target.of(urls.get(0));
    if (target == null) {
      return Tools.fail(machine, "wget: missing URL", 1);
    }
    Reply reply = ask(machine, "GET", target, named, timeout);
    if ("name".equals(reply.failure())) {
      return Tools.fail(
          machine,
          "wget: bad address '"
              + target.host()
              + (target.port() == 80 ? "" : ":" + target.port())
              + "'",
          1);
    }
    if (!quiet) {
      Tools.fail(
          machine,
          "Connecting to " + target.host() + " (" + reply.address() + ":" + target.port() + ")",
          0);
    }
    if ("refused".equals(reply.failure())) {
      return Tools.fail(
          machine,
          "wget: can't connect to remote host (" + reply.address() + "): Connection refused",
          1);
    }
    if (reply.answer() == null) {
      return Tools.fail(machine, "wget: download timed out", 1);
    }
    Answer answer = reply.answer();
    if (answer.status() >= 400) {
      return Tools.fail(
          machine,
          "wget: server returned error: HTTP/1.1 "
              + answer.status()
              + " "
              + phrase(answer.status()),
          1);
    }
    if (words.contains("--spider")) {
      return 0;
    }
    if ("-".equals(output)) {
      return Tools.say(machine, answer.body());
    }
    String name = target.path().substring(target.path().lastIndexOf('/') + 1);
    String fault =
        machine.write(
            output != null ? output : name.isEmpty() ? "index.html" : name, answer.body());
    return fault == null
        ? 0
        : Tools.fail(machine, "wget: can't open '" + output + "': " + fault, 1);
  }

  static int nslookup(Machine machine, List<String> words) {
    List<String> names = Tools.plain(words);
    if (names.isEmpty()) {
      return Tools.fail(machine, "nslookup: missing name", 1);
    }
    Surroundings world = machine.world();
    machine.pass(4);
    String name = names.get(0);
    List<String> addresses = world.resolve(name);
    Tools.say(machine, "Server:\t\t" + DNS_SERVER + "\nAddress:\t" + DNS_SERVER + ":53\n\n");
    if (addresses.isEmpty()) {
      return Tools.say(machine, "** server can't find " + name + ": NXDOMAIN\n\n") + 1;
    }
    StringBuilder text = new StringBuilder();
    for (String address : addresses) {
      text.append("Name:\t")
          .append(world.fullName(name))
          .append("\nAddress: ")
          .append(address)
          .append('\n');
    }
    return Tools.say(machine, text.append('\n').toString());
  }

  static int getent(Machine machine, List<String> words) {
    String name = words.isEmpty() ? "" : words.get(words.size() - 1);
    List<String> addresses = machine.world().resolve(name);
    return addresses.isEmpty() ? 2 : Tools.say(machine, addresses.get(0) + "  " + name + "\n");
  }

  static int netcat(Machine machine, List<String> given) {
    List<String> words = new ArrayList<>(given);
    long timeout = millis(option(words, "-w"), TIMEOUT);
    List<String> plain = Tools.plain(words);
    if (plain.size() < 2 || !plain.get(1).matches("[0-9]{1,5}")) {
      return Tools.fail(machine, "nc: bad usage", 1);
    }
    String failure = machine.world().connect(plain.get(0), Integer.parseInt(plain.get(1)));
    machine.pass("timeout".equals(failure) ? timeout : 2);
    String where = plain.get(0) + " (" + plain.get(0) + ":" + plain.get(1) + ")";
    boolean loud = Tools.has(words, 'v');
    if (failure == null) {
      return loud ? Tools.fail(machine, where + " open", 0) : 0;
    }
    return switch (failure) {
      case "name" -> Tools.fail(machine, "nc: bad address '" + plain.get(0) + "'", 1);
      case "timeout" -> Tools.fail(machine, "nc: " + where + ": Connection timed out", 1);
      default -> loud ? Tools.fail(machine, "nc: " + where + ": Connection refused", 1) : 1;
    };
  }

  /** Left out: echo requests; a name is looked up, and its address answers. */
  static int ping(Machine machine, List<String> given) {
    List<String> words = new ArrayList<>(given);
    String counted = option(words, "-c");
    option(words, "-w", "-W", "-i");
    List<String> plain = Tools.plain(words);
    String name = plain.isEmpty() ? "" : plain.get(0);
    List<String> addresses = machine.world().resolve(name);
    if (addresses.isEmpty()) {
      return Tools.fail(machine, "ping: bad address '" + name + "'", 1);
    }
    String address = addresses.get(0);
    Tools.say(machine, "PING " + name + " (" + address + "): 56 data bytes\n");
    long count = counted != null && counted.matches("[0-9]{1,3}") ? Long.parseLong(counted) : 4;
    for (long i = 0; i < count; i++) {
      Tools.say(machine, "64 bytes from " + address + ": seq=" + i + " ttl=62 time=0.1 ms\n");
      machine.pass(1000);
    }
    return 0;
  }
}
