package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.object.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * kubectl as far as lessons and beginners need it: the same words, the same API, the same
 * sentences.
 *
 * <p>{@link #run} must be called in the session's turn. It never waits: what goes on is in the
 * {@link Output#follow}.
 *
 * <p>Left out: plugins, kustomize, port-forward, proxy, cp, attach, debug, certificate.
 */
public final class Kubectl {

  private Kubectl() {}

  /** Runs one line: {@code kubectl get pods}, or one of the few words of a shell. */
  public static Output run(String line, TerminalContext context) {
    return ShellLine.run(line, context);
  }

  /** The words after {@code kubectl}. */
  static Output kubectl(List<String> words, TerminalContext context) {
    try {
      return dispatched(words, context);
    } catch (KubectlException refused) {
      return new Output("", refused.getMessage() + "\n", refused.exitCode(), Optional.empty());
    } catch (ApiException refused) {
      return Output.error(sentence(refused));
    }
  }

  private static Output dispatched(List<String> words, TerminalContext context) {
    int at = 0;
    List<String> before = new ArrayList<>();
    while (at < words.size() && words.get(at).startsWith("-")) {
      // Flags before the command: -n shop get pods.
      boolean takesNext =
          List.of("-n", "--namespace", "--context", "--kubeconfig", "-s", "-v")
              .contains(words.get(at));
      before.add(words.get(at++));
      if (takesNext && at < words.size()) {
        before.add(words.get(at++));
      }
    }
    if (at >= words.size() || words.get(at).equals("help")) {
      List<String> about = at >= words.size() ? List.of() : words.subList(at + 1, words.size());
      return Output.of(Help.of(String.join(" ", about), context.isFrench()));
    }
    String name = words.get(at++);
    List<String> below = CommandTable.below(name);
    String called = name;
    if (!below.isEmpty()) {
      String next = at < words.size() ? words.get(at) : "";
      String known = below.contains(next) ? next : Aliases.command(name, next);
      String deeper = at + 1 < words.size() ? next + " " + words.get(at + 1) : next;
      if (below.contains(deeper)) {
        called = name + " " + deeper;
        at += 2 - (deeper.equals(next) ? 1 : 0);
      } else if (known != null) {
        called = name + " " + known;
        at++;
      } else if (CommandTable.find(name) == null) {
        return next.isEmpty() || next.startsWith("-")
            ? Output.of(Help.of(name, context.isFrench()))
            : Output.error(unknown(next, "kubectl " + name, below));
      }
    }
    CommandTable.Entry entry = CommandTable.find(called);
    if (entry == null) {
      return Output.error(unknown(name, "kubectl", CommandTable.names()));
    }
    before.addAll(words.subList(at, words.size()));
    Arguments arguments = Arguments.parse(called, entry.flags(), before);
    if (arguments.is("help")) {
      return Output.of(Help.of(called, context.isFrench()));
    }
    return entry.command().run(context, arguments);
  }

  private static String unknown(String name, String parent, List<String> all) {
    List<String> near =
        all.stream().filter(known -> distance(known, name) <= 2 || known.startsWith(name)).toList();
    return "error: unknown command \""
        + name
        + "\" for \""
        + parent
        + "\""
        + (near.isEmpty()
            ? ""
            : "\n\nDid you mean this?\n"
                + near.stream().map(each -> "\t" + each + "\n").collect(Collectors.joining()));
  }

  static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int above = row[j];
        int swap = one.charAt(i - 1) == other.charAt(j - 1) ? diagonal : diagonal + 1;
        row[j] = Math.min(swap, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[other.length()];
  }

  /** A refusal as kubectl tells it. */
  static String sentence(ApiException refused) {
    return sentence(refused, null, null);
  }

  /**
   * @param source the file that the refused object is from, or {@code null}
   */
  static String sentence(ApiException refused, String source, String doing) {
    JsonObject details = refused.details();
    if (refused.reason().equals("Invalid") && details.has("kind")) {
      List<String> causes =
          details.array("causes").objects().stream()
              .map(cause -> cause.string("field", "") + ": " + cause.string("message", ""))
              .toList();
      String about =
          "The " + details.string("kind") + " \"" + details.string("name", "") + "\" is invalid";
      return switch (causes.size()) {
        case 0 -> about;
        case 1 -> about + ": " + causes.get(0);
        default ->
            about
                + ": "
                + causes.stream().map(cause -> "\n* " + cause).collect(Collectors.joining());
      };
    }
    String reason = refused.reason().isEmpty() ? "" : " (" + refused.reason() + ")";
    String where = source == null ? "" : "error when " + doing + " \"" + source + "\": ";
    return "Error from server" + reason + ": " + where + refused.getMessage();
  }
}
