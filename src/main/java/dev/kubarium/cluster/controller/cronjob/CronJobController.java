package dev.kubarium.cluster.controller.cronjob;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.OwnerReferences;
import dev.kubarium.cluster.object.Timestamps;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Creates a Job whenever its schedule says so, unless the last one still runs and it forbids that.
 *
 * <p>Documentation: concepts/workloads/controllers/cron-jobs. Models: pkg/controller/cronjob. Left
 * out: nothing.
 */
public final class CronJobController implements Controller {

  public static final String NAME = "cronjob-controller";

  private static final long MANY = 100;
  private static final DateTimeFormatter RFC_1123 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Client client;

  public CronJobController(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    if (change.kind().equals(Kinds.CRON_JOB)) {
      return change.isRemoval() ? List.of() : List.of(change.key());
    }
    if (!change.kind().equals(Kinds.JOB)) {
      return List.of();
    }
    JsonObject owner = OwnerReferences.controller(change.object());
    return owner != null && Kinds.CRON_JOB.name().equals(owner.string("kind"))
        ? List.of(
            ObjectKey.of(Kinds.CRON_JOB, change.object().namespace(), owner.string("name", "")))
        : List.of();
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject known = client.get(key);
    if (known == null || known.isTerminating()) {
      return Recheck.NEVER;
    }
    KubeObject cronJob = withActive(known);
    cleanUp(cronJob);
    if (cronJob.spec().bool("suspend")) {
      return Recheck.NEVER;
    }
    ZoneId zone = ZoneId.of(cronJob.spec().string("timeZone", "UTC"));
    Schedule schedule = Schedule.of(cronJob.spec().string("schedule", ""), zone);
    Schedule.Missed missed = schedule.missed(since(cronJob), client.now());
    if (missed.count() > MANY) {
      client.event(
          cronJob,
          "Warning",
          "TooManyMissedTimes",
          "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew");
    }
    if (missed.count() > 0) {
      start(cronJob, missed.latest(), zone);
    }
    return Recheck.at(schedule.next(client.now()));
  }

  /** Times before this are not made up for. */
  private long since(KubeObject cronJob) {
    String last = cronJob.status().string("lastScheduleTime", "");
    long since = last.isEmpty() ? cronJob.createdAt() : Timestamps.parse(last);
    Long deadline = cronJob.spec().integer("startingDeadlineSeconds");
    return deadline == null ? since : Math.max(since, client.now() - deadline * 1000);
  }

  /** Strikes the Jobs that finished or are gone from the list of the active ones. */
  private KubeObject withActive(KubeObject cronJob) {
    List<KubeObject> jobs = client.controlledBy(cronJob, Kinds.JOB);
    JsonArray active = JsonArray.EMPTY;
    long success = Timestamps.parse(cronJob.status().string("lastSuccessfulTime"));
    for (JsonObject reference : cronJob.status().array("active").objects()) {
      KubeObject job =
          jobs.stream()
              .filter(each -> each.uid().equals(reference.get("uid")))
              .findFirst()
              .orElse(null);
      if (job == null) {
        client.event(
            cronJob,
            "Normal",
            "MissingJob",
            "Active job went missing: " + reference.string("name"));
      } else if (outcome(job) != null) {
        client.event(
            cronJob,
            "Normal",
            "SawCompletedJob",
            "Saw completed job: " + job.name() + ", condition: " + outcome(job));
      } else {
        active = active.plus(reference);
      }
    }
    sayUnexpected(cronJob, jobs);
    for (KubeObject job : jobs) {
      if ("Complete".equals(outcome(job))) {
        success = Math.max(success, Timestamps.parse(job.status().string("completionTime")));
      }
    }
    JsonArray still = active;
    String last = success == 0 ? null : Timestamps.format(success);
    return client.patchStatus(
        cronJob,
        status ->
            status
                .withOrWithout("active", still.isEmpty() ? null : still)
                .withOrWithout("lastSuccessfulTime", last));
  }

  /** A Job that goes on, is of this CronJob and was not started by its schedule. */
  private void sayUnexpected(KubeObject cronJob, List<KubeObject> jobs) {
    JsonArray active = cronJob.status().array("active");
    for (KubeObject job : jobs) {
      if (outcome(job) == null && active.find("uid", job.uid()) == null) {
        client.event(
            cronJob,
            "Warning",
            "UnexpectedJob",
            "Saw a job that the controller did not create or forgot: " + job.name());
      }
    }
  }

  /** {@code Complete}, {@code Failed}, or {@code null} for a Job that goes on. */
  private static String outcome(KubeObject job) {
    return Conditions.isTrue(job.status(), "Complete")
        ? "Complete"
        : Conditions.isTrue(job.status(), "Failed") ? "Failed" : null;
  }

