package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.PatchType;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonNull;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Yaml;
import dev.kubarium.cluster.object.YamlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Commands that change one thing of an object: scale, label, annotate, patch, edit. */
final class ChangeCommands {

  private ChangeCommands() {}

  static Output scale(TerminalContext context, Arguments arguments) {
    Long replicas = arguments.number("replicas");
    if (replicas == null) {
      throw new KubectlException("error: required flag(s) \"replicas\" not set");
    }
    if (replicas < 0) {
      throw new KubectlException(
          "error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0");
    }
    Resources resources = new Resources(context, arguments, "kubectl-scale");
    Changed changed = new Changed(context, arguments, resources);
    Long expected = arguments.number("current-replicas");
    for (KubeObject object : named(context, arguments, resources)) {
      changed.attempt(
          () -> {
            long now = object.spec().integer("replicas", 1);
            if (expected != null && expected >= 0 && now != expected) {
              throw new KubectlException(
                  "error: Expected replicas to be " + expected + ", was " + now);
            }
            if (!arguments.dryRun().equals("client")) {
              JsonObject patch = JsonObject.of("spec", JsonObject.of("replicas", replicas));
              resources.request(
                  ApiRequest.patch(
                          object.kind(),
                          object.namespace(),
                          object.name(),
                          patch,
                          resources
                              .options()
                              .withSelectors(null, null)
                              .withPatch(PatchType.MERGE, false),
                          context.caller())
                      .on("scale"));
            }
            changed.did(object, "scaled");
          });
    }
    return changed.output();
  }

  /** The objects that a file or words name. */
  static List<KubeObject> named(TerminalContext context, Arguments arguments, Resources resources) {
    return named(context, arguments, resources, arguments.words());
  }

  static List<KubeObject> named(
      TerminalContext context, Arguments arguments, Resources resources, List<String> words) {
    if (arguments.has("filename")) {
      return Manifests.read(context, arguments).stream()
          .map(manifest -> resources.get(manifest.kind(), manifest.namespace(), manifest.name()))
          .toList();
    }
    if (words.isEmpty()) {
      throw new KubectlException(
          "error: You must provide one or more resources by argument or filename.\nExample resource specifications include:\n"
              + "   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'");
    }
    return resources.objects(words);
  }

  static Output label(TerminalContext context, Arguments arguments) {
    return marks(context, arguments, "labels", "label");
  }

  static Output annotate(TerminalContext context, Arguments arguments) {
    return marks(context, arguments, "annotations", "annotation");
  }

  private static Output marks(
      TerminalContext context, Arguments arguments, String field, String word) {
    Resources resources =
        new Resources(
            context, arguments, word.equals("label") ? "kubectl-label" : "kubectl-annotate");
    List<String> words = new ArrayList<>();
    Map<String, String> put = new TreeMap<>();
    List<String> remove = new ArrayList<>();
    for (String each : arguments.words()) {
      int equals = each.indexOf('=');
      if (equals > 0) {
        put.put(each.substring(0, equals), each.substring(equals + 1));
      } else if (each.endsWith("-") && !words.isEmpty()) {
        remove.add(each.substring(0, each.length() - 1));
      } else {
        words.add(each);
      }
    }
    if (put.isEmpty() && remove.isEmpty() && !arguments.is("list")) {
      throw new KubectlException("error: at least one " + word + " update is required");
    }
    Changed changed = new Changed(context, arguments, resources);
    for (KubeObject object : named(context, arguments, resources, words)) {
      changed.attempt(() -> mark(arguments, resources, changed, object, field, word, put, remove));
    }
    return changed.output();
  }

  private static void mark(
      Arguments arguments,
      Resources resources,
      Changed changed,
      KubeObject object,
      String field,
      String word,
      Map<String, String> put,
      List<String> remove) {
    JsonObject now = object.metadata().object(field);
    if (!arguments.is("overwrite")) {
      List<String> clashes = new ArrayList<>();
      for (Map.Entry<String, String> each : put.entrySet()) {
        if (now.has(each.getKey()) && !now.string(each.getKey(), "").equals(each.getValue())) {
          clashes.add(
              "'"
                  + each.getKey()
                  + "' already has a value ("
                  + now.string(each.getKey())
                  + "), and --overwrite is false");
        }
      }
      if (!clashes.isEmpty()) {
        String all = clashes.size() == 1 ? clashes.get(0) : "[" + String.join(", ", clashes) + "]";
        throw new KubectlException("error: " + all);
      }
    }
    JsonObject patch = JsonObject.EMPTY;
    boolean added = false;
    boolean removed = false;
    for (String key : remove) {
      if (now.has(key)) {
        patch = patch.with(key, JsonNull.NULL);
        removed = true;
      } else if (word.equals("label")) {
        changed.failed("label \"" + key + "\" not found.");
      }
    }
    for (Map.Entry<String, String> each : put.entrySet()) {
      if (!each.getValue().equals(now.string(each.getKey()))) {
        added = true;
      }
      patch = patch.with(each.getKey(), each.getValue());
    }
    KubeObject after = object;
    if (!arguments.dryRun().equals("client") && (added || removed || word.equals("annotation"))) {
      after =
          resources.patch(
              object,
              JsonObject.of("metadata", JsonObject.of(field, patch)),
              PatchType.MERGE,
              false);
    }
    String did =
        word.equals("annotation")
            ? "annotated"
            : added ? "labeled" : removed ? "unlabeled" : "not labeled";
    changed.did(after, did);
  }

