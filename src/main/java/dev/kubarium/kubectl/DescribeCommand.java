package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.OwnerReferences;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code kubectl describe}.
 *
 * <p>Left out: descriptions of their own for kinds other than those in {@link #describe}; the
 * others are shown field by field, as kubectl does for kinds that it does not know.
 */
final class DescribeCommand implements Command {

  @Override
  public Output run(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl");
    if (arguments.words().isEmpty() && !arguments.has("filename")) {
      throw new KubectlException(
          "error: You must specify the type of resource to describe. Use \"kubectl api-resources\" for a complete list of supported resources.");
    }
    List<KubeObject> objects = new ArrayList<>();
    StringBuilder err = new StringBuilder();
    if (arguments.has("filename")) {
      objects.addAll(ChangeCommands.named(context, arguments, resources));
    }
    for (Resources.Target target : resources.targets(arguments.words())) {
      if (target.name() == null) {
        objects.addAll(resources.list(target.kind()));
        continue;
      }
      try {
        objects.add(resources.get(target.kind(), target.name()));
      } catch (ApiException refused) {
        // A name that is none may be the beginning of some.
        List<KubeObject> begun =
            refused.code() == 404
                ? resources.list(target.kind()).stream()
                    .filter(each -> each.name().startsWith(target.name()))
                    .toList()
                : List.of();
        objects.addAll(begun);
        err.append(begun.isEmpty() ? Kubectl.sentence(refused) + "\n" : "");
      }
    }
    if (objects.isEmpty() && err.isEmpty()) {
      err.append(
          resources.namespace().isEmpty()
              ? "No resources found\n"
              : "No resources found in " + resources.namespace() + " namespace.\n");
      return new Output("", err.toString(), 0, Optional.empty());
    }
    String out =
        objects.stream()
            .map(object -> describe(context, resources, object))
            .collect(Collectors.joining("\n\n"));
    return new Output(out, err.toString(), err.isEmpty() ? 0 : 1, Optional.empty());
  }

  private static String describe(TerminalContext context, Resources resources, KubeObject object) {
    Description text = new Description();
    switch (object.kind().name()) {
      case "Pod" -> new PodDescription(context, text).pod(resources, object);
      case "Deployment" -> deployment(context, resources, object, text);
      case "ReplicaSet", "ReplicationController" -> replicaSet(context, resources, object, text);
      case "StatefulSet", "DaemonSet" -> set(context, resources, object, text);
      case "Service" -> service(resources, object, text);
      case "ConfigMap" -> configMap(resources, object, text);
      case "Secret" -> secret(object, text);
      case "Namespace" -> namespace(object, text);
      case "Job" -> job(context, resources, object, text);
      case "PersistentVolumeClaim" -> claim(resources, object, text);
      default -> {
        return generic(resources, object);
      }
    }
    return text.toString();
  }

  private static String selector(KubeObject object) {
    JsonObject selector = object.spec().object("selector");
    return object.kind().equals(Kinds.REPLICATION_CONTROLLER)
        ? LabelSelector.ofMap(selector).toString()
        : LabelSelector.of(selector).toString();
  }

  private static void deployment(
      TerminalContext context, Resources resources, KubeObject object, Description text) {
    JsonObject spec = object.spec();
    JsonObject status = object.status();
    text.field(0, "Name", object.name()).field(0, "Namespace", object.namespace());
    text.field(
        0, "CreationTimestamp", PodDescription.time(object.metadata().string("creationTimestamp")));
    text.map("Labels", object.labels()).annotations(object);
    text.field(0, "Selector", selector(object));
    text.field(
        0,
        "Replicas",
        spec.integer("replicas", 0)
            + " desired | "
            + status.integer("updatedReplicas", 0)
            + " updated | "
            + status.integer("replicas", 0)
            + " total | "
            + status.integer("availableReplicas", 0)
            + " available | "
            + status.integer("unavailableReplicas", 0)
            + " unavailable");
    JsonObject strategy = spec.object("strategy");
    text.field(0, "StrategyType", strategy.string("type", ""));
    text.field(0, "MinReadySeconds", spec.integer("minReadySeconds", 0));
    if (strategy.has("rollingUpdate")) {
      JsonObject rolling = strategy.object("rollingUpdate");
      text.field(
          0,
          "RollingUpdateStrategy",
          JsonPath.text(rolling.get("maxUnavailable"))
              + " max unavailable, "
              + JsonPath.text(rolling.get("maxSurge"))
              + " max surge");
    }
    new PodDescription(context, text).template(spec.object("template"), null);
    conditions(status, text);
    List<String> before = new ArrayList<>();
    List<String> now = new ArrayList<>();
    String current = object.annotation("deployment.kubernetes.io/revision");
    for (KubeObject set : resources.list(Kinds.REPLICA_SET, object.namespace(), ApiOptions.NONE)) {
      if (set.isOwnedBy(object)) {
        boolean isNew =
            current != null && current.equals(set.annotation("deployment.kubernetes.io/revision"));
        String line =
            set.name()
                + " ("
                + set.status().integer("replicas", 0)
                + "/"
                + set.spec().integer("replicas", 0)
                + " replicas created)";
        (isNew ? now : before).add(line);
      }
    }
    text.field(0, "OldReplicaSets", before.isEmpty() ? "<none>" : String.join(", ", before));
    text.field(0, "NewReplicaSet", now.isEmpty() ? "<none>" : String.join(", ", now));
    text.events(resources, object);
  }

  private static void conditions(JsonObject status, Description text) {
    if (!status.array("conditions").isEmpty()) {
      text.line(0, "Conditions:").line(1, "Type\tStatus\tReason").line(1, "----\t------\t------");
      status
          .array("conditions")
          .objects()
          .forEach(
              each ->
                  text.line(
                      1,
                      each.string("type")
                          + " \t"
                          + each.string("status")
                          + "\t"
                          + each.string("reason", "")));
    }
  }

  /** {@code 2 Running / 0 Waiting / 1 Succeeded / 0 Failed} of the Pods that an object owns. */
  private static String pods(Resources resources, KubeObject object) {
    long[] counts = new long[4];
    List<String> phases = List.of("Running", "Pending", "Succeeded", "Failed");
    for (KubeObject pod : resources.list(Kinds.POD, object.namespace(), ApiOptions.NONE)) {
      int at = phases.indexOf(pod.status().string("phase", ""));
      if (at >= 0 && object.uid().equals(OwnerReferences.controllerUid(pod))) {
        counts[at]++;
      }
    }
    return counts[0]
        + " Running / "
        + counts[1]
        + " Waiting / "
        + counts[2]
        + " Succeeded / "
        + counts[3]
        + " Failed";
  }

  private static void replicaSet(
      TerminalContext context, Resources resources, KubeObject object, Description text) {
    text.field(0, "Name", object.name())
        .field(0, "Namespace", object.namespace())
        .field(0, "Selector", selector(object));
    text.map("Labels", object.labels()).annotations(object);
    JsonObject owner = OwnerReferences.controller(object);
    if (owner != null) {
      text.field(0, "Controlled By", owner.string("kind") + "/" + owner.string("name"));
    }
    text.field(
        0,
        "Replicas",
        object.status().integer("replicas", 0)
            + " current / "
            + object.spec().integer("replicas", 0)
            + " desired");
    text.field(0, "Pods Status", pods(resources, object));
    new PodDescription(context, text).template(object.spec().object("template"), null);
    conditions(object.status(), text);
    text.events(resources, object);
  }

  private static void set(
      TerminalContext context, Resources resources, KubeObject object, Description text) {
    JsonObject spec = object.spec();
    JsonObject status = object.status();
    boolean stateful = object.kind().equals(Kinds.STATEFUL_SET);
    text.field(0, "Name", object.name()).field(0, "Namespace", object.namespace());
    if (stateful) {
      text.field(
          0,
          "CreationTimestamp",
          PodDescription.time(object.metadata().string("creationTimestamp")));
      text.field(0, "Selector", selector(object))
          .map("Labels", object.labels())
          .annotations(object);
      text.field(
          0,
          "Replicas",
          spec.integer("replicas", 0) + " desired | " + status.integer("replicas", 0) + " total");
      JsonObject strategy = spec.object("updateStrategy");
      text.field(0, "Update Strategy", strategy.string("type", ""));
      if (strategy.object("rollingUpdate").has("partition")) {
        text.field(1, "Partition", strategy.object("rollingUpdate").integer("partition", 0));
      }
    } else {
      text.field(0, "Selector", selector(object));
      JsonObject nodes = spec.object("template").object("spec").object("nodeSelector");
      text.field(0, "Node-Selector", nodes.isEmpty() ? "<none>" : Printer.labelsOf(nodes));
      text.map("Labels", object.labels()).annotations(object);
      text.line(
          0, "Desired Number of Nodes Scheduled: " + status.integer("desiredNumberScheduled", 0));
      text.line(
          0, "Current Number of Nodes Scheduled: " + status.integer("currentNumberScheduled", 0));
      text.line(
          0,
          "Number of Nodes Scheduled with Up-to-date Pods: "
              + status.integer("updatedNumberScheduled", 0));
      text.line(
          0,
          "Number of Nodes Scheduled with Available Pods: " + status.integer("numberAvailable", 0));
      text.line(0, "Number of Nodes Misscheduled: " + status.integer("numberMisscheduled", 0));
    }
    text.field(0, "Pods Status", pods(resources, object));
    new PodDescription(context, text).template(spec.object("template"), null);
    if (stateful) {
      claimTemplates(spec.array("volumeClaimTemplates"), text);
    }
    text.events(resources, object);
  }

  private static void claimTemplates(JsonArray templates, Description text) {
    if (templates.isEmpty()) {
      text.line(0, "Volume Claims:\t<none>");
      return;
    }
    text.line(0, "Volume Claims:");
    for (JsonObject each : templates.objects()) {
      text.field(1, "Name", each.object("metadata").string("name"));
      text.field(1, "StorageClass", each.object("spec").string("storageClassName", ""));
      text.map(1, "Labels", each.object("metadata").object("labels"), List.of());
      text.map(1, "Annotations", each.object("metadata").object("annotations"), List.of());
      text.field(
          1,
          "Capacity",
          each.object("spec")
              .object("resources")
              .object("requests")
              .string("storage", "<default>"));
      text.field(
          1,
          "Access Modes",
          "[" + String.join(" ", each.object("spec").array("accessModes").strings()) + "]");
    }
  }

  private static void service(Resources resources, KubeObject object, Description text) {
    JsonObject spec = object.spec();
    text.field(0, "Name", object.name()).field(0, "Namespace", object.namespace());
    text.map("Labels", object.labels()).annotations(object);
    text.field(
        0,
        "Selector",
        spec.object("selector").isEmpty() ? "<none>" : Printer.labelsOf(spec.object("selector")));
    text.field(0, "Type", spec.string("type", ""));
    text.field(0, "IP Family Policy", spec.string("ipFamilyPolicy", ""));
    List<String> families = spec.array("ipFamilies").strings();
    text.field(0, "IP Families", families.isEmpty() ? "<none>" : String.join(",", families));
    String address = spec.string("clusterIP", "");
    text.field(0, "IP", address);
    List<String> addresses = spec.array("clusterIPs").strings();
    text.field(0, "IPs", addresses.isEmpty() ? "<none>" : String.join(",", addresses));
    if (spec.has("externalName")) {
      text.field(0, "External Name", spec.string("externalName"));
    }
    JsonArray ingress = object.status().object("loadBalancer").array("ingress");
    if (!ingress.isEmpty()) {
      text.field(
          0,
          "LoadBalancer Ingress",
          ingress.objects().stream()
              .map(
                  each ->
                      each.string("ip", each.string("hostname", ""))
                          + (each.has("ipMode") ? " (" + each.string("ipMode") + ")" : ""))
              .collect(Collectors.joining(", ")));
    }
    List<KubeObject> slices =
        resources.list(Kinds.ENDPOINT_SLICE, object.namespace(), ApiOptions.NONE).stream()
            .filter(slice -> object.name().equals(slice.label("kubernetes.io/service-name")))
            .toList();
    for (JsonObject port : spec.array("ports").objects()) {
      String name = port.string("name", "");
      text.field(
          0,
          "Port",
          (name.isEmpty() ? "<unset>" : name)
              + "\t"
              + port.integer("port", 0)
              + "/"
              + port.string("protocol"));
      text.field(
          0, "TargetPort", JsonPath.text(port.get("targetPort")) + "/" + port.string("protocol"));
      if (port.has("nodePort")) {
        text.field(
            0,
            "NodePort",
            (name.isEmpty() ? "<unset>" : name)
                + "\t"
                + port.integer("nodePort", 0)
                + "/"
                + port.string("protocol"));
      }
      text.field(0, "Endpoints", endpoints(slices, name));
    }
    text.field(0, "Session Affinity", spec.string("sessionAffinity", ""));
    if (spec.has("externalTrafficPolicy")) {
      text.field(0, "External Traffic Policy", spec.string("externalTrafficPolicy"));
    }
    text.field(0, "Internal Traffic Policy", spec.string("internalTrafficPolicy", ""));
    text.events(resources, object);
  }

  private static String endpoints(List<KubeObject> slices, String port) {
    List<String> all = new ArrayList<>();
    for (KubeObject slice : slices) {
      for (JsonObject each : slice.tree().array("ports").objects()) {
        if (!port.equals(each.string("name", ""))) {
          continue;
        }
        for (JsonObject endpoint : slice.tree().array("endpoints").objects()) {
          if (!endpoint.object("conditions").has("ready")
              || endpoint.object("conditions").bool("ready")) {
            endpoint
                .array("addresses")
                .strings()
                .forEach(address -> all.add(address + ":" + each.integer("port", 0)));
          }
        }
      }
    }
    if (all.size() > 3) {
      return String.join(",", all.subList(0, 3)) + " + " + (all.size() - 3) + " more...";
    }
    return String.join(",", all);
  }

  private static void configMap(Resources resources, KubeObject object, Description text) {
    text.field(0, "Name", object.name()).field(0, "Namespace", object.namespace());
    text.map("Labels", object.labels()).annotations(object);
    text.line(0, "").line(0, "Data").line(0, "====");
    object
        .tree()
        .object("data")
        .strings()
        .forEach(
            (key, value) -> text.line(0, key + ":").line(0, "----").line(0, value).line(0, ""));
    text.line(0, "").line(0, "BinaryData").line(0, "====");
    object
        .tree()
        .object("binaryData")
        .strings()
        .forEach(
            (key, value) ->
                text.line(0, key + ": " + Base64.getDecoder().decode(value).length + " bytes"));
    text.line(0, "");
    text.events(resources, object);
  }

  private static void secret(KubeObject object, Description text) {
    text.field(0, "Name", object.name()).field(0, "Namespace", object.namespace());
    text.map("Labels", object.labels()).annotations(object);
    text.line(0, "")
        .field(0, "Type", object.tree().string("type", ""))
        .line(0, "")
        .line(0, "Data")
        .line(0, "====");
    object
        .tree()
        .object("data")
        .strings()
        .forEach(
            (key, value) ->
                text.line(0, key + ":\t" + Base64.getDecoder().decode(value).length + " bytes"));
  }

  private static void namespace(KubeObject object, Description text) {
    text.field(0, "Name", object.name()).map("Labels", object.labels()).annotations(object);
    text.field(0, "Status", object.status().string("phase", ""));
    text.line(0, "").line(0, "No resource quota.").line(0, "").line(0, "No LimitRange resource.");
  }

  private static void job(
      TerminalContext context, Resources resources, KubeObject object, Description text) {
    JsonObject spec = object.spec();
    JsonObject status = object.status();
    text.field(0, "Name", object.name())
        .field(0, "Namespace", object.namespace())
        .field(0, "Selector", selector(object));
    text.map("Labels", object.labels()).annotations(object);
    JsonObject owner = OwnerReferences.controller(object);
    if (owner != null) {
      text.field(0, "Controlled By", owner.string("kind") + "/" + owner.string("name"));
    }
    text.field(0, "Parallelism", spec.integer("parallelism", 1));
    text.field(
        0,
        "Completions",
        spec.has("completions") ? Long.toString(spec.integer("completions", 0)) : "<unset>");
    text.field(0, "Completion Mode", spec.string("completionMode", "NonIndexed"));
    text.field(0, "Suspend", spec.bool("suspend"));
    text.field(0, "Backoff Limit", spec.integer("backoffLimit", 6));
    if (spec.has("ttlSecondsAfterFinished")) {
      text.field(0, "TTL Seconds After Finished", spec.integer("ttlSecondsAfterFinished", 0));
    }
    if (status.has("startTime")) {
      text.field(0, "Start Time", PodDescription.time(status.string("startTime")));
    }
    if (status.has("completionTime")) {
      text.field(0, "Completed At", PodDescription.time(status.string("completionTime")));
      long took =
          dev.kubarium.cluster.object.Timestamps.parse(status.string("completionTime"))
              - dev.kubarium.cluster.object.Timestamps.parse(status.string("startTime"));
      text.field(0, "Duration", dev.kubarium.cluster.apiserver.Ages.of(took));
    }
    if (spec.has("activeDeadlineSeconds")) {
      text.field(0, "Active Deadline Seconds", spec.integer("activeDeadlineSeconds", 0) + "s");
    }
    text.field(
        0,
        "Pods Statuses",
        status.integer("active", 0)
            + " Active ("
            + status.integer("ready", 0)
            + " Ready) / "
            + status.integer("succeeded", 0)
            + " Succeeded / "
            + status.integer("failed", 0)
            + " Failed");
    new PodDescription(context, text).template(spec.object("template"), null);
    text.events(resources, object);
  }

  private static void claim(Resources resources, KubeObject object, Description text) {
    JsonObject spec = object.spec();
    JsonObject status = object.status();
    text.field(0, "Name", object.name()).field(0, "Namespace", object.namespace());
    text.field(0, "StorageClass", spec.string("storageClassName", ""));
    text.field(0, "Status", object.isTerminating() ? "Terminating" : status.string("phase", ""));
    text.field(0, "Volume", spec.string("volumeName", ""));
    text.map("Labels", object.labels()).annotations(object);
    text.field(0, "Finalizers", "[" + String.join(" ", object.finalizers()) + "]");
    text.field(0, "Capacity", status.object("capacity").string("storage", ""));
    String modes =
        status.array("accessModes").strings().stream()
            .map(mode -> mode.replaceAll("[a-z]", ""))
            .collect(Collectors.joining(","));
    text.field(0, "Access Modes", modes);
    text.field(0, "VolumeMode", spec.string("volumeMode", "Filesystem"));
    List<String> users =
        resources.list(Kinds.POD, object.namespace(), ApiOptions.NONE).stream()
            .filter(
                pod ->
                    pod.spec().array("volumes").objects().stream()
                        .anyMatch(
                            volume ->
                                object
                                    .name()
                                    .equals(
                                        volume
                                            .object("persistentVolumeClaim")
                                            .string("claimName"))))
            .map(KubeObject::name)
            .toList();
    text.list(0, "Used By", users);
    text.events(resources, object);
  }

  /** Field by field. */
  private static String generic(Resources resources, KubeObject object) {
    Description text = new Description();
    text.field(0, "Name", object.name()).field(0, "Namespace", object.namespace());
    text.map("Labels", object.labels()).annotations(object);
    JsonObject tree =
        object
            .tree()
            .update(
                "metadata",
                metadata ->
                    metadata
                        .without("name")
                        .without("namespace")
                        .without("labels")
                        .without("annotations")
                        .without("managedFields"));
    fields(0, tree, text);
    text.events(resources, object);
    return text.toString();
  }

  private static void fields(int level, JsonObject tree, Description text) {
    tree.forEach(
        (key, value) -> {
          String title = title(key);
          if (value instanceof JsonObject inner) {
            text.line(level, title + ":");
            fields(level + 1, inner, text);
          } else if (value instanceof JsonArray array) {
            text.line(level, title + ":");
            for (Object item : array) {
              if (item instanceof JsonObject inner) {
                fields(level + 1, inner, text);
              } else {
                text.line(level + 1, JsonPath.text(item));
              }
            }
          } else {
            text.line(level, title + ":\t" + JsonPath.text(value));
          }
        });
  }

  /** {@code apiVersion} → {@code API Version}, {@code uid} → {@code UID}. */
  private static String title(String key) {
    if (key.contains("/") || key.contains(".")) {
      return key;
    }
    StringBuilder words = new StringBuilder();
    for (String word : key.split("(?<=[a-z0-9])(?=[A-Z])")) {
      String upper = word.toUpperCase(java.util.Locale.ROOT);
      boolean known = List.of("API", "URL", "UID", "OSB", "GUID").contains(upper);
      words
          .append(words.isEmpty() ? "" : " ")
          .append(
              known
                  ? upper
                  : word.isEmpty()
                      ? ""
                      : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return words.toString();
  }
}
