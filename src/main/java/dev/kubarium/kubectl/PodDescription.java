package dev.kubarium.kubectl;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.OwnerReferences;
import dev.kubarium.cluster.object.Timestamps;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Pods and Pod templates as {@code kubectl describe} tells of them.
 *
 * <p>Left out: ephemeral containers, rare volume types (their type is named without its fields).
 */
final class PodDescription {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss '+0000'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final TerminalContext context;
  private final Description text;

  PodDescription(TerminalContext context, Description text) {
    this.context = context;
    this.text = text;
  }

  static String time(String timestamp) {
    return timestamp == null || timestamp.isEmpty()
        ? "<unset>"
        : TIME.format(Instant.ofEpochMilli(Timestamps.parse(timestamp)));
  }

  void template(JsonObject template, String cause) {
    text.line(0, "Pod Template:");
    JsonObject metadata = template.object("metadata");
    text.map(1, "Labels", metadata.object("labels"), List.of());
    JsonObject notes = metadata.object("annotations");
    notes =
        cause == null || cause.isEmpty() ? notes : notes.with("kubernetes.io/change-cause", cause);
    if (!notes.isEmpty()) {
      List<String> pairs =
          notes.strings().entrySet().stream()
              .map(each -> each.getKey() + ": " + each.getValue())
              .toList();
      text.list(1, "Annotations", pairs);
    }
    JsonObject spec = template.object("spec");
    String account = spec.string("serviceAccountName", "");
    if (!account.isEmpty()) {
      text.field(1, "Service Account", account);
    }
    if (!spec.array("initContainers").isEmpty()) {
      containers(1, "Init Containers", spec.array("initContainers"), JsonArray.EMPTY, true);
    }
    containers(1, "Containers", spec.array("containers"), JsonArray.EMPTY, true);
    volumes(1, spec.array("volumes"), " ");
    if (spec.has("topologySpreadConstraints")) {
      spreads(1, spec.array("topologySpreadConstraints"));
    }
    if (spec.has("priorityClassName")) {
      text.field(1, "Priority Class Name", spec.string("priorityClassName"));
    }
    text.map(1, "Node-Selectors", spec.object("nodeSelector"), List.of());
    tolerations(1, spec.array("tolerations"));
  }

  private void spreads(int level, JsonArray constraints) {
    List<String> all = new ArrayList<>();
    for (JsonObject each : constraints.objects()) {
      all.add(
          each.string("topologyKey")
              + ":"
              + each.string("whenUnsatisfiable")
              + " when max skew "
              + each.integer("maxSkew", 1)
              + " is exceeded");
    }
    text.list(level, "Topology Spread Constraints", all);
  }

  void pod(Resources resources, KubeObject pod) {
    JsonObject spec = pod.spec();
    JsonObject status = pod.status();
    text.field(0, "Name", pod.name()).field(0, "Namespace", pod.namespace());
    if (spec.has("priority")) {
      text.field(0, "Priority", spec.integer("priority", 0));
      if (spec.has("priorityClassName")) {
        text.field(0, "Priority Class Name", spec.string("priorityClassName"));
      }
    }
    if (!spec.string("serviceAccountName", "").isEmpty()) {
      text.field(0, "Service Account", spec.string("serviceAccountName"));
    }
    String node = spec.string("nodeName", "");
    text.field(0, "Node", node.isEmpty() ? "<none>" : node + "/" + status.string("hostIP", ""));
    if (status.has("startTime")) {
      text.field(0, "Start Time", time(status.string("startTime")));
    }
    text.map("Labels", pod.labels()).annotations(pod);
    if (pod.isTerminating()) {
      text.field(
          0,
          "Status",
          "Terminating (lasts "
              + dev.kubarium.cluster.apiserver.Ages.since(
                  pod.metadata().string("deletionTimestamp"), context.api().now())
              + ")");
      text.field(
          0,
          "Termination Grace Period",
          pod.metadata().integer("deletionGracePeriodSeconds", 0) + "s");
    } else {
      text.field(0, "Status", status.string("phase", ""));
    }
    if (status.has("reason")) {
      text.field(0, "Reason", status.string("reason"));
    }
    if (status.has("message")) {
      text.field(0, "Message", status.string("message"));
    }
    text.field(0, "IP", status.string("podIP", ""));
    ips(status.array("podIPs"));
    JsonObject owner = OwnerReferences.controller(pod);
    if (owner != null) {
      text.field(0, "Controlled By", owner.string("kind") + "/" + owner.string("name"));
    }
    if (!spec.array("initContainers").isEmpty()) {
      containers(
          0,
          "Init Containers",
          spec.array("initContainers"),
          status.array("initContainerStatuses"),
          false);
    }
    containers(0, "Containers", spec.array("containers"), status.array("containerStatuses"), false);
    if (!status.array("conditions").isEmpty()) {
      text.line(0, "Conditions:").line(1, "Type\tStatus");
      status
          .array("conditions")
          .objects()
          .forEach(each -> text.line(1, each.string("type") + " \t" + each.string("status") + " "));
    }
    volumes(0, spec.array("volumes"), "");
    if (status.has("qosClass")) {
      text.field(0, "QoS Class", status.string("qosClass"));
    }
    text.map("Node-Selectors", spec.object("nodeSelector"));
    tolerations(0, spec.array("tolerations"));
    if (spec.has("topologySpreadConstraints")) {
      spreads(0, spec.array("topologySpreadConstraints"));
    }
    text.events(resources, pod);
  }