  static Output patch(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl-patch");
    String text =
        arguments.value(
            "patch",
            arguments.has("patch-file") ? context.file(arguments.value("patch-file", "")) : null);
    if (text == null) {
      throw new KubectlException("error: must specify -p to patch");
    }
    String type = arguments.value("type", "strategic");
    if (!List.of("strategic", "merge", "json").contains(type)) {
      throw new KubectlException(
          "error: --type must be one of [json merge strategic], not \"" + type + "\"");
    }
    Object patch;
    try {
      patch =
          text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[")
              ? Json.parse(text)
              : Yaml.parse(text).get(0).value();
    } catch (YamlException | IllegalArgumentException broken) {
      throw new KubectlException("error: unable to parse \"" + text + "\": " + broken.getMessage());
    }
    String subresource = arguments.value("subresource", null);
    Changed changed = new Changed(context, arguments, resources);
    for (KubeObject object : named(context, arguments, resources)) {
      changed.attempt(
          () -> {
            PatchType kind =
                switch (type) {
                  case "merge" -> PatchType.MERGE;
                  case "json" -> PatchType.JSON;
                  default -> PatchType.STRATEGIC;
                };
            if (subresource != null) {
              resources.request(
                  ApiRequest.patch(
                          object.kind(),
                          object.namespace(),
                          object.name(),
                          patch,
                          resources.options().withPatch(kind, false),
                          context.caller())
                      .on(subresource));
              changed.did(object, "patched");
              return;
            }
            KubeObject after =
                arguments.dryRun().equals("client")
                    ? object
                    : resources.patch(object, patch, kind, false);
            boolean same = after.tree().equals(object.tree()) && !arguments.isDryRun();
            changed.did(after, same ? "patched (no change)" : "patched");
          });
    }
    return changed.output();
  }

  /** The page opens the object in its editor: that is the editor here. */
  static Output edit(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl-edit");
    List<KubeObject> objects = named(context, arguments, resources);
    KubeObject first = objects.get(0);
    context.openEditor(first.kind().path(first.namespace(), first.name()));
    return Output.of(
        (context.isFrench() ? "Ouvert dans l'éditeur : " : "Opened in the editor: ")
            + Resources.named(first)
            + "\n");
  }

  static Output taint(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl-taint");
    List<String> words = new ArrayList<>();
    List<String> taints = new ArrayList<>();
    for (String word : arguments.words()) {
      boolean isTaint =
          !words.isEmpty() && (word.contains("=") || word.contains(":") || word.endsWith("-"));
      (isTaint ? taints : words).add(word);
    }
    if (taints.isEmpty()) {
      throw new KubectlException("error: at least one taint update is required");
    }
    Changed changed = new Changed(context, arguments, resources);
    for (KubeObject node : resources.objects(words)) {
      changed.attempt(() -> taint(arguments, resources, changed, node, taints));
    }
    return changed.output();
  }

  private static void taint(
      Arguments arguments,
      Resources resources,
      Changed changed,
      KubeObject node,
      List<String> taints) {
    JsonArray now = node.spec().array("taints");
    boolean added = false;
    boolean modified = false;
    boolean removed = false;
    for (String text : taints) {
      boolean remove = text.endsWith("-");
      String bare = remove ? text.substring(0, text.length() - 1) : text;
      int colon = bare.indexOf(':');
      String left = colon < 0 ? bare : bare.substring(0, colon);
      String effect = colon < 0 ? "" : bare.substring(colon + 1);
      int equals = left.indexOf('=');
      String key = equals < 0 ? left : left.substring(0, equals);
      String value = equals < 0 ? "" : left.substring(equals + 1);
      List<JsonObject> same =
          now.objects().stream()
              .filter(
                  each ->
                      key.equals(each.string("key"))
                          && (effect.isEmpty() || effect.equals(each.string("effect"))))
              .toList();
      if (remove) {
        if (same.isEmpty()) {
          throw new KubectlException(
              "error: taint \"" + key + (effect.isEmpty() ? "" : ":" + effect) + "\" not found");
        }
        now = now.without(each -> each instanceof JsonObject taint && same.contains(taint));
        removed = true;
        continue;
      }
      if (!List.of("NoSchedule", "PreferNoSchedule", "NoExecute").contains(effect)) {
        throw new KubectlException(
            "error: invalid taint effect: " + effect + ", unsupported taint effect");
      }
      if (!same.isEmpty() && !arguments.is("overwrite")) {
        throw new KubectlException(
            "error: node "
                + node.name()
                + " already has "
                + key
                + " taint(s) with same effect(s) and --overwrite is false");
      }
      now = now.without(each -> each instanceof JsonObject taint && same.contains(taint));
      JsonObject taint = JsonObject.of("effect", effect, "key", key);
      JsonArray one = JsonArray.of(value.isEmpty() ? taint : taint.with("value", value));
      for (Object each : now) {
        one = one.plus(each);
      }
      now = one;
      added |= same.isEmpty();
      modified |= !same.isEmpty();
    }
    KubeObject after = node;
    if (!arguments.dryRun().equals("client")) {
      Object value = now.isEmpty() ? JsonNull.NULL : now;
      after =
          resources.patch(
              node, JsonObject.of("spec", JsonObject.of("taints", value)), PatchType.MERGE, false);
    }
    changed.did(
        after, modified ? "modified" : added ? "tainted" : removed ? "untainted" : "tainted");
  }
}
