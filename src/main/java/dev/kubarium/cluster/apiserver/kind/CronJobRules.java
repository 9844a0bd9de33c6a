package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Ages;
import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import java.time.ZoneId;
import java.util.List;

/**
 * A CronJob makes Jobs by a schedule.
 *
 * <p>Models: pkg/registry/batch/cronjob, pkg/apis/batch/validation
 */
final class CronJobRules implements KindRules {

  private static final int LONGEST_NAME = 52;

  @Override
  public Kind kind() {
    return Kinds.CRON_JOB;
  }

  @Override
  public boolean hasGeneration() {
    return true;
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return object.updateOrCreate(
        "spec",
        spec ->
            PodSpecDefaults.text(spec, "concurrencyPolicy", "Allow")
                .withDefault("suspend", false)
                .withDefault("successfulJobsHistoryLimit", 3L)
                .withDefault("failedJobsHistoryLimit", 1L)
                .update("jobTemplate", job -> job.update("spec", PodSpecDefaults::template)));
  }

  @Override
  public JsonObject prepareCreate(JsonObject object, RuleContext context) {
    return object.with("status", JsonObject.EMPTY);
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    if (object.name().length() > LONGEST_NAME) {
      errors.invalid(
          "metadata.name", object.name(), "must be no more than " + LONGEST_NAME + " characters");
    }
    FieldErrors at = errors.in("spec");
    JsonObject spec = object.spec();
    if (FieldChecks.required(at, spec, "schedule")) {
      String schedule = spec.string("schedule");
      if (schedule.contains("TZ")) {
        at.invalid(
            "schedule",
            schedule,
            "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
      } else if (CronSyntax.fault(schedule) != null) {
        at.invalid("schedule", schedule, CronSyntax.fault(schedule));
      }
    }
    if (spec.isSet("timeZone")) {
      timeZone(at, spec.string("timeZone", ""));
    }
    for (String field :
        List.of(
            "startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit")) {
      FieldChecks.nonNegative(at, spec, field);
    }
    FieldChecks.oneOf(at, spec, "concurrencyPolicy", List.of("Allow", "Forbid", "Replace"));
    JobRules.specFaults(at.in("jobTemplate").in("spec"), spec.object("jobTemplate").object("spec"));
    if (spec.object("jobTemplate").object("spec").bool("manualSelector")) {
      at.notSupported("jobTemplate.spec.manualSelector", true, List.of("nil", "false"));
    }
  }

  private static void timeZone(FieldErrors errors, String zone) {
    if (zone.isEmpty()) {
      errors.invalid("timeZone", zone, "timeZone must be nil or non-empty string");
    } else if (zone.equalsIgnoreCase("Local")) {
      errors.invalid(
          "timeZone",
          zone,
          "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
    } else if (!ZoneId.getAvailableZoneIds().contains(zone)) {
      errors.invalid("timeZone", zone, "unknown time zone " + zone);
    }
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    if (!object.spec().equals(before.spec())) {
      validate(object, errors, context);
    }
  }

  @Override
  public List<String> warnings(KubeObject object) {
    return PodWarnings.of(template(object).object("spec"), "spec.jobTemplate.spec.template.spec");
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("Schedule", (object, now) -> object.spec().string("schedule", "")),
        Column.text("Timezone", (object, now) -> object.spec().string("timeZone", "<none>")),
        Column.text("Suspend", (object, now) -> object.spec().bool("suspend") ? "True" : "False"),
        Column.number("Active", (object, now) -> (long) object.status().array("active").size()),
        Column.text("Last Schedule", (object, now) -> lastSchedule(object, now)),
        Column.AGE,
        Workloads.containers(CronJobRules::template),
        Workloads.images(CronJobRules::template),
        Column.wide("Selector", (object, now) -> selector(object)));
  }

  private static JsonObject template(KubeObject object) {
    return object.spec().object("jobTemplate").object("spec").object("template");
  }

  private static String lastSchedule(KubeObject object, long now) {
    String last = object.status().string("lastScheduleTime", "");
    return last.isEmpty() ? "<none>" : Ages.since(last, now);
  }

  private static String selector(KubeObject object) {
    String text =
        LabelSelector.of(object.spec().object("jobTemplate").object("spec").object("selector"))
            .toString();
    return text.isEmpty() ? "<none>" : text;
  }
}