  private void ips(JsonArray ips) {
    if (ips.isEmpty()) {
      text.line(0, "IPs:\t<none>");
      return;
    }
    text.line(0, "IPs:");
    ips.objects().forEach(each -> text.line(1, "IP:\t" + each.string("ip")));
  }

  private void containers(
      int level, String title, JsonArray containers, JsonArray statuses, boolean template) {
    text.line(level, title + ":");
    for (JsonObject container : containers.objects()) {
      container(level, container, statuses.find("name", container.get("name")), template);
    }
  }

  private void container(int level, JsonObject container, JsonObject status, boolean template) {
    text.line(1, (level > 0 ? " " : "") + container.string("name") + ":");
    int in = 2;
    if (status != null) {
      text.field(in, "Container ID", status.string("containerID", ""));
    }
    text.field(in, "Image", container.string("image"));
    if (status != null) {
      text.field(in, "Image ID", status.string("imageID", ""));
    }
    List<JsonObject> ports = container.array("ports").objects();
    String numbers =
        ports.stream()
            .map(
                port ->
                    port.integer("containerPort", 0)
                        + "/"
                        + port.string("protocol", "TCP")
                        + (port.has("name") ? " (" + port.string("name") + ")" : ""))
            .collect(Collectors.joining(", "));
    String hosts =
        ports.stream()
            .map(
                port ->
                    port.integer("hostPort", 0)
                        + "/"
                        + port.string("protocol", "TCP")
                        + (port.has("name") ? " (" + port.string("name") + ")" : ""))
            .collect(Collectors.joining(", "));
    text.field(in, ports.size() > 1 ? "Ports" : "Port", numbers.isEmpty() ? "<none>" : numbers);
    text.field(
        in, ports.size() > 1 ? "Host Ports" : "Host Port", hosts.isEmpty() ? "<none>" : hosts);
    words(in, "Command", container.array("command"));
    words(in, "Args", container.array("args"));
    if (status != null && !template) {
      state(in, "State", status.object("state"));
      if (status.object("lastState").has("terminated")) {
        state(in, "Last State", status.object("lastState"));
      }
      text.field(in, "Ready", status.bool("ready") ? "True" : "False");
      text.field(in, "Restart Count", status.integer("restartCount", 0));
    }
    for (String which : List.of("limits", "requests")) {
      JsonObject amounts = container.object("resources").object(which);
      if (!amounts.isEmpty()) {
        text.line(in, (which.equals("limits") ? "Limits" : "Requests") + ":");
        amounts.strings().forEach((name, amount) -> text.field(in + 1, name, amount));
      }
    }
    for (String probe : List.of("liveness", "readiness", "startup")) {
      if (container.has(probe + "Probe")) {
        text.field(
            in,
            probe.substring(0, 1).toUpperCase(Locale.ROOT) + probe.substring(1),
            probe(container.object(probe + "Probe")));
      }
    }
    environment(in, container);
    mounts(in, container.array("volumeMounts"));
  }

  private void words(int level, String title, JsonArray words) {
    if (!words.isEmpty()) {
      text.line(level, title + ":");
      words.strings().forEach(word -> word.lines().forEach(each -> text.line(level + 1, each)));
    }
  }

