package dev.kubarium.kubectl;

/** Which commands there are. */
final class Commands {

  void register(CommandTable.Sink table) {
    beginners(table);
  }

  private static void beginners(CommandTable.Sink table) {
    table.put(
        "get",
        "TYPE[.VERSION][.GROUP] [NAME | -l label]",
        "Affiche une ou plusieurs ressources",
        "Display one or many resources",
        "@print @files @select A/all-namespaces! w/watch! watch-only! output-watch-events! show-labels! no-headers! show-kind!"
            + " ignore-not-found! sort-by L/label-columns chunk-size subresource raw server-print!",
        new GetCommand());
    table.put(
        "apply",
        "-f FILENAME",
        "Applique une configuration à des ressources, depuis un fichier ou l'entrée standard",
        "Apply a configuration to a resource by file name or stdin",
        "@print @dry @files l/selector all! overwrite! force! grace-period timeout wait! cascade=background prune! server-side!"
            + " force-conflicts! validate=strict record!",
        ApplyCommand::apply);
    table.put(
        "apply view-last-applied",
        "(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)",
        "Affiche la dernière configuration appliquée",
        "View the latest last-applied-configuration annotations of a resource",
        "o/output @files l/selector all!",
        ApplyCommand::viewLastApplied);
    table.put(
        "replace",
        "-f FILENAME",
        "Remplace une ressource par ce que dit un fichier",
        "Replace a resource by file name or stdin",
        "@print @dry @files force! grace-period timeout wait! cascade=background save-config! validate=strict",
        ApplyCommand::replace);
    table.put(
        "delete",
        "([-f FILENAME] | TYPE [(NAME | -l label | --all)])",
        "Supprime des ressources par fichier, nom ou étiquettes",
        "Delete resources by file names, stdin, resources and names, or by resources and label selector",
        "o/output @dry @files @select A/all-namespaces! force! grace-period now! wait! cascade=background timeout ignore-not-found!"
            + " i/interactive!",
        new DeleteCommand());
  }
}
