package dev.kubarium.kubectl;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** {@code kubectl create} from a file, and its generators. */
final class CreateCommands {

  private CreateCommands() {}

  static Output fromFile(TerminalContext context, Arguments arguments) {
    if (!arguments.has("filename")) {
      throw new KubectlException("error: must specify one of -f and -k");
    }
    Resources resources = new Resources(context, arguments, "kubectl-create");
    Changed changed = new Changed(context, arguments, resources);
    for (Manifests.Manifest manifest : Manifests.read(context, arguments)) {
      try {
        changed.did(
            make(arguments, resources, manifest.kind(), manifest.namespace(), manifest.tree()),
            "created");
      } catch (dev.kubarium.cluster.apiserver.ApiException refused) {
        changed.failed(Kubectl.sentence(refused, manifest.source(), "creating"));
      }
    }
    return changed.output();
  }

  private static KubeObject make(
      Arguments arguments, Resources resources, Kind kind, String namespace, JsonObject tree) {
    JsonObject wished =
        arguments.is("save-config")
            ? tree.updateOrCreate(
                "metadata",
                metadata ->
                    metadata.updateOrCreate(
                        "annotations",
                        notes -> notes.with(ApplyCommand.LAST_APPLIED, Json.print(tree) + "\n")))
            : tree;
    return arguments.dryRun().equals("client")
        ? KubeObject.of(kind, wished)
        : resources.create(kind, namespace, wished);
  }

  /** Sends what a generator made, and says so. */
  static Output create(
      TerminalContext context, Arguments arguments, String manager, Kind kind, JsonObject body) {
    Resources resources = new Resources(context, arguments, manager);
    String namespace = resources.namespaceFor(kind);
    JsonObject tree = JsonObject.of("apiVersion", kind.apiVersion(), "kind", kind.name());
    for (String key : body.keys()) {
      tree = tree.with(key, body.get(key));
    }
    if (kind.namespaced()
        && (!arguments.dryRun().equals("client")
            || arguments.has("namespace")
            || !namespace.equals("default"))) {
      tree = tree.update("metadata", metadata -> metadata.with("namespace", namespace));
    }
    try {
      return new Changed(context, arguments, resources)
          .did(make(arguments, resources, kind, namespace, tree), "created")
          .output();
    } catch (dev.kubarium.cluster.apiserver.ApiException refused) {
      throw new KubectlException(
          refused.reason().equals("Invalid")
              ? Kubectl.sentence(refused)
              : "error: failed to create " + kind.singular() + ": " + refused.getMessage());
    }
  }

  static JsonObject metadata(String name) {
    return JsonObject.of("name", name);
  }

  static String name(Arguments arguments) {
    if (arguments.words().size() != 1) {
      throw arguments.usage("exactly one NAME is required, got " + arguments.words().size());
    }
    return arguments.word(0);
  }

  private static void require(Arguments arguments, String... flags) {
    List<String> missing = new ArrayList<>();
    for (String flag : flags) {
      if (!arguments.has(flag)) {
        missing.add("\"" + flag + "\"");
      }
    }
    if (!missing.isEmpty()) {
      throw new KubectlException(
          "error: required flag(s) " + String.join(", ", missing) + " not set");
    }
  }

  private static JsonArray command(Arguments arguments) {
    return JsonArray.copyOf(arguments.afterDashes());
  }

