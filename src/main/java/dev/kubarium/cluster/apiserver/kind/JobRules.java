package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Ages;
import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.Timestamps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Job finds its Pods by a label that the API makes for it, and its template never changes.
 *
 * <p>Models: pkg/registry/batch/job, pkg/apis/batch/validation
 */
final class JobRules implements KindRules {

  private static final String UID_LABEL = "batch.kubernetes.io/controller-uid";
  private static final String NAME_LABEL = "batch.kubernetes.io/job-name";
  private static final String OLD_UID_LABEL = "controller-uid";
  private static final String OLD_NAME_LABEL = "job-name";

  @Override
  public Kind kind() {
    return Kinds.JOB;
  }

  @Override
  public boolean hasGeneration() {
    return true;
  }

  @Override
  public String defaultPropagation() {
    return "Orphan";
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    JsonObject filled = object.updateOrCreate("spec", JobRules::specDefaults);
    JsonObject labels =
        filled.object("spec").object("template").object("metadata").object("labels");
    return filled.object("metadata").object("labels").isEmpty() && !labels.isEmpty()
        ? filled.withAt(labels, "metadata", "labels")
        : filled;
  }

  private static JsonObject specDefaults(JsonObject sent) {
    JsonObject spec = sent;
    if (!spec.isSet("completions") && !spec.isSet("parallelism")) {
      spec = spec.with("completions", 1L).with("parallelism", 1L);
    }
    spec =
        spec.withDefault("parallelism", 1L)
            .withDefault(
                "backoffLimit", spec.isSet("backoffLimitPerIndex") ? (long) Integer.MAX_VALUE : 6L)
            .withDefault("completionMode", "NonIndexed")
            .withDefault("suspend", false)
            .withDefault(
                "podReplacementPolicy",
                spec.isSet("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
    spec =
        spec.update(
            "podFailurePolicy",
            policy ->
                policy.updateEach(
                    "rules",
                    rule ->
                        rule.updateEach(
                            "onPodConditions",
                            condition -> PodSpecDefaults.text(condition, "status", "True"))));
    return PodSpecDefaults.template(spec);
  }

  /** The selector and the labels by which this Job, and no other, finds its Pods. */
  @Override
  public JsonObject prepareCreate(JsonObject object, RuleContext context) {
    JsonObject metadata = object.object("metadata");
    String uid = metadata.string("uid", "");
    String name = metadata.string("name", "");
    JsonObject prepared = object.with("status", JsonObject.EMPTY);
    if (object.object("spec").bool("manualSelector")) {
      return prepared;
    }
    return prepared.update(
        "spec",
        spec -> {
          JsonObject labels =
              spec.object("template")
                  .object("metadata")
                  .object("labels")
                  .with(UID_LABEL, uid)
                  .with(OLD_UID_LABEL, uid)
                  .with(NAME_LABEL, name)
                  .with(OLD_NAME_LABEL, name);
          return spec.withAt(labels, "template", "metadata", "labels")
              .withAt(uid, "selector", "matchLabels", UID_LABEL);
        });
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    FieldErrors at = errors.in("spec");
    JsonObject spec = object.spec();
    LabelSelector selector = LabelSelector.of(spec.object("selector"));
    if (!spec.isSet("selector")) {
      at.required("selector", "");
    } else {
      FieldChecks.labelSelector(at.in("selector"), spec.object("selector"));
      PodSpecValidation.selected(at.in("template"), spec.object("template"), selector);
      boolean own = spec.object("selector").equals(ownSelector(object.uid()));
      if (!spec.bool("manualSelector") && !own) {
        at.invalid("selector", spec.object("selector"), "`selector` not auto-generated");
      }
    }
    specFaults(at, spec);
  }

  private static JsonObject ownSelector(String uid) {
    return JsonObject.of("matchLabels", JsonObject.of(UID_LABEL, uid));
  }

  /** The faults of the spec of a Job or of a CronJob's template; {@code errors} stands at it. */
  static void specFaults(FieldErrors errors, JsonObject spec) {
    for (String field :
        List.of(
            "parallelism",
            "completions",
            "activeDeadlineSeconds",
            "backoffLimit",
            "ttlSecondsAfterFinished",
            "backoffLimitPerIndex")) {
      FieldChecks.nonNegative(errors, spec, field);
    }
    FieldChecks.oneOfIfSet(errors, spec, "completionMode", List.of("Indexed", "NonIndexed"));
    boolean indexed = spec.string("completionMode", "NonIndexed").equals("Indexed");
    if (indexed && !spec.isSet("completions")) {
      errors.required("completions", "when completion mode is Indexed");
    }
    if (spec.isSet("backoffLimitPerIndex") && !indexed) {
      errors.invalid(
          "backoffLimitPerIndex",
          spec.get("backoffLimitPerIndex"),
          "requires indexed completion mode");
    }
    if (spec.isSet("maxFailedIndexes")) {
      FieldChecks.nonNegative(errors, spec, "maxFailedIndexes");
      if (!spec.isSet("backoffLimitPerIndex")) {
        errors.required("backoffLimitPerIndex", "when maxFailedIndexes is specified");
      }
      if (spec.integer("maxFailedIndexes", 0) > spec.integer("completions", Long.MAX_VALUE)) {
        errors.invalid(
            "maxFailedIndexes",
            spec.get("maxFailedIndexes"),
            "must be less than or equal to completions");
      }
    }
    PodSpecValidation.template(errors.in("template"), spec.object("template"));
    String restart = spec.object("template").object("spec").string("restartPolicy", "");
    if (!restart.equals("OnFailure") && !restart.equals("Never")) {
      errors.required("template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\"");
    }
    failurePolicy(errors, spec, restart);
    if (spec.isSet("successPolicy") && !"Indexed".equals(spec.string("completionMode"))) {
      errors.invalid(
          "successPolicy", spec.object("successPolicy"), "requires indexed completion mode");
    }
  }

  private static void failurePolicy(FieldErrors errors, JsonObject spec, String restart) {
    List<String> replacement =
        spec.isSet("podFailurePolicy")
            ? List.of("Failed")
            : List.of("Failed", "TerminatingOrFailed");
    FieldChecks.oneOfIfSet(errors, spec, "podReplacementPolicy", replacement);
    if (!spec.isSet("podFailurePolicy")) {
      return;
    }
    if (!restart.equals("Never")) {
      errors.invalid(
          "template.spec.restartPolicy",
          restart,
          "only \"Never\" is supported when podFailurePolicy is specified");
    }
    JsonArray rules = spec.object("podFailurePolicy").array("rules");
    for (int i = 0; i < rules.size(); i++) {
      FieldErrors at = errors.in("podFailurePolicy").in("rules", i);
      JsonObject rule = rules.object(i);
      FieldChecks.oneOf(at, rule, "action", List.of("Count", "FailIndex", "FailJob", "Ignore"));
      if ("FailIndex".equals(rule.string("action")) && !spec.isSet("backoffLimitPerIndex")) {
        at.invalid("action", "FailIndex", "requires the backoffLimitPerIndex to be set");
      }
      boolean codes = rule.isSet("onExitCodes");
      boolean conditions = !rule.array("onPodConditions").isEmpty();
      if (codes == conditions) {
        at.invalid(
            "",
            rule,
            codes
                ? "specifying both OnExitCodes and OnPodConditions is not supported"
                : "specifying one of OnExitCodes and OnPodConditions is required");
      }
      if (codes) {
        String container = rule.object("onExitCodes").string("containerName", "");
        if (!container.isEmpty()
            && !isContainer(spec.object("template").object("spec"), container)) {
          at.in("onExitCodes")
              .invalid(
                  "containerName",
                  container,
                  "must be one of the container or initContainer names in the pod template");
        }
        exitCodes(at.in("onExitCodes"), rule.object("onExitCodes"));
      }
    }
  }

  private static boolean isContainer(JsonObject pod, String name) {
    return pod.array("containers").find("name", name) != null
        || pod.array("initContainers").find("name", name) != null;
  }

  private static void exitCodes(FieldErrors errors, JsonObject codes) {
    FieldChecks.oneOf(errors, codes, "operator", List.of("In", "NotIn"));
    JsonArray values = codes.array("values");
    if (values.isEmpty()) {
      errors.invalid("values", values, "at least one value is required");
    }
    if ("In".equals(codes.string("operator")) && values.contains(0L)) {
      errors.invalid("values[0]", 0L, "must not be 0 for the In operator");
    }
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    JsonObject spec = object.spec();
    JsonObject old = before.spec();
    if (spec.equals(old)) {
      return;
    }
    validate(object, errors, context);
    FieldErrors at = errors.in("spec");
    completionsUpdate(at, spec, old);
    FieldChecks.immutable(at, spec, old, "selector");
    templateUpdate(at, object, before);
    for (String field :
        List.of("completionMode", "podFailurePolicy", "backoffLimitPerIndex", "successPolicy")) {
      FieldChecks.immutable(at, spec, old, field);
    }
  }

  /** Only an Indexed Job may grow or shrink, and only together with its parallelism. */
  private static void completionsUpdate(FieldErrors errors, JsonObject spec, JsonObject old) {
    if (java.util.Objects.equals(spec.get("completions"), old.get("completions"))) {
      return;
    }
    if (!"Indexed".equals(spec.string("completionMode"))
        || !spec.isSet("completions")
        || !old.isSet("completions")) {
      FieldChecks.immutable(errors, spec, old, "completions");
    } else if (!spec.get("completions").equals(spec.get("parallelism"))) {
      errors.invalid(
          "completions",
          spec.get("completions"),
          "can only be modified in tandem with spec.parallelism");
    }
  }

  /** Where a suspended Job that has not begun yet will run may still be said. */
  private static void templateUpdate(FieldErrors errors, KubeObject object, KubeObject before) {
    JsonObject template = object.spec().object("template");
    JsonObject old = before.spec().object("template");
    boolean mayMove = before.spec().bool("suspend") && !before.status().isSet("startTime");
    if (mayMove) {
      for (String field : List.of("nodeSelector", "tolerations", "schedulingGates", "affinity")) {
        template =
            template.with(
                "spec",
                template.object("spec").withOrWithout(field, old.object("spec").get(field)));
      }
      template = template.withOrWithout("metadata", old.get("metadata"));
    }
    if (!template.equals(old)) {
      errors.invalid("template", object.spec().object("template"), FieldChecks.IMMUTABLE);
    }
  }

  @Override
  public Map<String, String> selectableFields(KubeObject object) {
    return SelectableFields.of(
        "status.successful", Long.toString(object.status().integer("succeeded", 0)));
  }

  @Override
  public List<String> warnings(KubeObject object) {
    return PodWarnings.of(object.spec().object("template").object("spec"), "spec.template.spec");
  }

  @Override
  public List<Column> columns() {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.NAME,
                Column.text("Status", (object, now) -> status(object)),
                Column.text("Completions", (object, now) -> completions(object)),
                Column.text("Duration", JobRules::duration),
                Column.AGE));
    columns.addAll(Workloads.wideColumns());
    return columns;
  }

  private static String status(KubeObject job) {
    for (String type : List.of("Complete", "Failed")) {
      if (has(job, type)) {
        return type;
      }
    }
    if (job.isTerminating()) {
      return "Terminating";
    }
    for (String type : List.of("Suspended", "FailureTarget", "SuccessCriteriaMet")) {
      if (has(job, type)) {
        return type;
      }
    }
    return "Running";
  }

  private static boolean has(KubeObject job, String type) {
    JsonObject condition = job.status().array("conditions").find("type", type);
    return condition != null && "True".equals(condition.string("status"));
  }

  private static String completions(KubeObject job) {
    long succeeded = job.status().integer("succeeded", 0);
    Long completions = job.spec().integer("completions");
    if (completions != null) {
      return succeeded + "/" + completions;
    }
    long parallelism = job.spec().integer("parallelism", 0);
    return parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
  }

  private static String duration(KubeObject job, long now) {
    String start = job.status().string("startTime", "");
    if (start.isEmpty()) {
      return "";
    }
    String end = job.status().string("completionTime", "");
    return Ages.of((end.isEmpty() ? now : Timestamps.parse(end)) - Timestamps.parse(start));
  }
}