  private void state(int level, String title, JsonObject state) {
    if (state.has("running")) {
      text.field(level, title, "Running");
      text.field(level + 1, "Started", time(state.object("running").string("startedAt")));
    } else if (state.has("terminated")) {
      JsonObject end = state.object("terminated");
      text.field(level, title, "Terminated");
      if (!end.string("reason", "").isEmpty()) {
        text.field(level + 1, "Reason", end.string("reason"));
      }
      if (!end.string("message", "").isEmpty()) {
        text.field(level + 1, "Message", end.string("message"));
      }
      text.field(level + 1, "Exit Code", end.integer("exitCode", 0));
      text.field(level + 1, "Started", time(end.string("startedAt")));
      text.field(level + 1, "Finished", time(end.string("finishedAt")));
    } else {
      text.field(level, title, "Waiting");
      String reason = state.object("waiting").string("reason", "");
      if (!reason.isEmpty()) {
        text.field(level + 1, "Reason", reason);
      }
    }
  }

  private static String probe(JsonObject probe) {
    String times =
        " delay="
            + probe.integer("initialDelaySeconds", 0)
            + "s timeout="
            + probe.integer("timeoutSeconds", 0)
            + "s period="
            + probe.integer("periodSeconds", 0)
            + "s #success="
            + probe.integer("successThreshold", 0)
            + " #failure="
            + probe.integer("failureThreshold", 0);
    if (probe.has("exec")) {
      return "exec ["
          + String.join(" ", probe.object("exec").array("command").strings())
          + "]"
          + times;
    }
    if (probe.has("httpGet")) {
      JsonObject get = probe.object("httpGet");
      String port = JsonPath.text(get.get("port"));
      return "http-get "
          + get.string("scheme", "HTTP").toLowerCase(Locale.ROOT)
          + "://"
          + get.string("host", "")
          + ":"
          + port
          + get.string("path", "")
          + times;
    }
    if (probe.has("tcpSocket")) {
      return "tcp-socket "
          + probe.object("tcpSocket").string("host", "")
          + ":"
          + JsonPath.text(probe.object("tcpSocket").get("port"))
          + times;
    }
    return "unknown" + times;
  }

  private void environment(int level, JsonObject container) {
    if (!container.array("envFrom").isEmpty()) {
      text.line(level, "Environment Variables from:");
      for (JsonObject each : container.array("envFrom").objects()) {
        boolean map = each.has("configMapRef");
        JsonObject reference = each.object(map ? "configMapRef" : "secretRef");
        String prefix = each.has("prefix") ? " with prefix '" + each.string("prefix") + "'" : "";
        text.line(
            level + 1,
            reference.string("name")
                + "\t"
                + (map ? "ConfigMap" : "Secret")
                + prefix
                + "\tOptional: "
                + reference.bool("optional"));
      }
    }
    JsonArray env = container.array("env");
    text.line(level, "Environment:" + (env.isEmpty() ? "\t<none>" : ""));
    for (JsonObject variable : env.objects()) {
      JsonObject from = variable.object("valueFrom");
      String name = variable.string("name");
      if (from.has("fieldRef")) {
        text.line(
            level + 1,
            name
                + ":\t ("
                + from.object("fieldRef").string("apiVersion", "v1")
                + ":"
                + from.object("fieldRef").string("fieldPath")
                + ")");
      } else if (from.has("resourceFieldRef")) {
        text.line(
            level + 1, name + ":\t (" + from.object("resourceFieldRef").string("resource") + ")");
      } else if (from.has("secretKeyRef") || from.has("configMapKeyRef")) {
        boolean secret = from.has("secretKeyRef");
        JsonObject reference = from.object(secret ? "secretKeyRef" : "configMapKeyRef");
        text.line(
            level + 1,
            name
                + ":\t<set to the key '"
                + reference.string("key")
                + "' "
                + (secret ? "in secret '" : "of config map '")
                + reference.string("name")
                + "'>\tOptional: "
                + reference.bool("optional"));
      } else {
        text.line(level + 1, name + ":\t" + variable.string("value", ""));
      }
    }
  }

