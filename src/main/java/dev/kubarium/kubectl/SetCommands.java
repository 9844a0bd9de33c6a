package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.PatchType;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** {@code kubectl set}: image, env, resources of the containers of a workload. */
final class SetCommands {

  private SetCommands() {}

  /** Where the Pod spec of a kind stands. */
  static String[] podSpec(KubeObject object) {
    return switch (object.kind().name()) {
      case "Pod" -> new String[] {"spec"};
      case "CronJob" -> new String[] {"spec", "jobTemplate", "spec", "template", "spec"};
      default -> new String[] {"spec", "template", "spec"};
    };
  }

  private static Output each(
      TerminalContext context,
      Arguments arguments,
      List<String> words,
      String did,
      UnaryOperator<JsonObject> edit) {
    Resources resources = new Resources(context, arguments, "kubectl-set");
    Changed changed = new Changed(context, arguments, resources);
    for (KubeObject object : ChangeCommands.named(context, arguments, resources, words)) {
      changed.attempt(
          () -> {
            String[] path = podSpec(object);
            JsonObject before = object.tree().objectAt(path);
            JsonObject after = edit.apply(before);
            if (after.equals(before)) {
              return;
            }
            KubeObject written = object.with(object.tree().withAt(after, path));
            if (!arguments.dryRun().equals("client")) {
              JsonObject patch = JsonObject.EMPTY;
              for (String field : List.of("containers", "initContainers")) {
                if (after.has(field) && !after.get(field).equals(before.get(field))) {
                  patch = patch.with(field, after.get(field));
                }
              }
              written =
                  resources.patch(
                      object, JsonObject.EMPTY.withAt(patch, path), PatchType.MERGE, false);
            }
            changed.did(written, did);
          });
    }
    return changed.output();
  }

  private static List<String> resources(Arguments arguments, List<String> pairs, boolean dash) {
    List<String> words = new ArrayList<>();
    for (String word : arguments.words()) {
      boolean pair = word.contains("=") || dash && word.endsWith("-") && !words.isEmpty();
      (pair ? pairs : words).add(word);
    }
    return words;
  }

  static Output image(TerminalContext context, Arguments arguments) {
    List<String> pairs = new ArrayList<>();
    List<String> words = resources(arguments, pairs, false);
    if (pairs.isEmpty()) {
      throw new KubectlException("error: at least one image update is required");
    }
    List<String> unknown = new ArrayList<>();
    Output output =
        each(
            context,
            arguments,
            words,
            "image updated",
            spec -> {
              JsonObject changed = spec;
              for (String pair : pairs) {
                int equals = pair.indexOf('=');
                String name = pair.substring(0, equals);
                boolean[] found = {false};
                for (String field : List.of("containers", "initContainers")) {
                  if (changed.has(field)) {
                    changed =
                        changed.with(
                            field,
                            changed
                                .array(field)
                                .mapObjects(
                                    container -> {
                                      boolean meant =
                                          name.equals("*") || name.equals(container.string("name"));
                                      found[0] |= meant;
                                      return meant
                                          ? container.with("image", pair.substring(equals + 1))
                                          : container;
                                    }));
                  }
                }
                if (!found[0]) {
                  unknown.add("error: unable to find container named \"" + name + "\"\n");
                }
              }
              return changed;
            });
    return unknown.isEmpty()
        ? output
        : new Output(output.out(), output.err() + String.join("", unknown), 1, output.follow());
  }

  static Output env(TerminalContext context, Arguments arguments) {
    List<String> pairs = new ArrayList<>(arguments.values("env"));
    List<String> words = resources(arguments, pairs, true);
    if (arguments.is("list")) {
      return list(context, arguments, words);
    }
    JsonArray from = from(context, arguments);
    if (pairs.isEmpty() && from.isEmpty()) {
      throw new KubectlException("error: at least one environment variable must be provided");
    }
    return each(
        context,
        arguments,
        words,
        "env updated",
        spec ->
            spec.with(
                "containers",
                spec.array("containers")
                    .mapObjects(
                        container ->
                            chosen(arguments, container)
                                ? withEnv(container, pairs, from)
                                : container)));
  }