  static JsonObject deployment(Arguments arguments) {
    String name = name(arguments);
    require(arguments, "image");
    JsonObject labels = JsonObject.of("app", name);
    JsonArray containers = JsonArray.EMPTY;
    List<String> images = new ArrayList<>();
    arguments.values("image").forEach(each -> images.addAll(List.of(each.split(","))));
    Long port = arguments.number("port");
    for (String image : images) {
      String base =
          image
              .substring(image.lastIndexOf('/') + 1)
              .split("[:@]")[0]
              .replaceAll("[^a-zA-Z0-9-]", "-")
              .toLowerCase(java.util.Locale.ROOT);
      JsonObject container =
          JsonObject.of("image", image, "name", base, "resources", JsonObject.EMPTY);
      if (!arguments.afterDashes().isEmpty()) {
        container = container.with("command", command(arguments));
      }
      if (port != null && port >= 0) {
        container = container.with("ports", JsonArray.of(JsonObject.of("containerPort", port)));
      }
      containers = containers.plus(container);
    }
    Long replicas = arguments.number("replicas");
    return JsonObject.of(
        "metadata", metadata(name).with("labels", labels),
        "spec",
            JsonObject.of(
                "replicas",
                replicas == null ? 1L : replicas,
                "selector",
                JsonObject.of("matchLabels", labels),
                "strategy",
                JsonObject.EMPTY,
                "template",
                JsonObject.of(
                    "metadata",
                    JsonObject.of("labels", labels),
                    "spec",
                    JsonObject.of("containers", containers))),
        "status", JsonObject.EMPTY);
  }

  private static JsonObject jobSpec(String name, Arguments arguments, String restart) {
    JsonObject container =
        JsonObject.of(
            "image", arguments.value("image", ""), "name", name, "resources", JsonObject.EMPTY);
    if (!arguments.afterDashes().isEmpty()) {
      container = container.with("command", command(arguments));
    }
    return JsonObject.of(
        "template",
        JsonObject.of(
            "metadata",
            JsonObject.EMPTY,
            "spec",
            JsonObject.of("containers", JsonArray.of(container), "restartPolicy", restart)));
  }

  static Output job(TerminalContext context, Arguments arguments) {
    String name = name(arguments);
    if (!arguments.has("image") && !arguments.has("from")) {
      throw new KubectlException("error: either --image or --from must be specified");
    }
    JsonObject body =
        JsonObject.of(
            "metadata",
            metadata(name),
            "spec",
            jobSpec(name, arguments, "Never"),
            "status",
            JsonObject.EMPTY);
    String from = arguments.value("from", null);
    if (from != null) {
      Resources resources = new Resources(context, arguments, "kubectl-create");
      KubeObject cronJob =
          resources.targets(List.of(from)).stream()
              .map(each -> resources.get(each.kind(), each.name()))
              .findFirst()
              .orElseThrow();
      JsonObject template = cronJob.spec().object("jobTemplate");
      JsonObject owner =
          JsonObject.of(
              "apiVersion",
              "batch/v1",
              "kind",
              "CronJob",
              "name",
              cronJob.name(),
              "uid",
              cronJob.uid(),
              "controller",
              true);
      JsonObject metadata =
          metadata(name)
              .with(
                  "annotations",
                  template
                      .object("metadata")
                      .object("annotations")
                      .with("cronjob.kubernetes.io/instantiate", "manual"))
              .with("ownerReferences", JsonArray.of(owner));
      JsonObject labels = template.object("metadata").object("labels");
      body =
          JsonObject.of(
              "metadata",
              labels.isEmpty() ? metadata : metadata.with("labels", labels),
              "spec",
              template.object("spec"));
    }
    return create(context, arguments, "kubectl-create", Kinds.JOB, body);
  }

  static JsonObject cronJob(Arguments arguments) {
    String name = name(arguments);
    require(arguments, "image", "schedule");
    String restart = arguments.value("restart", "OnFailure");
    return JsonObject.of(
        "metadata", metadata(name),
        "spec",
            JsonObject.of(
                "jobTemplate",
                    JsonObject.of(
                        "metadata", metadata(name), "spec", jobSpec(name, arguments, restart)),
                "schedule", arguments.value("schedule", "")),
        "status", JsonObject.EMPTY);
  }

