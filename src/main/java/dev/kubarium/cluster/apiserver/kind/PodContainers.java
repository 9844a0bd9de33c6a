package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.NodeConnector;
import dev.kubarium.cluster.apiserver.NodeConnector.LogLine;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.apiserver.SubresourceRules;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code log}, {@code exec} and their like: which container is meant, and what its node says. The
 * request's body is an object with the query's parameters; numbers and booleans may be texts.
 *
 * <p>Models: pkg/registry/core/pod/strategy.go, LogLocation and streamLocation
 *
 * <p>Left out: a command's input while it runs; a log is followed through {@link
 * NodeConnector#followLogs}.
 */
final class PodContainers {

  private static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

  private PodContainers() {}

  /** The kept lines, as plain text. */
  static ApiResponse log(
      ApiRequest request, KubeObject pod, RuleContext context, SubresourceRules.Writer writer) {
    JsonObject query = query(request);
    String container = chosen(pod, query.string("container", ""), context);
    List<LogLine> lines = context.nodes().logs(pod, container, isTrue(query, "previous"));
    StringBuilder text = new StringBuilder();
    for (LogLine line : selected(lines, query, context.now())) {
      if (isTrue(query, "timestamps")) {
        text.append(nanoTime(line.at())).append(' ');
      }
      text.append(line.text()).append('\n');
    }
    Long mostBytes = number(query, "limitBytes");
    String all = text.toString();
    String cut =
        mostBytes != null && mostBytes < all.length()
            ? all.substring(0, mostBytes.intValue())
            : all;
    return new ApiResponse(200, new ApiResponse.Text(cut), List.of());
  }

  private static List<LogLine> selected(List<LogLine> lines, JsonObject query, long now) {
    Long sinceSeconds = number(query, "sinceSeconds");
    String sinceTime = query.string("sinceTime", "");
    long since =
        sinceSeconds != null
            ? now - sinceSeconds * 1000
            : sinceTime.isEmpty() ? Long.MIN_VALUE : Timestamps.parse(sinceTime);
    List<LogLine> chosen = new ArrayList<>();
    for (LogLine line : lines) {
      if (line.at() >= since) {
        chosen.add(line);
      }
    }
    Long tail = number(query, "tailLines");
    return tail == null || tail < 0 || tail >= chosen.size()
        ? chosen
        : chosen.subList(chosen.size() - tail.intValue(), chosen.size());
  }

  /** {@code 2026-01-05T08:00:00.000000000Z}. */
  private static String nanoTime(long millis) {
    String text = Instant.ofEpochMilli(millis).toString();
    String whole = text.substring(0, 19);
    return whole
        + "."
        + String.format(java.util.Locale.ROOT, "%03d", Math.floorMod(millis, 1000L))
        + "000000Z";
  }

  /** Runs {@code command} to its end and answers {@code out}, {@code err} and {@code exitCode}. */
  static ApiResponse exec(
      ApiRequest request, KubeObject pod, RuleContext context, SubresourceRules.Writer writer) {
    JsonObject query = query(request);
    List<String> command =
        query.get("command") instanceof String single
            ? List.of(single)
            : query.array("command").strings();
    if (command.isEmpty()) {
      throw ApiException.badRequest("you must specify at least 1 command for the container");
    }
    String container = chosen(pod, query.string("container", ""), context);
    NodeConnector.ExecResult result =
        context.nodes().exec(pod, container, command, query.string("input", ""));
    return ApiResponse.document(
        200,
        JsonObject.of(
            "out", result.out(), "err", result.err(), "exitCode", (long) result.exitCode()));
  }

  /** What a container prints needs a stream too. */
  static ApiResponse attach(
      ApiRequest request, KubeObject pod, RuleContext context, SubresourceRules.Writer writer) {
    chosen(pod, query(request).string("container", ""), context);
    throw ApiException.badRequest("Upgrade request required");
  }

  /** Bytes to a port of the Pod need a stream of their own: a plain request cannot carry them. */
  static ApiResponse forward(
      ApiRequest request, KubeObject pod, RuleContext context, SubresourceRules.Writer writer) {
    if (!"Running".equals(pod.status().string("phase"))) {
      throw ApiException.badRequest(
          "unable to forward port because pod is not running. Current status="
              + pod.status().string("phase", ""));
    }
    throw ApiException.badRequest("Upgrade request required");
  }

  /**
   * The container that is meant; refuses with the API's words where that is not clear, or nothing
   * runs yet.
   */
  static String chosen(KubeObject pod, String asked, RuleContext context) {
    List<String> regular = names(pod, "containers");
    List<String> inits = names(pod, "initContainers");
    List<String> ephemeral = names(pod, "ephemeralContainers");
    String container = asked;
    if (container.isEmpty()) {
      String preferred = pod.annotations().string(DEFAULT_CONTAINER, "");
      if (regular.size() == 1) {
        container = regular.get(0);
      } else if (regular.contains(preferred)) {
        container = preferred;
      } else {
        throw ApiException.badRequest(
            "a container name must be specified for pod "
                + pod.name()
                + ", choose one of: "
                + bracketed(regular)
                + (inits.isEmpty() ? "" : " or one of the init containers: " + bracketed(inits))
                + (ephemeral.isEmpty()
                    ? ""
                    : " or one of the ephemeral containers: " + bracketed(ephemeral)));
      }
    } else if (!regular.contains(container)
        && !inits.contains(container)
        && !ephemeral.contains(container)) {
      throw ApiException.badRequest(
          "container " + container + " is not valid for pod " + pod.name());
    }
    if (pod.spec().string("nodeName", "").isEmpty()) {
      throw ApiException.badRequest("pod " + pod.name() + " does not have a host assigned");
    }
    return container;
  }

  private static String bracketed(List<String> names) {
    return "[" + String.join(" ", names) + "]";
  }

  private static List<String> names(KubeObject pod, String list) {
    return pod.spec().array(list).objects().stream()
        .map(container -> container.string("name", ""))
        .toList();
  }

  private static JsonObject query(ApiRequest request) {
    return request.body() instanceof JsonObject query ? query : JsonObject.EMPTY;
  }

  private static boolean isTrue(JsonObject query, String field) {
    Object value = query.get(field);
    return Boolean.TRUE.equals(value) || "true".equals(value) || "1".equals(value);
  }

  private static Long number(JsonObject query, String field) {
    Object value = query.get(field);
    if (value instanceof String text && text.matches("-?[0-9]{1,18}")) {
      return Long.valueOf(text);
    }
    return value instanceof Long number ? number : null;
  }
}
