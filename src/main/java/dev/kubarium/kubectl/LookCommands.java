package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.apiserver.Verb;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Commands that only look: logs, exec, wait, api-resources, api-versions, version, cluster-info,
 * config.
 */
final class LookCommands {

  private static final String SERVER = "v1.35.2";

  private LookCommands() {}

  // ── logs and exec ──

  /** The Pod that {@code web-x2k}, {@code deploy/web} or {@code svc/web} means. */
  private static KubeObject pod(Resources resources, String word, StringBuilder err) {
    if (!word.contains("/")) {
      KubeObject pod = resources.find(Kinds.POD, resources.namespace(), word);
      if (pod == null) {
        throw new KubectlException(
            "error: error from server (NotFound): pods \""
                + word
                + "\" not found in namespace \""
                + resources.namespace()
                + "\"");
      }
      return pod;
    }
    Resources.Target target = resources.targets(List.of(word)).get(0);
    KubeObject object = resources.get(target.kind(), target.name());
    if (object.kind().equals(Kinds.POD)) {
      return object;
    }
    boolean plain =
        object.kind().equals(Kinds.SERVICE) || object.kind().equals(Kinds.REPLICATION_CONTROLLER);
    JsonObject wanted = object.spec().object("selector");
    LabelSelector selector = plain ? LabelSelector.ofMap(wanted) : LabelSelector.of(wanted);
    List<KubeObject> pods =
        resources.list(Kinds.POD, object.namespace(), ApiOptions.NONE).stream()
            .filter(each -> selector.matches(each.labels()))
            .toList();
    KubeObject chosen =
        pods.stream()
            .min(
                Comparator.comparing(
                        (KubeObject each) -> !"Running".equals(each.status().string("phase")))
                    .thenComparing(KubeObject::name))
            .orElseThrow(() -> new KubectlException("error: timed out waiting for the condition"));
    if (pods.size() > 1 && err != null) {
      err.append("Found ")
          .append(pods.size())
          .append(" pods, using pod/")
          .append(chosen.name())
          .append('\n');
    }
    return chosen;
  }

  private static ApiRequest ask(
      TerminalContext context, KubeObject pod, String subresource, JsonObject query, Verb verb) {
    return new ApiRequest(
        verb,
        Kinds.POD,
        pod.namespace(),
        pod.name(),
        subresource,
        query,
        ApiOptions.NONE,
        context.caller());
  }

  static Output logs(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl");
    StringBuilder notes = new StringBuilder();
    List<KubeObject> pods = new ArrayList<>();
    if (arguments.has("selector")) {
      pods.addAll(resources.list(Kinds.POD));
    } else if (arguments.words().isEmpty()) {
      throw new KubectlException(
          "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs"
              + " command\nSee 'kubectl logs -h' for help and examples");
    } else {
      pods.add(pod(resources, arguments.word(0), notes));
    }
    String wanted = arguments.value("container", arguments.word(1));
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder(notes);
    List<Source> sources = new ArrayList<>();
    for (KubeObject pod : pods) {
      List<String> names = new ArrayList<>();
      if (arguments.is("all-containers")) {
        pod.spec()
            .array("initContainers")
            .objects()
            .forEach(each -> names.add(each.string("name", "")));
        pod.spec()
            .array("containers")
            .objects()
            .forEach(each -> names.add(each.string("name", "")));
      } else {
        names.add(wanted == null ? chosen(pod, err) : wanted);
      }
      names.forEach(
          name ->
              sources.add(
                  new Source(
                      pod,
                      name,
                      arguments.is("prefix") ? "[pod/" + pod.name() + "/" + name + "] " : "")));
    }
    JsonObject query = JsonObject.EMPTY;
    if (arguments.is("previous")) {
      query = query.with("previous", "true");
    }
    if (arguments.is("timestamps")) {
      query = query.with("timestamps", "true");
    }
    Long tail = arguments.number("tail");
    if (tail != null && tail >= 0) {
      query = query.with("tailLines", Long.toString(tail));
    } else if (tail == null && arguments.has("selector")) {
      query = query.with("tailLines", "10");
    }
    if (arguments.has("since")) {
      query =
          query.with(
              "sinceSeconds",
              Long.toString(Durations.millis(arguments.value("since", "0s")) / 1000));
    }
    if (arguments.has("limit-bytes")) {
      query = query.with("limitBytes", arguments.value("limit-bytes", ""));
    }
    JsonObject first = query;
    for (Source source : sources) {
      String text = read(context, resources, source, first);
      out.append(prefixed(source, text));
      source.seen[0] = read(context, resources, source, JsonObject.EMPTY).length();
    }
    if (!arguments.is("follow")) {
      return new Output(out.toString(), err.toString(), 0, Optional.empty());
    }
    Follow follow =
        () -> {
          StringBuilder more = new StringBuilder();
          boolean going = false;
          for (Source source : sources) {
            KubeObject now = resources.find(Kinds.POD, source.pod.namespace(), source.pod.name());
            if (now == null || !now.uid().equals(source.pod.uid())) {
              continue;
            }
            String all = read(context, resources, source, JsonObject.EMPTY);
            if (all.length() > source.seen[0]) {
              more.append(prefixed(source, all.substring(source.seen[0])));
            }
            source.seen[0] = all.length();
            JsonObject status =
                now.status().array("containerStatuses").find("name", source.container);
            going |= status != null && status.object("state").has("running");
          }
          return new Follow.Step(more.toString(), "", !going, 0);
        };
    Follow.Step step = follow.resume();
    return new Output(
        out + step.out(), err.toString(), 0, step.done() ? Optional.empty() : Optional.of(follow));
  }

