package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.NodeConnector;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code kubectl run}, {@code expose} and {@code autoscale}. */
final class RunCommands {

  private RunCommands() {}

  static Output run(TerminalContext context, Arguments arguments) {
    if (arguments.words().isEmpty()) {
      throw arguments.usage("NAME is required for run");
    }
    String name = arguments.word(0);
    if (!arguments.has("image")) {
      throw new KubectlException("error: required flag(s) \"image\" not set");
    }
    List<String> words = new ArrayList<>(arguments.words().subList(1, arguments.words().size()));
    words.addAll(arguments.afterDashes());
    JsonObject container =
        JsonObject.of(
            "image", arguments.value("image", ""), "name", name, "resources", JsonObject.EMPTY);
    if (!words.isEmpty()) {
      container =
          container.with(arguments.is("command") ? "command" : "args", JsonArray.copyOf(words));
    }
    JsonArray env = JsonArray.EMPTY;
    for (String pair : arguments.values("env")) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw new KubectlException("error: invalid env: " + pair);
      }
      env =
          env.plus(
              JsonObject.of(
                  "name", pair.substring(0, equals), "value", pair.substring(equals + 1)));
    }
    container = env.isEmpty() ? container : container.with("env", env);
    if (arguments.has("port")) {
      container =
          container.with(
              "ports", JsonArray.of(JsonObject.of("containerPort", arguments.number("port"))));
    }
    if (arguments.is("stdin")) {
      container = container.with("stdin", true).with("stdinOnce", true);
    }
    if (arguments.is("tty")) {
      container = container.with("tty", true);
    }
    JsonObject labels =
        arguments.has("labels")
            ? CreateCommands.pairs(arguments.value("labels", ""))
            : JsonObject.of("run", name);
    JsonObject metadata = JsonObject.of("name", name, "labels", labels);
    if (arguments.has("annotations")) {
      metadata =
          metadata.with("annotations", CreateCommands.pairs(arguments.value("annotations", "")));
    }
    JsonObject body =
        JsonObject.of(
            "metadata",
            metadata,
            "spec",
            JsonObject.of(
                "containers", JsonArray.of(container),
                "dnsPolicy", "ClusterFirst",
                "restartPolicy", arguments.value("restart", "Always")),
            "status",
            JsonObject.EMPTY);
    boolean attaches = arguments.is("attach") || arguments.is("stdin") || arguments.is("rm");
    if (arguments.is("rm") && !arguments.is("stdin") && !arguments.is("attach")) {
      throw new KubectlException("error: --rm should only be used for attached containers");
    }
    Output created = CreateCommands.create(context, arguments, "kubectl-run", Kinds.POD, body);
    if (arguments.is("expose")) {
      JsonObject port =
          JsonObject.of(
              "port",
              arguments.number("port"),
              "protocol",
              "TCP",
              "targetPort",
              arguments.number("port"));
      JsonObject service =
          JsonObject.of(
              "metadata",
              JsonObject.of("name", name),
              "spec",
              JsonObject.of("ports", JsonArray.of(port), "selector", labels));
      created =
          CreateCommands.create(context, arguments, "kubectl-run", Kinds.SERVICE, service)
              .then(created);
    }
    return attaches && !arguments.isDryRun() ? attached(context, arguments, name) : created;
  }

  /**
   * Shows what the container prints until it has ended; then, with {@code --rm}, deletes the Pod.
   */
  private static Output attached(TerminalContext context, Arguments arguments, String name) {
    Resources resources = new Resources(context, arguments, "kubectl-run");
    String namespace = resources.namespace();
    int[] shown = {0};
    Follow follow =
        () -> {
          KubeObject pod = resources.find(Kinds.POD, namespace, name);
          if (pod == null) {
            return Follow.Step.failed(
                "Error from server (NotFound): pods \"" + name + "\" not found\n");
          }
          String phase = pod.status().string("phase", "");
          StringBuilder text = new StringBuilder();
          if (!phase.equals("Pending")) {
            List<NodeConnector.LogLine> lines = context.api().nodes().logs(pod, name, false);
            for (; shown[0] < lines.size(); shown[0]++) {
              text.append(lines.get(shown[0]).text()).append('\n');
            }
          }
          boolean over = phase.equals("Succeeded") || phase.equals("Failed");
          if (over && arguments.is("rm")) {
            resources.delete(pod, null, "Background");
            text.append("pod \"")
                .append(name)
                .append("\" deleted from ")
                .append(namespace)
                .append(" namespace\n");
          }
          return new Follow.Step(text.toString(), "", over, phase.equals("Failed") ? 1 : 0);
        };
    return new Output("", "", 0, Optional.of(follow));
  }

  static Output expose(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl-expose");
    KubeObject object = ChangeCommands.named(context, arguments, resources).get(0);
    Kind kind = object.kind();
    JsonObject selector;
    JsonArray ports = JsonArray.EMPTY;
    if (kind.equals(Kinds.SERVICE)) {
      selector = object.spec().object("selector");
      ports = object.spec().array("ports");
    } else if (kind.equals(Kinds.POD)) {
      selector = object.labels();
      if (selector.isEmpty()) {
        throw new KubectlException(
            "error: couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed");
      }
    } else if (List.of(Kinds.DEPLOYMENT, Kinds.REPLICA_SET, Kinds.REPLICATION_CONTROLLER)
        .contains(kind)) {
      selector =
          kind.equals(Kinds.REPLICATION_CONTROLLER)
              ? object.spec().object("selector")
              : object.spec().object("selector").object("matchLabels");
    } else {
      throw new KubectlException(
          "error: cannot expose a "
              + kind.name()
              + (kind.group().isEmpty() ? "" : "." + kind.group()));
    }
    if (arguments.has("selector")) {
      selector = CreateCommands.pairs(arguments.value("selector", ""));
    }
    Set<String> numbers = new LinkedHashSet<>();
    if (arguments.has("port")) {
      numbers.addAll(List.of(arguments.value("port", "").split(",")));
    } else {
      JsonObject pod =
          kind.equals(Kinds.POD) ? object.spec() : object.spec().object("template").object("spec");
      pod.array("containers")
          .objects()
          .forEach(
              container ->
                  container
                      .array("ports")
                      .objects()
                      .forEach(
                          port -> numbers.add(Long.toString(port.integer("containerPort", 0)))));
      ports.objects().forEach(port -> numbers.add(Long.toString(port.integer("port", 0))));
    }
    if (numbers.isEmpty()) {
      throw new KubectlException("error: couldn't find port via --port flag or introspection");
    }
    JsonArray exposed = JsonArray.EMPTY;
    int at = 1;
    for (String number : numbers) {
      long port = Long.parseLong(number);
      String target = arguments.value("target-port", number);
      JsonObject one =
          JsonObject.of(
              "port",
              port,
              "protocol",
              arguments.value("protocol", "TCP"),
              "targetPort",
              target.matches("[0-9]{1,5}") ? (Object) Long.valueOf(target) : target);
      exposed = exposed.plus(numbers.size() > 1 ? one.with("name", "port-" + at++) : one);
    }
    JsonObject spec = JsonObject.of("ports", exposed, "selector", selector);
    spec = arguments.has("type") ? spec.with("type", arguments.value("type", "")) : spec;
    spec =
        arguments.has("cluster-ip")
            ? spec.with("clusterIP", arguments.value("cluster-ip", ""))
            : spec;
    spec =
        arguments.has("session-affinity")
            ? spec.with("sessionAffinity", arguments.value("session-affinity", ""))
            : spec;
    JsonObject metadata = JsonObject.of("name", arguments.value("name", object.name()));
    JsonObject labels =
        arguments.has("labels")
            ? CreateCommands.pairs(arguments.value("labels", ""))
            : object.labels();
    metadata = labels.isEmpty() ? metadata : metadata.with("labels", labels);
    JsonObject tree =
        JsonObject.of(
            "apiVersion",
            "v1",
            "kind",
            "Service",
            "metadata",
            metadata,
            "spec",
            spec,
            "status",
            JsonObject.of("loadBalancer", JsonObject.EMPTY));
    Changed changed = new Changed(context, arguments, resources);
    KubeObject service =
        arguments.dryRun().equals("client")
            ? KubeObject.of(Kinds.SERVICE, tree)
            : resources.create(Kinds.SERVICE, object.namespace(), tree);
    return changed.did(service, "exposed").output();
  }

  static Output autoscale(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl-autoscale");
    Long most = arguments.number("max");
    Long least = arguments.number("min");
    if (most == null || most < 1) {
      throw new KubectlException(
          "error: --max=MAXPODS is required and must be at least 1, max: "
              + (most == null ? -1 : most));
    }
    if (least != null && least > most) {
      throw new KubectlException(
          "error: --max=MAXPODS must be larger or equal to --min=MINPODS, max: "
              + most
              + ", min: "
              + least);
    }
    Changed changed = new Changed(context, arguments, resources);
    for (KubeObject object : ChangeCommands.named(context, arguments, resources)) {
      JsonObject spec =
          JsonObject.of(
              "maxReplicas",
              most,
              "scaleTargetRef",
              JsonObject.of(
                  "apiVersion",
                  object.kind().apiVersion(),
                  "kind",
                  object.kind().name(),
                  "name",
                  object.name()));
      spec = least != null && least > 0 ? spec.with("minReplicas", least) : spec;
      JsonArray metrics = JsonArray.EMPTY;
      Long percent = arguments.number("cpu-percent");
      String cpu = arguments.value("cpu", percent != null && percent > 0 ? percent + "%" : null);
      metrics = cpu == null ? metrics : metrics.plus(metric("cpu", cpu));
      metrics =
          arguments.has("memory")
              ? metrics.plus(metric("memory", arguments.value("memory", "")))
              : metrics;
      spec = metrics.isEmpty() ? spec : spec.with("metrics", metrics);
      Kind kind = Kinds.HORIZONTAL_POD_AUTOSCALER;
      JsonObject tree =
          JsonObject.of(
              "apiVersion",
              kind.apiVersion(),
              "kind",
              kind.name(),
              "metadata",
              JsonObject.of("name", arguments.value("name", object.name())),
              "spec",
              spec,
              "status",
              JsonObject.of(
                  "currentMetrics",
                  dev.kubarium.cluster.object.JsonNull.NULL,
                  "desiredReplicas",
                  0L));
      KubeObject made =
          arguments.dryRun().equals("client")
              ? KubeObject.of(kind, tree)
              : resources.create(kind, object.namespace(), tree);
      changed.did(made, "autoscaled");
    }
    return changed.output();
  }

  private static JsonObject metric(String name, String value) {
    JsonObject target =
        value.endsWith("%")
            ? JsonObject.of(
                "averageUtilization",
                Long.valueOf(value.substring(0, value.length() - 1)),
                "type",
                "Utilization")
            : JsonObject.of("averageValue", value, "type", "AverageValue");
    return JsonObject.of(
        "resource", JsonObject.of("name", name, "target", target), "type", "Resource");
  }
}