  private static boolean chosen(Arguments arguments, JsonObject container) {
    String wanted = arguments.value("containers", "*");
    return wanted.equals("*") || List.of(wanted.split(",")).contains(container.string("name"));
  }

  private static JsonObject withEnv(JsonObject container, List<String> pairs, JsonArray from) {
    JsonArray env = container.array("env");
    for (Object each : from) {
      env = put(env, (JsonObject) each);
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair.substring(0, pair.length() - 1) : pair.substring(0, equals);
      env =
          equals < 0
              ? env.without(
                  each ->
                      each instanceof JsonObject variable && name.equals(variable.string("name")))
              : put(env, JsonObject.of("name", name, "value", pair.substring(equals + 1)));
    }
    return env.isEmpty() ? container.without("env") : container.with("env", env);
  }

  private static JsonArray put(JsonArray env, JsonObject variable) {
    for (int i = 0; i < env.size(); i++) {
      if (variable.string("name", "").equals(env.object(i).string("name"))) {
        return env.with(i, variable);
      }
    }
    return env.plus(variable);
  }

  /** The variables that {@code --from=configmap/settings} stands for. */
  private static JsonArray from(TerminalContext context, Arguments arguments) {
    JsonArray all = JsonArray.EMPTY;
    String source = arguments.value("from", null);
    if (source == null) {
      return all;
    }
    Resources resources = new Resources(context, arguments, "kubectl-set");
    KubeObject object = resources.objects(List.of(source)).get(0);
    String reference = object.kind().name().equals("Secret") ? "secretKeyRef" : "configMapKeyRef";
    for (String key : object.tree().object("data").keys()) {
      String name =
          arguments.value("prefix", "")
              + key.toUpperCase(java.util.Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
      JsonObject value = JsonObject.of(reference, JsonObject.of("key", key, "name", object.name()));
      all = all.plus(JsonObject.of("name", name, "valueFrom", value));
    }
    return all;
  }

  private static Output list(TerminalContext context, Arguments arguments, List<String> words) {
    Resources resources = new Resources(context, arguments, "kubectl-set");
    StringBuilder out = new StringBuilder();
    for (KubeObject object : ChangeCommands.named(context, arguments, resources, words)) {
      for (JsonObject container :
          object.tree().objectAt(podSpec(object)).array("containers").objects()) {
        out.append("# ")
            .append(object.kind().name())
            .append(' ')
            .append(object.name())
            .append(", container ")
            .append(container.string("name"))
            .append('\n');
        for (JsonObject variable : container.array("env").objects()) {
          JsonObject map = variable.object("valueFrom").object("configMapKeyRef");
          JsonObject secret = variable.object("valueFrom").object("secretKeyRef");
          if (!map.isEmpty()) {
            out.append("# ")
                .append(variable.string("name"))
                .append(" from configmap ")
                .append(map.string("name"))
                .append(", key ")
                .append(map.string("key"))
                .append('\n');
          } else if (!secret.isEmpty()) {
            out.append("# ")
                .append(variable.string("name"))
                .append(" from secret ")
                .append(secret.string("name"))
                .append(", key ")
                .append(secret.string("key"))
                .append('\n');
          } else {
            out.append(variable.string("name"))
                .append('=')
                .append(variable.string("value", ""))
                .append('\n');
          }
        }
      }
    }
    return Output.of(out.toString());
  }

  static Output resources(TerminalContext context, Arguments arguments) {
    if (!arguments.has("limits") && !arguments.has("requests")) {
      throw new KubectlException(
          "error: you must specify an update to requests or limits (in the form of --requests/--limits)");
    }
    return each(
        context,
        arguments,
        arguments.words(),
        "resource requirements updated",
        spec ->
            spec.with(
                "containers",
                spec.array("containers")
                    .mapObjects(
                        container -> {
                          JsonObject changed = container;
                          for (String which : List.of("limits", "requests")) {
                            JsonObject amounts = CreateCommands.pairs(arguments.value(which, ""));
                            for (String resource : amounts.keys()) {
                              changed =
                                  chosen(arguments, container)
                                      ? changed.withAt(
                                          amounts.get(resource), "resources", which, resource)
                                      : changed;
                            }
                          }
                          return changed;
                        })));
  }
}