  /** One container whose lines are shown, and how many characters of them have been. */
  private record Source(KubeObject pod, String container, String prefix, int[] seen) {
    Source(KubeObject pod, String container, String prefix) {
      this(pod, container, prefix, new int[1]);
    }
  }

  private static String chosen(KubeObject pod, StringBuilder err) {
    List<String> names =
        pod.spec().array("containers").objects().stream()
            .map(each -> each.string("name", ""))
            .toList();
    String asked = pod.annotation("kubectl.kubernetes.io/default-container");
    if (asked != null && names.contains(asked)) {
      return asked;
    }
    if (names.size() > 1) {
      err.append("Defaulted container \"")
          .append(names.get(0))
          .append("\" out of: ")
          .append(String.join(", ", names))
          .append('\n');
    }
    return names.get(0);
  }

  private static String read(
      TerminalContext context, Resources resources, Source source, JsonObject query) {
    JsonObject full = query.with("container", source.container);
    ApiResponse answer = resources.request(ask(context, source.pod, "log", full, Verb.GET));
    return ((ApiResponse.Text) answer.body()).text();
  }

  private static String prefixed(Source source, String text) {
    return source.prefix.isEmpty()
        ? text
        : text.replaceAll("(?m)^(?=.)", java.util.regex.Matcher.quoteReplacement(source.prefix));
  }

  static Output exec(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl");
    if (arguments.words().isEmpty()) {
      throw arguments.usage("pod, type/name or --filename must be specified");
    }
    List<String> command = new ArrayList<>(arguments.words().subList(1, arguments.words().size()));
    command.addAll(arguments.afterDashes());
    if (command.isEmpty()) {
      throw arguments.usage("you must specify at least one command for the container");
    }
    KubeObject pod = pod(resources, arguments.word(0), null);
    StringBuilder err = new StringBuilder();
    String container = arguments.value("container", null);
    container = container == null ? chosen(pod, err) : container;
    if (arguments.is("stdin") && context.input().isEmpty() && isShell(command)) {
      return converse(context, resources, pod, container, command.get(0), err);
    }
    JsonObject query =
        JsonObject.of(
            "container", container, "command", JsonArray.copyOf(command), "input", context.input());
    JsonObject result =
        ((ApiResponse.Document)
                resources.request(ask(context, pod, "exec", query, Verb.CREATE)).body())
            .tree();
    long code = result.integer("exitCode", 0);
    err.append(result.string("err", ""));
    if (code != 0) {
      err.append("command terminated with exit code ").append(code).append('\n');
    }
    return new Output(result.string("out", ""), err.toString(), (int) code, Optional.empty());
  }

  private static boolean isShell(List<String> command) {
    return command.size() == 1 && command.get(0).matches("(/bin/)?(sh|bash|ash)");
  }

  /** The page goes on with a shell that answers, over a stream of its own. */
  private static Output converse(
      TerminalContext context,
      Resources resources,
      KubeObject pod,
      String container,
      String shell,
      StringBuilder err) {
    JsonObject nothing =
        JsonObject.of(
            "container", container, "command", JsonArray.of(shell, "-c", ":"), "input", "");
    JsonObject result =
        ((ApiResponse.Document)
                resources.request(ask(context, pod, "exec", nothing, Verb.CREATE)).body())
            .tree();
    long code = result.integer("exitCode", 0);
    err.append(result.string("err", ""));
    if (code == 0) {
      context.openShell(
          pod.kind().path(pod.namespace(), pod.name())
              + "/exec?stdin=true&stdout=true&stderr=true&container="
              + container
              + "&command="
              + shell);
    } else {
      err.append("command terminated with exit code ").append(code).append('\n');
    }
    return new Output("", err.toString(), (int) code, Optional.empty());
  }

