package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.PatchType;
import dev.kubarium.cluster.object.JsonNull;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.OwnerReferences;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Taking nodes out of service and back: cordon, uncordon, drain. */
final class NodeCommands {

  private static final Kind EVICTION =
      new Kind("policy", "v1", "Eviction", "evictions", true, List.of(), List.of());
  private static final long RETRY_MILLIS = 5_000;

  private NodeCommands() {}

  static Output cordon(TerminalContext context, Arguments arguments) {
    return mark(context, arguments, true);
  }

  static Output uncordon(TerminalContext context, Arguments arguments) {
    return mark(context, arguments, false);
  }

  private static Output mark(TerminalContext context, Arguments arguments, boolean closed) {
    Resources resources =
        new Resources(context, arguments, closed ? "kubectl-cordon" : "kubectl-uncordon");
    if (arguments.words().isEmpty() && !arguments.has("selector")) {
      throw new KubectlException(
          "error: USAGE: " + (closed ? "cordon" : "uncordon") + " NODE [flags]");
    }
    Changed changed = new Changed(context, arguments, resources);
    for (KubeObject node : nodes(arguments, resources)) {
      changed.attempt(() -> changed.did(node, close(arguments, resources, node, closed)));
    }
    return changed.output();
  }

  private static List<KubeObject> nodes(Arguments arguments, Resources resources) {
    if (arguments.words().isEmpty()) {
      return resources.list(Kinds.NODE);
    }
    return arguments.words().stream()
        .map(word -> resources.get(Kinds.NODE, word.startsWith("node/") ? word.substring(5) : word))
        .toList();
  }

  private static String close(
      Arguments arguments, Resources resources, KubeObject node, boolean closed) {
    if (node.spec().bool("unschedulable") == closed) {
      return closed ? "already cordoned" : "already uncordoned";
    }
    if (!arguments.dryRun().equals("client")) {
      JsonObject spec = JsonObject.of("unschedulable", closed ? (Object) true : JsonNull.NULL);
      resources.patch(node, JsonObject.of("spec", spec), PatchType.STRATEGIC, false);
    }
    return closed ? "cordoned" : "uncordoned";
  }

  /** Cordons, asks for the eviction of each Pod, and waits until they are gone. */
  static Output drain(TerminalContext context, Arguments arguments) {
    if (arguments.words().isEmpty() && !arguments.has("selector")) {
      throw new KubectlException("error: USAGE: drain NODE [flags]");
    }
    Resources resources = new Resources(context, arguments, "kubectl-drain");
    StringBuilder out = new StringBuilder();
    List<KubeObject> pods = new ArrayList<>();
    KubeObject last = null;
    for (KubeObject node : nodes(arguments, resources)) {
      out.append("node/")
          .append(node.name())
          .append(' ')
          .append(close(arguments, resources, node, true))
          .append(resources.suffix())
          .append('\n');
      last = node;
      ApiOptions on =
          ApiOptions.NONE.withSelectors(
              arguments.value("pod-selector", null), "spec.nodeName=" + node.name());
      String refusal = choose(arguments, resources.list(Kinds.POD, "", on), pods, out);
      if (refusal.startsWith("error")) {
        return new Output(
            out.toString(),
            "error: unable to drain node \""
                + node.name()
                + "\" due to error: "
                + refusal.substring(7)
                + ", continuing command...\nThere are pending nodes to be drained:\n "
                + node.name()
                + "\n"
                + refusal.substring(7)
                + "\n",
            1,
            Optional.empty());
      }
      if (!refusal.isEmpty()) {
        return drained(context, arguments, resources, node, pods, out, refusal);
      }
    }
    return drained(context, arguments, resources, last, pods, out, "");
  }

