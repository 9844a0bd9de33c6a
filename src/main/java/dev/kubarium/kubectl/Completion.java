package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What a line could go on with: commands, kinds, names, flags, files.
 *
 * @param from where the word begins that the words would take the place of
 */
public record Completion(int from, List<String> words) {

  private static final int MOST = 100;
  private static final List<String> POD_COMMANDS = List.of("logs", "exec");
  private static final List<String> NODE_COMMANDS = List.of("cordon", "uncordon", "drain");

  /** In the session's turn. */
  public static Completion of(String line, TerminalContext context) {
    int start =
        Math.max(Math.max(line.lastIndexOf('|'), line.lastIndexOf(';')), line.lastIndexOf('&')) + 1;
    String last = line.substring(start);
    List<String> before = new ArrayList<>(List.of(last.strip().split("\\s+")));
    boolean open = !last.isEmpty() && !Character.isWhitespace(last.charAt(last.length() - 1));
    String word = open ? before.removeLast() : "";
    before.removeIf(String::isEmpty);
    try {
      return new Completion(
          line.length() - word.length(), begun(word, candidates(before, word, context)));
    } catch (ApiException | KubectlException nothingKnown) {
      return new Completion(line.length() - word.length(), List.of());
    }
  }

  private static List<String> begun(String word, List<String> all) {
    return new TreeSet<>(all).stream().filter(each -> each.startsWith(word)).limit(MOST).toList();
  }

  private static List<String> candidates(
      List<String> before, String word, TerminalContext context) {
    if (before.isEmpty()) {
      return List.of(
          "kubectl", "k", "ls", "cat", "echo", "grep", "head", "tail", "wc", "sort", "watch",
          "clear", "help");
    }
    if (!List.of("kubectl", "k").contains(before.get(0))) {
      return context.fileNames();
    }
    List<String> words =
        before.subList(1, before.size()).stream().filter(each -> !each.startsWith("-")).toList();
    String previous = before.getLast();
    if (previous.equals("-n") || previous.equals("--namespace")) {
      return names(Kinds.NAMESPACE, context);
    }
    if (previous.equals("-f") && !words.isEmpty() && !words.get(0).equals("logs")
        || previous.equals("--filename")) {
      return context.fileNames();
    }
    if (previous.equals("-o") || previous.equals("--output")) {
      return List.of("yaml", "json", "wide", "name", "jsonpath=", "custom-columns=");
    }
    if (words.isEmpty()) {
      return CommandTable.names();
    }
    List<String> below = CommandTable.below(words.get(0));
    boolean inner = words.size() > 1 && below.contains(words.get(1));
    CommandTable.Entry entry =
        CommandTable.find(inner ? words.get(0) + " " + words.get(1) : words.get(0));
    if (word.startsWith("-")) {
      return entry == null
          ? List.of()
          : entry.flags().names().stream().map(name -> "--" + name).toList();
    }
    if (!below.isEmpty() && words.size() == 1) {
      return below;
    }
    return resources(words.get(0), words.subList(inner ? 2 : 1, words.size()), word, context);
  }

  private static List<String> resources(
      String command, List<String> words, String word, TerminalContext context) {
    if (POD_COMMANDS.contains(command)) {
      return words.isEmpty() ? names(Kinds.POD, context) : List.of();
    }
    if (NODE_COMMANDS.contains(command)) {
      return names(Kinds.NODE, context);
    }
    Resources resources =
        new Resources(
            context,
            Arguments.parse("get", CommandTable.find("get").flags(), List.of()),
            "kubectl");
    if (word.contains("/")) {
      String kind = word.substring(0, word.indexOf('/'));
      return names(resources.kind(kind), context).stream().map(name -> kind + "/" + name).toList();
    }
    if (words.isEmpty()) {
      List<String> kinds = new ArrayList<>();
      for (Served served : context.api().kinds().all()) {
        kinds.add(served.kind().plural());
        kinds.addAll(served.kind().shortNames());
      }
      return kinds;
    }
    return names(resources.kind(words.get(0)), context);
  }

  private static List<String> names(Kind kind, TerminalContext context) {
    String namespace = kind.namespaced() ? context.namespace() : "";
    ApiRequest list = ApiRequest.list(kind, namespace, ApiOptions.NONE, context.caller());
    return context.api().handle(list).objects().stream().map(object -> object.name()).toList();
  }
}