  // ── wait ──

  static Output await(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl");
    List<String> conditions = arguments.values("for");
    if (conditions.isEmpty()) {
      throw new KubectlException("error: --for=delete|create|condition=... is required");
    }
    String condition = conditions.get(0);
    boolean deletion = condition.equalsIgnoreCase("delete");
    List<KubeObject> left = new ArrayList<>();
    try {
      left.addAll(ChangeCommands.named(context, arguments, resources));
    } catch (dev.kubarium.cluster.apiserver.ApiException gone) {
      if (deletion && gone.code() == 404) {
        return Output.NOTHING;
      }
      throw gone;
    }
    if (left.isEmpty()) {
      throw new KubectlException("error: no matching resources found");
    }
    long deadline = RolloutCommands.deadline(context, arguments.value("timeout", "30s"));
    Follow follow =
        () -> {
          StringBuilder out = new StringBuilder();
          for (KubeObject object : List.copyOf(left)) {
            KubeObject now = resources.find(object.kind(), object.namespace(), object.name());
            boolean met =
                deletion
                    ? now == null || !now.uid().equals(object.uid())
                    : now != null && isMet(condition, now);
            if (met) {
              left.remove(object);
              out.append(Resources.named(object))
                  .append(deletion ? " condition met" : " condition met")
                  .append('\n');
            }
          }
          if (!left.isEmpty() && context.api().now() >= deadline) {
            StringBuilder err = new StringBuilder();
            left.forEach(
                object ->
                    err.append("error: timed out waiting for the condition on ")
                        .append(object.kind().plural())
                        .append('/')
                        .append(object.name())
                        .append('\n'));
            return new Follow.Step(out.toString(), err.toString(), true, 1);
          }
          return new Follow.Step(out.toString(), "", left.isEmpty(), 0);
        };
    Follow.Step first = follow.resume();
    return new Output(
        first.out(),
        first.err(),
        first.exitCode(),
        first.done() ? Optional.empty() : Optional.of(follow));
  }

  private static boolean isMet(String condition, KubeObject object) {
    if (condition.equals("create")) {
      return true;
    }
    if (condition.startsWith("condition=")) {
      String[] parts = condition.substring(10).split("=");
      String wanted = parts.length > 1 ? parts[1] : "true";
      for (JsonObject each : object.status().array("conditions").objects()) {
        if (parts[0].equalsIgnoreCase(each.string("type", ""))) {
          boolean observed =
              each.integer(
                      "observedGeneration",
                      object.status().integer("observedGeneration", Long.MAX_VALUE))
                  >= object.generation();
          return observed && wanted.equalsIgnoreCase(each.string("status", ""));
        }
      }
      return false;
    }
    if (condition.startsWith("jsonpath=")) {
      String text = condition.substring(9);
      int close = text.indexOf('}');
      String wanted = text.length() > close + 2 ? text.substring(close + 2) : null;
      List<Object> values = JsonPath.find(text.substring(0, close + 1), object.tree());
      return !values.isEmpty() && (wanted == null || JsonPath.text(values.get(0)).equals(wanted));
    }
    throw new KubectlException("error: unrecognized condition: \"" + condition + "\"");
  }

  // ── what the server is ──

