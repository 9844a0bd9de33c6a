package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Yaml;
import dev.kubarium.cluster.object.YamlDocument;
import dev.kubarium.cluster.object.YamlException;
import java.util.ArrayList;
import java.util.List;

/** The objects in the files that {@code -f} names. */
final class Manifests {

  private Manifests() {}

  /**
   * One object as it stands in a file.
   *
   * @param source the file's name; {@code STDIN} for {@code -}
   */
  record Manifest(String source, Kind kind, String namespace, JsonObject tree) {

    String name() {
      return tree.object("metadata").string("name", "");
    }
  }

  static List<Manifest> read(TerminalContext context, Arguments arguments) {
    if (!arguments.has("filename")) {
      throw new KubectlException("error: must specify one of -f and -k");
    }
    List<Manifest> manifests = new ArrayList<>();
    for (String name : arguments.values("filename")) {
      for (String file : name.split(",")) {
        read(context, arguments, file, manifests);
      }
    }
    if (manifests.isEmpty()) {
      throw new KubectlException("error: no objects passed to " + arguments.command());
    }
    return manifests;
  }

  private static void read(
      TerminalContext context, Arguments arguments, String file, List<Manifest> manifests) {
    if (file.equals("-")) {
      parse(context, arguments, "STDIN", context.input(), manifests);
      return;
    }
    String text = context.file(file);
    if (text != null) {
      parse(context, arguments, file, text, manifests);
      return;
    }
    String folder =
        file.equals(".") || file.equals("./") ? "" : file.endsWith("/") ? file : file + "/";
    List<String> inside =
        context.fileNames().stream()
            .filter(name -> name.startsWith(folder) && name.matches(".*\\.(ya?ml|json)"))
            .toList();
    if (inside.isEmpty()) {
      throw new KubectlException("error: the path \"" + file + "\" does not exist");
    }
    inside.forEach(name -> parse(context, arguments, name, context.file(name), manifests));
  }

  private static void parse(
      TerminalContext context,
      Arguments arguments,
      String source,
      String text,
      List<Manifest> manifests) {
    List<YamlDocument> documents;
    try {
      documents = YamlDocument.filled(Yaml.parse(text));
    } catch (YamlException broken) {
      throw new KubectlException(
          "error: error parsing "
              + source
              + ": error converting YAML to JSON: yaml: line "
              + broken.line()
              + ": "
              + broken.getMessage());
    }
    for (YamlDocument document : documents) {
      if (!(document.value() instanceof JsonObject tree)) {
        throw new KubectlException(
            "error: error validating \""
                + source
                + "\": error validating data: invalid object to validate; if you choose"
                + " to ignore these errors, turn validation off with --validate=false");
      }
      add(context, arguments, source, tree, manifests);
    }
  }

  private static void add(
      TerminalContext context,
      Arguments arguments,
      String source,
      JsonObject tree,
      List<Manifest> manifests) {
    String apiVersion = tree.string("apiVersion", "");
    String kindName = tree.string("kind", "");
    if (apiVersion.isEmpty() || kindName.isEmpty()) {
      List<String> missing = new ArrayList<>();
      if (apiVersion.isEmpty()) {
        missing.add("apiVersion not set");
      }
      if (kindName.isEmpty()) {
        missing.add("kind not set");
      }
      throw new KubectlException(
          "error: error validating \""
              + source
              + "\": error validating data: "
              + (missing.size() == 1 ? missing.get(0) : "[" + String.join(", ", missing) + "]")
              + "; if you choose to ignore these errors, turn validation off with --validate=false");
    }
    if (kindName.equals("List") && apiVersion.equals("v1")) {
      tree.array("items")
          .objects()
          .forEach(item -> add(context, arguments, source, item, manifests));
      return;
    }
    Served served = context.api().kinds().findByName(apiVersion, kindName).orElse(null);
    if (served == null) {
      throw new KubectlException(
          "error: resource mapping not found for name: \""
              + tree.object("metadata").string("name", "")
              + "\" namespace: \""
              + tree.object("metadata").string("namespace", "")
              + "\" from \""
              + source
              + "\": no matches for kind \""
              + kindName
              + "\" in version \""
              + apiVersion
              + "\"\nensure CRDs are installed first");
    }
    manifests.add(placed(context, arguments, source, served.kind(), tree));
  }

  private static Manifest placed(
      TerminalContext context, Arguments arguments, String source, Kind kind, JsonObject tree) {
    if (!kind.namespaced()) {
      return new Manifest(source, kind, "", tree);
    }
    String own = tree.object("metadata").string("namespace", "");
    String asked = arguments.value("namespace", null);
    if (!own.isEmpty() && asked != null && !asked.equals(own)) {
      throw new KubectlException(
          "error: the namespace from the provided object \""
              + own
              + "\" does not match the namespace \""
              + asked
              + "\". You must pass '--namespace="
              + own
              + "' to perform this operation.");
    }
    String namespace = !own.isEmpty() ? own : asked != null ? asked : context.namespace();
    return new Manifest(
        source,
        kind,
        namespace,
        tree.updateOrCreate("metadata", metadata -> metadata.with("namespace", namespace)));
  }

  static List<Resources.Target> targets(
      TerminalContext context, Arguments arguments, Resources resources) {
    return read(context, arguments).stream()
        .map(manifest -> new Resources.Target(manifest.kind(), manifest.name()))
        .toList();
  }
}