  /** The pairs that {@code --from-literal}, {@code --from-file} and {@code --from-env-file} say. */
  private static JsonObject data(TerminalContext context, Arguments arguments) {
    JsonObject data = JsonObject.EMPTY;
    for (String literal : arguments.values("from-literal")) {
      int equals = literal.indexOf('=');
      if (equals <= 0) {
        throw new KubectlException(
            "error: invalid literal source " + literal + ", expected key=value");
      }
      String value = literal.substring(equals + 1);
      boolean quoted =
          value.length() > 1
              && (value.startsWith("\"") && value.endsWith("\"")
                  || value.startsWith("'") && value.endsWith("'"));
      data =
          data.with(
              literal.substring(0, equals),
              quoted ? value.substring(1, value.length() - 1) : value);
    }
    for (String file : arguments.values("from-file")) {
      int equals = file.indexOf('=');
      String path = file.substring(equals + 1);
      String text = read(context, path);
      data =
          data.with(
              equals < 0 ? path.substring(path.lastIndexOf('/') + 1) : file.substring(0, equals),
              text);
    }
    for (String file : arguments.values("from-env-file")) {
      for (String line : read(context, file).lines().map(String::strip).toList()) {
        int equals = line.indexOf('=');
        if (!line.isEmpty() && !line.startsWith("#") && equals > 0) {
          data = data.with(line.substring(0, equals), line.substring(equals + 1));
        }
      }
    }
    return data;
  }

  private static String read(TerminalContext context, String path) {
    String text = context.file(path);
    if (text == null) {
      throw new KubectlException("error: error reading " + path + ": no such file or directory");
    }
    return text;
  }

  static Output configMap(TerminalContext context, Arguments arguments) {
    JsonObject data = data(context, arguments);
    JsonObject body = JsonObject.of("metadata", metadata(name(arguments)));
    return create(
        context,
        arguments,
        "kubectl-create",
        Kinds.CONFIG_MAP,
        data.isEmpty() ? body : body.with("data", data));
  }

  static Output secret(TerminalContext context, Arguments arguments) {
    JsonObject data = JsonObject.EMPTY;
    JsonObject plain = data(context, arguments);
    for (String key : plain.keys()) {
      data = data.with(key, encoded(plain.string(key, "")));
    }
    JsonObject body = JsonObject.of("metadata", metadata(name(arguments)));
    body = data.isEmpty() ? body : body.with("data", data);
    return create(
        context,
        arguments,
        "kubectl-create",
        Kinds.SECRET,
        arguments.has("type") ? body.with("type", arguments.value("type", "")) : body);
  }