  /** The Pods that must go; what forbids it as {@code error: …}, else warnings. */
  private static String choose(
      Arguments arguments, List<KubeObject> all, List<KubeObject> pods, StringBuilder out) {
    TreeMap<String, List<String>> refused = new TreeMap<>();
    List<String> daemons = new ArrayList<>();
    for (KubeObject pod : all) {
      String name = pod.namespace() + "/" + pod.name();
      boolean over = List.of("Succeeded", "Failed").contains(pod.status().string("phase", ""));
      JsonObject owner = OwnerReferences.controller(pod);
      if (owner != null && "DaemonSet".equals(owner.string("kind")) && !over) {
        daemons.add(name);
        continue;
      }
      boolean local =
          pod.spec().array("volumes").objects().stream().anyMatch(volume -> volume.has("emptyDir"));
      if (local && !over && !arguments.is("delete-emptydir-data")) {
        refused
            .computeIfAbsent(
                "cannot delete Pods with local storage (use --delete-emptydir-data to override)",
                key -> new ArrayList<>())
            .add(name);
      } else if (owner == null && !over && !arguments.is("force")) {
        refused
            .computeIfAbsent(
                "cannot delete Pods that declare no controller (use --force to override)",
                key -> new ArrayList<>())
            .add(name);
      } else {
        pods.add(pod);
      }
    }
    if (!daemons.isEmpty() && !arguments.is("ignore-daemonsets")) {
      refused.put(
          "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)", daemons);
    }
    if (!refused.isEmpty()) {
      List<String> sentences = new ArrayList<>();
      refused.forEach((why, names) -> sentences.add(why + ": " + String.join(", ", names)));
      return "error: "
          + (sentences.size() == 1 ? sentences.get(0) : "[" + String.join(", ", sentences) + "]");
    }
    return daemons.isEmpty()
        ? ""
        : "Warning: ignoring DaemonSet-managed Pods: " + String.join(", ", daemons) + "\n";
  }

  private static Output drained(
      TerminalContext context,
      Arguments arguments,
      Resources resources,
      KubeObject node,
      List<KubeObject> pods,
      StringBuilder out,
      String warnings) {
    String end = "node/" + node.name() + " drained" + resources.suffix() + "\n";
    for (KubeObject pod : pods) {
      out.append("evicting pod ")
          .append(pod.namespace())
          .append('/')
          .append(pod.name())
          .append(resources.suffix())
          .append('\n');
    }
    if (arguments.isDryRun() || pods.isEmpty()) {
      return new Output(out + end, warnings, 0, Optional.empty());
    }
    List<KubeObject> left = new ArrayList<>(pods);
    List<KubeObject> asked = new ArrayList<>();
    long[] next = {0};
    Follow follow =
        () -> {
          StringBuilder text = new StringBuilder();
          StringBuilder err = new StringBuilder();
          boolean again = context.api().now() >= next[0];
          for (KubeObject pod : List.copyOf(left)) {
            KubeObject now = resources.find(Kinds.POD, pod.namespace(), pod.name());
            if (now == null || !now.uid().equals(pod.uid())) {
              left.remove(pod);
              text.append("pod/").append(pod.name()).append(" evicted\n");
            } else if (again
                && !asked.contains(pod)
                && !evict(context, arguments, resources, pod, err)) {
              next[0] = context.api().now() + RETRY_MILLIS;
            } else if (again && !asked.contains(pod)) {
              asked.add(pod);
            }
          }
          return new Follow.Step(
              text + (left.isEmpty() ? end : ""), err.toString(), left.isEmpty(), 0);
        };
    Follow.Step first = follow.resume();
    return new Output(
        out + first.out(),
        warnings + first.err(),
        0,
        first.done() ? Optional.empty() : Optional.of(follow));
  }

  private static boolean evict(
      TerminalContext context,
      Arguments arguments,
      Resources resources,
      KubeObject pod,
      StringBuilder err) {
    JsonObject body =
        JsonObject.of(
            "apiVersion", EVICTION.apiVersion(),
            "kind", EVICTION.name(),
            "metadata", JsonObject.of("name", pod.name(), "namespace", pod.namespace()));
    Long grace = arguments.number("grace-period");
    if (grace != null && grace >= 0) {
      body = body.with("deleteOptions", JsonObject.of("gracePeriodSeconds", grace));
    }
    try {
      resources.request(
          ApiRequest.create(Kinds.POD, pod.namespace(), body, ApiOptions.NONE, context.caller())
              .withName(pod.name())
              .on("eviction"));
      return true;
    } catch (ApiException refused) {
      if (refused.code() == 404) {
        return true;
      }
      if (refused.code() != 429) {
        throw refused;
      }
      err.append("error when evicting pods/\"")
          .append(pod.name())
          .append("\" -n \"")
          .append(pod.namespace())
          .append("\" (will retry after 5s): ")
          .append(refused.getMessage())
          .append('\n');
      return false;
    }
  }
}