  private void mounts(int level, JsonArray mounts) {
    text.line(level, "Mounts:" + (mounts.isEmpty() ? "\t<none>" : ""));
    List<JsonObject> sorted = new ArrayList<>(mounts.objects());
    sorted.sort(java.util.Comparator.comparing((JsonObject each) -> each.string("mountPath", "")));
    for (JsonObject mount : sorted) {
      String sub = mount.has("subPath") ? ",path=\"" + mount.string("subPath") + "\"" : "";
      text.line(
          level + 1,
          mount.string("mountPath")
              + " from "
              + mount.string("name")
              + " ("
              + (mount.bool("readOnly") ? "ro" : "rw")
              + sub
              + ")");
    }
  }

  private void volumes(int level, JsonArray volumes, String space) {
    if (volumes.isEmpty()) {
      text.line(level, "Volumes:\t<none>");
      return;
    }
    text.line(level, "Volumes:");
    int in = 2;
    for (JsonObject volume : volumes.objects()) {
      text.line(1, space + volume.string("name") + ":");
      if (volume.has("configMap")) {
        text.field(in, "Type", "ConfigMap (a volume populated by a ConfigMap)");
        text.field(in, "Name", volume.object("configMap").string("name"))
            .field(in, "Optional", volume.object("configMap").bool("optional"));
      } else if (volume.has("secret")) {
        text.field(in, "Type", "Secret (a volume populated by a Secret)");
        text.field(in, "SecretName", volume.object("secret").string("secretName"))
            .field(in, "Optional", volume.object("secret").bool("optional"));
      } else if (volume.has("emptyDir")) {
        String limit = volume.object("emptyDir").string("sizeLimit", "");
        text.field(in, "Type", "EmptyDir (a temporary directory that shares a pod's lifetime)");
        text.field(in, "Medium", volume.object("emptyDir").string("medium", ""))
            .field(in, "SizeLimit", limit.isEmpty() ? "<unset>" : limit);
      } else if (volume.has("persistentVolumeClaim")) {
        JsonObject claim = volume.object("persistentVolumeClaim");
        text.field(
            in,
            "Type",
            "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)");
        text.field(in, "ClaimName", claim.string("claimName"))
            .field(in, "ReadOnly", claim.bool("readOnly"));
      } else if (volume.has("hostPath")) {
        String type = volume.object("hostPath").string("type", "");
        text.field(in, "Type", "HostPath (bare host directory volume)");
        text.field(in, "Path", volume.object("hostPath").string("path"))
            .field(in, "HostPathType", type);
      } else if (volume.has("projected")) {
        projected(in, volume.object("projected"));
      } else {
        text.line(in, "<unknown>");
      }
    }
  }

  private void projected(int in, JsonObject projected) {
    text.field(
        in, "Type", "Projected (a volume that contains injected data from multiple sources)");
    for (JsonObject source : projected.array("sources").objects()) {
      if (source.has("serviceAccountToken")) {
        text.field(
            in,
            "TokenExpirationSeconds",
            source.object("serviceAccountToken").integer("expirationSeconds", 3600));
      } else if (source.has("configMap")) {
        text.field(in, "ConfigMapName", source.object("configMap").string("name"))
            .field(in, "Optional", source.object("configMap").bool("optional"));
      } else if (source.has("secret")) {
        text.field(in, "SecretName", source.object("secret").string("name"))
            .field(in, "Optional", source.object("secret").bool("optional"));
      } else if (source.has("downwardAPI")) {
        text.field(in, "DownwardAPI", "true");
      }
    }
  }

  private void tolerations(int level, JsonArray tolerations) {
    List<String> all = new ArrayList<>();
    List<JsonObject> sorted = new ArrayList<>(tolerations.objects());
    sorted.sort(java.util.Comparator.comparing((JsonObject each) -> each.string("key", "")));
    for (JsonObject each : sorted) {
      StringBuilder one = new StringBuilder(each.string("key", ""));
      if (each.has("value")) {
        one.append('=').append(each.string("value"));
      }
      if (each.has("effect")) {
        one.append(':').append(each.string("effect"));
      }
      if ("Exists".equals(each.string("operator")) && !each.has("value")) {
        one.append(each.has("key") || each.has("effect") ? " op=Exists" : "op=Exists");
      }
      if (each.has("tolerationSeconds")) {
        one.append(" for ").append(each.integer("tolerationSeconds", 0)).append('s');
      }
      all.add(one.toString());
    }
    text.list(level, "Tolerations", all);
  }
}
