package dev.kubarium.kubectl;

import java.util.List;

/** What the commands are for, in the learner's language. */
final class Help {

  private Help() {}

  /**
   * Help about {@code rollout status}, about {@code rollout}, or about all where {@code words} are
   * empty or unknown.
   */
  static String of(String words, boolean french) {
    CommandTable.Entry entry = CommandTable.find(words);
    if (entry != null && CommandTable.below(words).isEmpty()) {
      return one(entry, french);
    }
    List<String> below = words.isEmpty() ? List.of() : CommandTable.below(words);
    if (!below.isEmpty()) {
      StringBuilder text = new StringBuilder(entry == null ? "" : one(entry, french) + "\n");
      text.append(french ? "Commandes :\n" : "Available Commands:\n");
      below.forEach(name -> line(text, name, CommandTable.find(words + " " + name), french));
      return text.append('\n')
          .append(usage(french))
          .append("kubectl ")
          .append(words)
          .append(french ? " COMMANDE\n" : " COMMAND\n")
          .toString();
    }
    StringBuilder text =
        new StringBuilder(
            french
                ? "kubectl parle à l'API de Kubernetes.\n\nCommandes :\n"
                : "kubectl controls the Kubernetes cluster manager.\n\nAvailable Commands:\n");
    for (String name : CommandTable.names()) {
      CommandTable.Entry first = CommandTable.find(name);
      if (first != null) {
        line(text, name, first, french);
      } else {
        text.append("  ")
            .append(String.format(java.util.Locale.ROOT, "%-16s", name))
            .append(String.join(", ", CommandTable.below(name)))
            .append('\n');
      }
    }
    return text.append('\n')
        .append(usage(french))
        .append(
            french
                ? "kubectl COMMANDE [options]\n\nL'aide d'une commande : kubectl COMMANDE --help. `k` est un alias de kubectl.\n"
                : "kubectl COMMAND [options]\n\nUse \"kubectl COMMAND --help\" for more about a command. `k` is an alias of kubectl.\n")
        .toString();
  }

  private static String usage(boolean french) {
    return french ? "Usage :\n  " : "Usage:\n  ";
  }

  private static void line(
      StringBuilder text, String name, CommandTable.Entry entry, boolean french) {
    text.append("  ")
        .append(String.format(java.util.Locale.ROOT, "%-16s", name))
        .append(french ? entry.french() : entry.english())
        .append('\n');
  }

  private static String one(CommandTable.Entry entry, boolean french) {
    StringBuilder text = new StringBuilder();
    text.append(french ? entry.french() : entry.english())
        .append(".\n\n")
        .append(french ? "Options :\n" : "Options:\n");
    for (Flags.Flag flag : entry.flags().own()) {
      text.append("  ")
          .append(flag.letter().isEmpty() ? "    " : "-" + flag.letter() + ", ")
          .append("--")
          .append(flag.name());
      text.append(flag.isSwitch() ? "" : "=…").append('\n');
    }
    return text.append('\n')
        .append(usage(french))
        .append("kubectl ")
        .append(entry.words())
        .append(' ')
        .append(entry.arguments())
        .append(" [options]\n")
        .toString();
  }
}