  static Output resources(TerminalContext context, Arguments arguments) {
    String format = arguments.value("output", "");
    TextTable table = new TextTable();
    boolean wide = format.equals("wide");
    if (format.isEmpty() || wide) {
      List<String> header =
          new ArrayList<>(List.of("NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"));
      if (wide) {
        header.addAll(List.of("VERBS", "CATEGORIES"));
      }
      if (!arguments.is("no-headers")) {
        table.row(header);
      }
    }
    StringBuilder names = new StringBuilder();
    List<Served> served = new ArrayList<>(context.api().kinds().all());
    served.removeIf(
        each ->
            each.conversion() != null && each.kind().group().equals(each.rules().kind().group()));
    served.sort(
        Comparator.comparing((Served each) -> each.kind().group())
            .thenComparing(each -> each.kind().plural()));
    for (Served each : served) {
      Kind kind = each.kind();
      List<String> verbs = each.rules().verbs();
      boolean asked =
          (!arguments.has("api-group") || arguments.value("api-group", "").equals(kind.group()))
              && (!arguments.has("namespaced") || arguments.is("namespaced") == kind.namespaced())
              && (!arguments.has("verbs")
                  || verbs.containsAll(List.of(arguments.value("verbs", "").split(","))));
      if (!asked) {
        continue;
      }
      if (format.equals("name")) {
        names
            .append(kind.plural())
            .append(kind.group().isEmpty() ? "" : "." + kind.group())
            .append('\n');
        continue;
      }
      List<String> row =
          new ArrayList<>(
              List.of(
                  kind.plural(),
                  String.join(",", kind.shortNames()),
                  kind.apiVersion(),
                  Boolean.toString(kind.namespaced()),
                  kind.name()));
      if (wide) {
        row.add(String.join(",", verbs));
        row.add(String.join(",", kind.categories()));
      }
      table.row(row);
    }
    return Output.of(format.equals("name") ? names.toString() : table.toString());
  }

  static Output versions(TerminalContext context, Arguments arguments) {
    Set<String> versions = new LinkedHashSet<>();
    context.api().kinds().all().forEach(each -> versions.add(each.kind().apiVersion()));
    List<String> sorted = new ArrayList<>(versions);
    sorted.sort(Comparator.naturalOrder());
    return Output.of(String.join("\n", sorted) + "\n");
  }

  static Output version(TerminalContext context, Arguments arguments) {
    return Output.of(
        "Client Version: "
            + SERVER
            + "\nKustomize Version: v5.7.1\n"
            + (arguments.is("client") ? "" : "Server Version: " + SERVER + "\n"));
  }

  // ── config ──

  static Output contexts(TerminalContext context, Arguments arguments) {
    if ("name".equals(arguments.value("output", ""))) {
      return Output.of("kubarium\n");
    }
    TextTable table = new TextTable();
    if (!arguments.is("no-headers")) {
      table.row("CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE");
    }
    return Output.of(
        table
            .row(
                "*",
                "kubarium",
                "kubarium",
                "kubarium-admin",
                context.namespace().equals("default") ? "" : context.namespace())
            .toString());
  }

  static Output currentContext(TerminalContext context, Arguments arguments) {
    return Output.of("kubarium\n");
  }

  static Output setContext(TerminalContext context, Arguments arguments) {
    if (!arguments.is("current") && !"kubarium".equals(arguments.word(0))) {
      throw new KubectlException("error: you must specify a non-empty context name or --current");
    }
    if (arguments.has("namespace")) {
      context.setNamespace(arguments.value("namespace", "default"));
    }
    return Output.of("Context \"kubarium\" modified.\n");
  }

  static Output useContext(TerminalContext context, Arguments arguments) {
    if (!"kubarium".equals(arguments.word(0))) {
      throw new KubectlException(
          "error: no context exists with the name: \"" + arguments.word(0) + "\"");
    }
    return Output.of("Switched to context \"kubarium\".\n");
  }

  // ── top ──

  static Output topPods(TerminalContext context, Arguments arguments) {
    return top(context, arguments, "pods");
  }

  static Output topNodes(TerminalContext context, Arguments arguments) {
    return top(context, arguments, "nodes");
  }