  static JsonObject tls(TerminalContext context, Arguments arguments) {
    require(arguments, "cert", "key");
    return JsonObject.of(
        "metadata", metadata(name(arguments)),
        "data",
            JsonObject.of(
                "tls.crt", encoded(read(context, arguments.value("cert", ""))),
                "tls.key", encoded(read(context, arguments.value("key", "")))),
        "type", "kubernetes.io/tls");
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static JsonObject namespace(Arguments arguments) {
    return JsonObject.of(
        "metadata",
        metadata(name(arguments)),
        "spec",
        JsonObject.EMPTY,
        "status",
        JsonObject.EMPTY);
  }

  static JsonObject serviceAccount(Arguments arguments) {
    return JsonObject.of("metadata", metadata(name(arguments)));
  }

  static JsonObject service(Arguments arguments, String type) {
    String name = name(arguments);
    JsonObject labels = JsonObject.of("app", name);
    JsonArray ports = JsonArray.EMPTY;
    List<String> pairs = new ArrayList<>();
    arguments.values("tcp").forEach(each -> pairs.addAll(List.of(each.split(","))));
    if (pairs.isEmpty()
        && !type.equals("ExternalName")
        && !"None".equals(arguments.value("clusterip", ""))) {
      throw new KubectlException("error: at least one tcp port specifier must be provided");
    }
    for (String pair : pairs) {
      String[] parts = pair.split(":");
      if (!parts[0].matches("[0-9]{1,5}")) {
        throw new KubectlException(
            "error: strconv.ParseInt: parsing \"" + parts[0] + "\": invalid syntax");
      }
      long number = Long.parseLong(parts[0]);
      Object target =
          parts.length > 1
              ? parts[1].matches("[0-9]{1,5}") ? Long.valueOf(parts[1]) : parts[1]
              : (Object) number;
      JsonObject port =
          JsonObject.of(
              "name",
              pair.replace(':', '-'),
              "port",
              number,
              "protocol",
              "TCP",
              "targetPort",
              target);
      Long nodePort = arguments.has("node-port") ? arguments.number("node-port") : null;
      ports = ports.plus(nodePort != null && nodePort > 0 ? port.with("nodePort", nodePort) : port);
    }
    JsonObject spec = JsonObject.of("selector", labels, "type", type);
    if (type.equals("ExternalName")) {
      require(arguments, "external-name");
      spec = spec.with("externalName", arguments.value("external-name", ""));
    }
    if (!ports.isEmpty()) {
      spec = spec.with("ports", ports);
    }
    if (arguments.has("clusterip")) {
      spec = spec.with("clusterIP", arguments.value("clusterip", ""));
    }
    return JsonObject.of(
        "metadata",
        metadata(name).with("labels", labels),
        "spec",
        spec,
        "status",
        JsonObject.of("loadBalancer", JsonObject.EMPTY));
  }

  static JsonObject quota(Arguments arguments) {
    JsonObject hard = JsonObject.EMPTY;
    for (String pair : arguments.value("hard", "").split(",")) {
      int equals = pair.indexOf('=');
      hard = equals > 0 ? hard.with(pair.substring(0, equals), pair.substring(equals + 1)) : hard;
    }
    return JsonObject.of(
        "metadata",
        metadata(name(arguments)),
        "spec",
        hard.isEmpty() ? JsonObject.EMPTY : JsonObject.of("hard", hard),
        "status",
        JsonObject.EMPTY);
  }

  static JsonObject disruptionBudget(Arguments arguments) {
    JsonObject spec = JsonObject.EMPTY;
    for (String flag : List.of("min-available", "max-unavailable")) {
      String value = arguments.value(flag, null);
      if (value != null) {
        spec =
            spec.with(
                flag.equals("min-available") ? "minAvailable" : "maxUnavailable",
                value.matches("[0-9]{1,6}") ? (Object) Long.valueOf(value) : value);
      }
    }
    if (spec.isEmpty()) {
      throw new KubectlException(
          "error: one of min-available or max-unavailable must be specified");
    }
    require(arguments, "selector");
    JsonObject labels = pairs(arguments.value("selector", ""));
    return JsonObject.of(
        "metadata", metadata(name(arguments)),
        "spec", spec.with("selector", JsonObject.of("matchLabels", labels)),
        "status",
            JsonObject.of(
                "currentHealthy",
                0L,
                "desiredHealthy",
                0L,
                "disruptionsAllowed",
                0L,
                "expectedPods",
                0L));
  }

  /** {@code a=b,c=d} as an object. */
  static JsonObject pairs(String text) {
    JsonObject labels = JsonObject.EMPTY;
    for (String pair : text.split(",")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        labels = labels.with(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return labels;
  }

  static JsonObject role(TerminalContext context, Arguments arguments) {
    JsonArray verbs = split(arguments.values("verb"));
    if (verbs.isEmpty()) {
      throw new KubectlException("error: at least one verb must be specified");
    }
    if (!arguments.has("resource")) {
      throw new KubectlException("error: at least one resource must be specified");
    }
    Resources resources = new Resources(context, arguments, "kubectl-create");
    java.util.TreeMap<String, JsonArray> byGroup = new java.util.TreeMap<>();
    for (String word : split(arguments.values("resource")).strings()) {
      Kind kind = resources.kind(word.split("/")[0]);
      String sub = word.contains("/") ? word.substring(word.indexOf('/')) : "";
      byGroup.merge(
          kind.group(), JsonArray.of(kind.plural() + sub), (all, one) -> all.plus(one.get(0)));
    }
    JsonArray rules = JsonArray.EMPTY;
    for (var group : byGroup.entrySet()) {
      rules =
          rules.plus(
              JsonObject.of(
                  "apiGroups",
                  JsonArray.of(group.getKey()),
                  "resources",
                  group.getValue(),
                  "verbs",
                  verbs));
    }
    return JsonObject.of("metadata", metadata(name(arguments)), "rules", rules);
  }

  static JsonObject binding(Arguments arguments) {
    boolean cluster = arguments.has("clusterrole");
    JsonArray subjects = JsonArray.EMPTY;
    for (String user : split(arguments.values("user")).strings()) {
      subjects =
          subjects.plus(
              JsonObject.of("apiGroup", "rbac.authorization.k8s.io", "kind", "User", "name", user));
    }
    for (String group : split(arguments.values("group")).strings()) {
      subjects =
          subjects.plus(
              JsonObject.of(
                  "apiGroup", "rbac.authorization.k8s.io", "kind", "Group", "name", group));
    }
    for (String account : split(arguments.values("serviceaccount")).strings()) {
      String[] parts = account.split(":");
      if (parts.length != 2) {
        throw new KubectlException("error: serviceaccount must be <namespace>:<name>");
      }
      subjects =
          subjects.plus(
              JsonObject.of("kind", "ServiceAccount", "name", parts[1], "namespace", parts[0]));
    }
    JsonObject body =
        JsonObject.of(
            "metadata", metadata(name(arguments)),
            "roleRef",
                JsonObject.of(
                    "apiGroup",
                    "rbac.authorization.k8s.io",
                    "kind",
                    cluster ? "ClusterRole" : "Role",
                    "name",
                    arguments.value(cluster ? "clusterrole" : "role", "")));
    return subjects.isEmpty() ? body : body.with("subjects", subjects);
  }

  private static JsonArray split(List<String> values) {
    JsonArray all = JsonArray.EMPTY;
    for (String value : values) {
      for (String each : value.split(",")) {
        all = all.plus(each);
      }
    }
    return all;
  }

  static JsonObject ingress(Arguments arguments) {
    if (!arguments.has("rule") && !arguments.has("default-backend")) {
      throw new KubectlException(
          "error: not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)");
    }
    JsonArray rules = JsonArray.EMPTY;
    for (String rule : arguments.values("rule")) {
      int equals = rule.indexOf('=');
      int slash = rule.indexOf('/');
      if (equals < 0 || slash < 0 || slash > equals) {
        throw new KubectlException(
            "error: rule "
                + rule
                + " is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]");
      }
      String path = rule.substring(slash, equals);
      boolean prefix = path.endsWith("*");
      JsonObject backend = backend(rule.substring(equals + 1).split(",")[0]);
      JsonObject one =
          JsonObject.of(
              "http",
              JsonObject.of(
                  "paths",
                  JsonArray.of(
                      JsonObject.of(
                          "backend", backend,
                          "path", prefix ? path.substring(0, path.length() - 1) : path,
                          "pathType", prefix ? "Prefix" : "Exact"))));
      rules = rules.plus(slash == 0 ? one : one.with("host", rule.substring(0, slash)));
    }
    JsonObject spec = rules.isEmpty() ? JsonObject.EMPTY : JsonObject.of("rules", rules);
    if (arguments.has("class")) {
      spec = spec.with("ingressClassName", arguments.value("class", ""));
    }
    if (arguments.has("default-backend")) {
      spec = spec.with("defaultBackend", backend(arguments.value("default-backend", "")));
    }
    return JsonObject.of(
        "metadata",
        metadata(name(arguments)),
        "spec",
        spec,
        "status",
        JsonObject.of("loadBalancer", JsonObject.EMPTY));
  }

  private static JsonObject backend(String text) {
    String[] parts = text.split(":");
    String port = parts.length > 1 ? parts[1] : "80";
    JsonObject number =
        port.matches("[0-9]{1,5}")
            ? JsonObject.of("number", Long.valueOf(port))
            : JsonObject.of("name", port);
    return JsonObject.of("service", JsonObject.of("name", parts[0], "port", number));
  }

  static JsonObject priorityClass(Arguments arguments) {
    Long value = arguments.number("value");
    JsonObject body =
        JsonObject.of("metadata", metadata(name(arguments)), "value", value == null ? 0L : value);
    body = arguments.is("global-default") ? body.with("globalDefault", true) : body;
    body =
        arguments.has("description")
            ? body.with("description", arguments.value("description", ""))
            : body;
    return body.with(
        "preemptionPolicy", arguments.value("preemption-policy", "PreemptLowerPriority"));
  }
}