  /** Keeps so many finished Jobs as the history limits say, the newest. */
  private void cleanUp(KubeObject cronJob) {
    List<KubeObject> jobs = client.controlledBy(cronJob, Kinds.JOB);
    keep(cronJob, jobs, "Complete", cronJob.spec().integer("successfulJobsHistoryLimit", 3));
    keep(cronJob, jobs, "Failed", cronJob.spec().integer("failedJobsHistoryLimit", 1));
  }

  private void keep(KubeObject cronJob, List<KubeObject> jobs, String outcome, long limit) {
    List<KubeObject> oldestFirst =
        jobs.stream()
            .filter(job -> outcome.equals(outcome(job)) && !job.isTerminating())
            .sorted(
                Comparator.comparing((KubeObject job) -> job.status().string("startTime", ""))
                    .thenComparing(KubeObject::name))
            .toList();
    for (int i = 0; i < oldestFirst.size() - limit; i++) {
      delete(cronJob, oldestFirst.get(i));
    }
  }

  private void delete(KubeObject cronJob, KubeObject job) {
    client.delete(job);
    client.event(cronJob, "Normal", "SuccessfulDelete", "Deleted job " + job.name());
  }

  private void start(KubeObject cronJob, long scheduled, ZoneId zone) {
    Long deadline = cronJob.spec().integer("startingDeadlineSeconds");
    if (deadline != null && scheduled + deadline * 1000 < client.now()) {
      String time = RFC_1123.format(Instant.ofEpochMilli(scheduled));
      client.event(
          cronJob, "Warning", "MissSchedule", "Missed scheduled time to start a job: " + time);
      return;
    }
    JsonArray active = cronJob.status().array("active");
    String policy = cronJob.spec().string("concurrencyPolicy", "Allow");
    if (policy.equals("Forbid") && !active.isEmpty()) {
      client.event(
          cronJob,
          "Normal",
          "JobAlreadyActive",
          "Not starting job because prior execution is running and concurrency policy is Forbid");
      return;
    }
    if (policy.equals("Replace")) {
      for (JsonObject reference : active.objects()) {
        KubeObject job = client.get(Kinds.JOB, cronJob.namespace(), reference.string("name", ""));
        if (job != null && !job.isTerminating()) {
          delete(cronJob, job);
        }
      }
      active = JsonArray.EMPTY;
    }
    KubeObject job = create(cronJob, scheduled, zone);
    if (job == null) {
      return;
    }
    JsonArray now = active.plus(reference(job));
    client.patchStatus(
        cronJob,
        status ->
            status.with("active", now).with("lastScheduleTime", Timestamps.format(scheduled)));
  }

  /**
   * The time is part of the name, so that no time makes two Jobs; {@code null} where somebody
   * else's Job has the name.
   */
  private KubeObject create(KubeObject cronJob, long scheduled, ZoneId zone) {
    String name = cronJob.name() + "-" + scheduled / 60_000;
    KubeObject known = client.get(Kinds.JOB, cronJob.namespace(), name);
    if (known != null) {
      return known.isOwnedBy(cronJob) ? known : null;
    }
    JsonObject template = cronJob.spec().object("jobTemplate");
    String time =
        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(Instant.ofEpochMilli(scheduled).atZone(zone));
    JsonObject metadata =
        JsonObject.of(
            "name", name,
            "namespace", cronJob.namespace(),
            "labels", template.object("metadata").get("labels"),
            "annotations",
                template
                    .object("metadata")
                    .object("annotations")
                    .with("batch.kubernetes.io/cronjob-scheduled-timestamp", time),
            "ownerReferences", JsonArray.of(OwnerReferences.controllerReference(cronJob)));
    try {
      KubeObject job =
          client.create(
              KubeObject.of(
                  Kinds.JOB,
                  JsonObject.of(
                      "apiVersion",
                      "batch/v1",
                      "kind",
                      "Job",
                      "metadata",
                      metadata,
                      "spec",
                      template.object("spec"))));
      client.event(cronJob, "Normal", "SuccessfulCreate", "Created job " + job.name());
      return job;
    } catch (ApiException refused) {
      if (refused.details().array("causes").find("reason", "NamespaceTerminating") == null) {
        client.event(
            cronJob, "Warning", "FailedCreate", "Error creating job: " + refused.getMessage());
      }
      throw refused;
    }
  }

  private static JsonObject reference(KubeObject job) {
    return JsonObject.of(
        "apiVersion", "batch/v1",
        "kind", "Job",
        "name", job.name(),
        "namespace", job.namespace(),
        "resourceVersion", job.metadata().string("resourceVersion"),
        "uid", job.uid());
  }
}