  private static Output top(TerminalContext context, Arguments arguments, String plural) {
    Resources resources = new Resources(context, arguments, "kubectl");
    Kind kind =
        context
            .api()
            .kinds()
            .find("metrics.k8s.io", "v1beta1", plural)
            .orElseThrow(() -> new KubectlException("error: Metrics API not available"))
            .kind();
    List<KubeObject> all =
        new ArrayList<>(
            arguments.words().isEmpty()
                ? resources.list(kind)
                : List.of(resources.get(kind, arguments.word(0))));
    if (all.isEmpty()) {
      return new Output(
          "",
          "No resources found"
              + (resources.namespace().isEmpty()
                  ? ""
                  : " in " + resources.namespace() + " namespace")
              + ".\n",
          0,
          Optional.empty());
    }
    boolean nodes = plural.equals("nodes");
    TextTable table = new TextTable().trailing();
    List<String> header = new ArrayList<>();
    if (arguments.is("all-namespaces") && !nodes) {
      header.add("NAMESPACE");
    }
    header.add("NAME");
    header.addAll(
        nodes
            ? List.of("CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)")
            : List.of("CPU(cores)", "MEMORY(bytes)"));
    if (!arguments.is("no-headers")) {
      table.row(header);
    }
    all.sort(Comparator.comparing(KubeObject::namespace).thenComparing(KubeObject::name));
    for (KubeObject each : all) {
      List<JsonObject> usages =
          nodes
              ? List.of(each.tree().object("usage"))
              : each.tree().array("containers").objects().stream()
                  .map(container -> container.object("usage"))
                  .toList();
      long cpu = 0;
      long memory = 0;
      for (JsonObject usage : usages) {
        cpu += dev.kubarium.cluster.object.Quantities.milli(usage.string("cpu", "0"));
        memory += dev.kubarium.cluster.object.Quantities.value(usage.string("memory", "0"));
      }
      List<String> row = new ArrayList<>();
      if (arguments.is("all-namespaces") && !nodes) {
        row.add(each.namespace());
      }
      row.add(each.name());
      row.add(cpu + "m");
      String mebibytes = memory / (1024 * 1024) + "Mi";
      if (nodes) {
        JsonObject has = resources.get(Kinds.NODE, each.name()).status().object("allocatable");
        row.add(cpu * 100 / dev.kubarium.cluster.object.Quantities.milli(has.get("cpu")) + "%");
        row.add(mebibytes);
        row.add(
            memory * 100 / dev.kubarium.cluster.object.Quantities.value(has.get("memory")) + "%");
      } else {
        row.add(mebibytes);
      }
      table.row(row);
    }
    return Output.of(table.toString());
  }

  // ── auth ──

  static Output canI(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl");
    if (arguments.words().size() < 2) {
      throw new KubectlException(
          "error: you must specify two arguments: verb resource or verb resource/resourceName.");
    }
    Kind kind = resources.kind(arguments.word(1).split("/")[0]);
    Kind review =
        context
            .api()
            .kinds()
            .find("authorization.k8s.io", "v1", "selfsubjectaccessreviews")
            .orElseThrow()
            .kind();
    JsonObject attributes =
        JsonObject.of(
            "verb",
            arguments.word(0).toLowerCase(Locale.ROOT),
            "resource",
            kind.plural(),
            "group",
            kind.group(),
            "namespace",
            resources.namespaceFor(kind));
    JsonObject body =
        JsonObject.of(
            "apiVersion",
            review.apiVersion(),
            "kind",
            review.name(),
            "spec",
            JsonObject.of("resourceAttributes", attributes));
    ApiResponse answer =
        resources.request(ApiRequest.create(review, "", body, ApiOptions.NONE, context.caller()));
    JsonObject tree =
        answer.body() instanceof ApiResponse.Document document
            ? document.tree()
            : answer.object().tree();
    boolean allowed = tree.object("status").bool("allowed");
    return new Output(allowed ? "yes\n" : "no\n", "", allowed ? 0 : 1, Optional.empty());
  }

  // ── diff ──

  static Output events(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl");
    List<KubeObject> events = new ArrayList<>(resources.list(Kinds.EVENT));
    String about = arguments.value("for", null);
    if (about != null) {
      Resources.Target target = resources.targets(List.of(about)).get(0);
      events.removeIf(
          event ->
              !target.name().equals(event.tree().object("involvedObject").string("name"))
                  || !target
                      .kind()
                      .name()
                      .equals(event.tree().object("involvedObject").string("kind")));
    }
    if (arguments.has("types")) {
      List<String> types = List.of(arguments.value("types", "").split(","));
      events.removeIf(event -> !types.contains(event.tree().string("type", "")));
    }
    if (events.isEmpty()) {
      return Output.of(
          resources.namespace().isEmpty()
              ? "No events found.\n"
              : "No events found in " + resources.namespace() + " namespace.\n");
    }
    events.sort(Comparator.comparing((KubeObject event) -> Description.lastSeen(event)));
    TextTable table = new TextTable();
    boolean all = arguments.is("all-namespaces");
    List<String> header =
        new ArrayList<>(List.of("LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"));
    if (all) {
      header.add(0, "NAMESPACE");
    }
    if (!arguments.is("no-headers")) {
      table.row(header);
    }
    for (KubeObject event : events) {
      JsonObject tree = event.tree();
      JsonObject object = tree.object("involvedObject");
      List<String> row =
          new ArrayList<>(
              List.of(
                  Description.age(event, context.api().now()),
                  tree.string("type", ""),
                  tree.string("reason", ""),
                  object.string("kind", "") + "/" + object.string("name", ""),
                  tree.string("message", "").strip()));
      if (all) {
        row.add(0, event.namespace());
      }
      table.row(row);
    }
    return Output.of(table.toString());
  }
}
