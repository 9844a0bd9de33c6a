package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.apiserver.SubresourceRules;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Pod begins Pending with its quality of service, ends after its grace period once it is on a
 * node, and lets hardly anything of its spec be changed.
 *
 * <p>Models: pkg/registry/core/pod
 */
final class PodRules implements KindRules {

  @Override
  public Kind kind() {
    return Kinds.POD;
  }

  @Override
  public boolean hasGeneration() {
    return true;
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return object.updateOrCreate("spec", PodSpecDefaults::pod);
  }

  @Override
  public JsonObject prepareCreate(JsonObject object, RuleContext context) {
    JsonObject labels = object.object("metadata").object("labels");
    JsonObject spec =
        MatchLabelKeys.merged(PodSpecDefaults.serviceAccount(object.object("spec")), labels);
    JsonObject status =
        JsonObject.of("phase", "Pending", "qosClass", PodSpecDefaults.qosClass(spec));
    return object
        .with("spec", spec)
        .with(
            "status",
            spec.array("schedulingGates").isEmpty() ? status : status.with("conditions", GATED));
  }

  private static final JsonArray GATED =
      JsonArray.of(
          JsonObject.of(
              "type", "PodScheduled",
              "status", "False",
              "reason", "SchedulingGated",
              "message", "Scheduling is blocked due to non-empty scheduling gates"));

  @Override
  public void validate(KubeObject pod, FieldErrors errors, RuleContext context) {
    PodSpecValidation.spec(errors.in("spec"), pod.spec());
    untrimmedImages(errors.in("spec"), pod.spec());
    if (!pod.spec().array("ephemeralContainers").isEmpty()) {
      errors.forbidden("spec.ephemeralContainers", "cannot be set on create");
    }
    if (!pod.spec().string("nodeName", "").isEmpty()
        && !pod.spec().array("schedulingGates").isEmpty()) {
      errors.forbidden(
          "spec.nodeName", "cannot be set until all schedulingGates have been cleared");
    }
  }

  private static void untrimmedImages(FieldErrors errors, JsonObject spec) {
    for (String list : List.of("containers", "initContainers")) {
      JsonArray containers = spec.array(list);
      for (int i = 0; i < containers.size(); i++) {
        String image = containers.object(i).string("image", "");
        if (!image.equals(image.strip())) {
          errors
              .in(list, i)
              .invalid("image", image, "must not have leading or trailing whitespace");
        }
      }
    }
  }

  @Override
  public void validateUpdate(
      KubeObject pod, KubeObject before, FieldErrors errors, RuleContext context) {
    if (pod.spec().equals(before.spec()) || "binding".equals(context.subresource())) {
      return;
    }
    PodSpecValidation.spec(errors.in("spec"), pod.spec());
    if ("ephemeralcontainers".equals(context.subresource())) {
      PodUpdateValidation.ephemeralContainers(errors.in("spec"), pod.spec(), before.spec());
      return;
    }
    PodUpdateValidation.validate(errors.in("spec"), pod.spec(), before.spec());
  }

  /**
   * A Pod on a node ends within its grace period; one that is on none, or has ended, goes at once.
   */
  @Override
  public Optional<Long> gracePeriod(KubeObject pod, Long asked) {
    String phase = pod.status().string("phase", "");
    if (pod.spec().string("nodeName", "").isEmpty()
        || phase.equals("Failed")
        || phase.equals("Succeeded")) {
      return Optional.of(0L);
    }
    long seconds = asked != null ? asked : pod.spec().integer("terminationGracePeriodSeconds", 0);
    return Optional.of(seconds < 0 ? 1L : seconds);
  }

  @Override
  public List<String> parts() {
    return List.of("ephemeralcontainers");
  }

  /** Of what is sent to …/ephemeralcontainers only those are taken. */
  @Override
  public JsonObject prepareUpdate(JsonObject object, KubeObject before, RuleContext context) {
    if (!"ephemeralcontainers".equals(context.subresource())) {
      return object;
    }
    return before
        .tree()
        .update(
            "spec",
            spec ->
                spec.withOrWithout(
                    "ephemeralContainers", object.object("spec").get("ephemeralContainers")));
  }

  @Override
  public Map<String, SubresourceRules> subresources() {
    Map<String, SubresourceRules> subresources = new LinkedHashMap<>();
    List<String> streams = List.of("create", "get");
    subresources.put(
        "attach",
        SubresourceRules.described("v1", "PodAttachOptions", streams, PodContainers::attach));
    subresources.put(
        "binding",
        SubresourceRules.described("v1", "Binding", List.of("create"), PodBinding::bind));
    subresources.put(
        "eviction",
        SubresourceRules.described("policy/v1", "Eviction", List.of("create"), PodEviction::evict));
    subresources.put(
        "exec", SubresourceRules.described("v1", "PodExecOptions", streams, PodContainers::exec));
    subresources.put(
        "portforward",
        SubresourceRules.described("v1", "PodPortForwardOptions", streams, PodContainers::forward));
    subresources.put(
        "log", SubresourceRules.described("v1", "Pod", List.of("get"), PodContainers::log));
    return subresources;
  }

  @Override
  public Map<String, String> selectableFields(KubeObject object) {
    JsonObject spec = object.spec();
    JsonObject status = object.status();
    return SelectableFields.of(
        "spec.nodeName", spec.string("nodeName", ""),
        "spec.restartPolicy", spec.string("restartPolicy", ""),
        "spec.schedulerName", spec.string("schedulerName", ""),
        "spec.serviceAccountName", spec.string("serviceAccountName", ""),
        "spec.hostNetwork", spec.bool("hostNetwork") ? "true" : "false",
        "status.phase", status.string("phase", ""),
        "status.podIP", status.string("podIP", ""),
        "status.nominatedNodeName", status.string("nominatedNodeName", ""));
  }

  @Override
  public List<String> warnings(KubeObject object) {
    return PodWarnings.of(object.spec(), "spec");
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text(
            "Ready",
            (object, now) -> {
              PodStatusText text = PodStatusText.of(object);
              return text.ready() + "/" + text.total();
            }),
        Column.text("Status", (object, now) -> PodStatusText.of(object).reason()),
        Column.text("Restarts", (object, now) -> PodStatusText.of(object).restartsText(now)),
        Column.AGE,
        Column.wide("IP", (object, now) -> orNone(object.status().string("podIP", ""))),
        Column.wide("Node", (object, now) -> orNone(object.spec().string("nodeName", ""))),
        Column.wide(
            "Nominated Node",
            (object, now) -> orNone(object.status().string("nominatedNodeName", ""))),
        Column.wide("Readiness Gates", (object, now) -> readinessGates(object)));
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "<none>" : text;
  }

  private static String readinessGates(KubeObject pod) {
    JsonArray gates = pod.spec().array("readinessGates");
    if (gates.isEmpty()) {
      return "<none>";
    }
    long passed =
        gates.objects().stream()
            .map(
                gate ->
                    pod.status().array("conditions").find("type", gate.string("conditionType", "")))
            .filter(condition -> condition != null && "True".equals(condition.string("status")))
            .count();
    return passed + "/" + gates.size();
  }
}
