package dev.kubarium.cluster.controller.job;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Claim;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.controller.pods.OwnersOfPods;
import dev.kubarium.cluster.controller.pods.PodControl;
import dev.kubarium.cluster.controller.pods.SlowStart;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.OwnerReferences;
import dev.kubarium.cluster.object.Pods;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs Pods until enough have succeeded, so many at once as its parallelism says, and gives up
 * after too many failures.
 *
 * <p>Documentation: concepts/workloads/controllers/job. Models: pkg/controller/job. Left out:
 * managedBy; ended Pods are counted and released in one step, so that {@code
 * uncountedTerminatedPods} stays empty.
 */
public final class JobController implements Controller {

  public static final String NAME = "job-controller";

  private static final int BURST = 500;

  private final Client client;
  private final OwnersOfPods owners;
  private final PodControl pods;

  public JobController(Client client) {
    this.client = client;
    this.owners = new OwnersOfPods(client, Kinds.JOB);
    this.pods = new PodControl(client);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    if (change.kind().equals(Kinds.JOB) && change.isRemoval()) {
      return List.of(change.key());
    }
    boolean restarted =
        change.kind().equals(Kinds.POD)
            && !change.isCreation()
            && !change.isRemoval()
            && JobPods.restarts(change.before()) != JobPods.restarts(change.after());
    return restarted ? owners.of(change) : owners.concernedBy(change);
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject job = client.get(key);
    if (job == null) {
      releaseOrphansOf(key);
      return Recheck.NEVER;
    }
    List<KubeObject> all = claimed(job);
    if (Outcome.isFinished(job)) {
      all.stream().filter(pod -> !Pods.isActive(pod)).forEach(this::release);
      return Recheck.NEVER;
    }
    Tally tally = new Tally(job, all);
    Outcome outcome = Outcome.of(tally, client.now());
    ApiException refusal = null;
    Recheck next = Recheck.NEVER;
    if (outcome != null && outcome.success()) {
      remove(job, tally.active);
    } else if (outcome != null) {
      tally.active.forEach(pod -> pods.delete(job, pod));
    } else if (job.spec().bool("suspend")) {
      remove(job, tally.active);
    } else if (!job.isTerminating()) {
      next = afterBackOff(job, endedOf(job, all));
      refusal = manage(tally, all);
    }
    KubeObject written = write(tally, outcome);
    tally.ended.forEach(this::release);
    if (refusal != null && !PodControl.isBecauseNamespaceEnds(refusal)) {
      throw refusal;
    }
    return written == null ? next : next.orSooner(Recheck.at(Outcome.deadline(written)));
  }

  private List<KubeObject> claimed(KubeObject job) {
    return new Claim(client, job, LabelSelector.of(job.spec().object("selector")))
        .of(Kinds.POD, any -> true);
  }

  private static List<KubeObject> endedOf(KubeObject job, List<KubeObject> all) {
    return all.stream()
        .filter(pod -> JobPods.isSucceeded(pod) || JobPods.isFailed(job, pod))
        .toList();
  }

  /** When the first back-off that is under way is over. */
  private Recheck afterBackOff(KubeObject job, List<KubeObject> ended) {
    Map<Long, List<KubeObject>> groups = new TreeMap<>();
    for (KubeObject pod : ended) {
      long group = job.spec().isSet("backoffLimitPerIndex") ? JobPods.index(pod) : 0;
      groups.computeIfAbsent(group, index -> new ArrayList<>()).add(pod);
    }
    Recheck next = Recheck.NEVER;
    for (List<KubeObject> group : groups.values()) {
      long until = BackOff.until(group);
      next = until > client.now() ? next.orSooner(Recheck.at(until)) : next;
    }
    return next;
  }

  /** Nobody will count these Pods any more. */
  private void releaseOrphansOf(ObjectKey job) {
    List<KubeObject> orphans = new ArrayList<>();
    for (KubeObject pod : client.list(Kinds.POD, job.namespace())) {
      JsonObject owner = OwnerReferences.controller(pod);
      if (JobPods.isTracked(pod)
          && (owner == null
              || Kinds.JOB.name().equals(owner.string("kind"))
                  && job.name().equals(owner.string("name")))) {
        orphans.add(pod);
      }
    }
    orphans.forEach(this::release);
  }

  private void release(KubeObject pod) {
    KubeObject current = client.current(pod);
    if (current == null || !JobPods.isTracked(current)) {
      return;
    }
    client.patch(
        current,
        tree ->
            tree.update(
                "metadata",
                metadata -> {
                  JsonArray left = metadata.array("finalizers").without(JobPods.FINALIZER::equals);
                  return metadata.withOrWithout("finalizers", left.isEmpty() ? null : left);
                }));
  }

  /** Takes Pods away that do not count, because the Job is suspended or wants fewer at once. */
  private void remove(KubeObject job, List<KubeObject> surplus) {
    for (KubeObject pod : surplus) {
      release(pod);
      pods.delete(job, pod);
    }
  }

  private ApiException manage(Tally tally, List<KubeObject> all) {
    KubeObject job = tally.job;
    long active = tally.active.size();
    long wanted = wanted(tally);
    if (active > wanted) {
      List<KubeObject> notReadyFirst =
          tally.active.stream()
              .sorted(
                  Comparator.comparing((KubeObject pod) -> !isBeyondCompletions(job, pod))
                      .thenComparing(Pods::isReady)
                      .thenComparing(KubeObject::createdAt, Comparator.reverseOrder()))
              .toList();
      remove(job, notReadyFirst.subList(0, (int) (active - wanted)));
      return null;
    }
    long missing = wanted - active - (JobPods.waitsForFailed(job) ? tally.terminating.size() : 0);
    int count = (int) Math.min(Math.max(0, missing), BURST);
    return JobPods.isIndexed(job)
        ? createIndexed(tally, all, count)
        : createPlain(tally, all, count);
  }

  /** An elastic Indexed Job that wants fewer indexes takes the highest away. */
  private static boolean isBeyondCompletions(KubeObject job, KubeObject pod) {
    return JobPods.isIndexed(job) && JobPods.index(pod) >= job.spec().integer("completions", 0);
  }

  /** Without completions, one success ends it: no further Pods then. */
  private static long wanted(Tally tally) {
    JsonObject spec = tally.job.spec();
    long parallelism = spec.integer("parallelism", 1);
    Long completions = spec.integer("completions");
    if (completions == null) {
      return tally.succeeded > 0 ? Math.min(parallelism, tally.active.size()) : parallelism;
    }
    return Math.min(
        parallelism, Math.max(0, completions - tally.succeeded - tally.failedIndexes.size()));
  }

  private ApiException createPlain(Tally tally, List<KubeObject> all, int count) {
    KubeObject job = tally.job;
    if (BackOff.until(endedOf(job, all)) > client.now()) {
      return null;
    }
    JsonObject template = job.spec().object("template");
    return SlowStart.of(count, i -> pods.create(job, template, JobPods::tracked)).refusal();
  }

  private ApiException createIndexed(Tally tally, List<KubeObject> all, int count) {
    KubeObject job = tally.job;
    boolean perIndex = job.spec().isSet("backoffLimitPerIndex");
    List<KubeObject> ended = endedOf(job, all);
    List<Long> free = new ArrayList<>();
    for (long index : tally.openIndexes()) {
      List<KubeObject> before =
          perIndex ? ended.stream().filter(pod -> JobPods.index(pod) == index).toList() : ended;
      if (free.size() < count && BackOff.until(before) <= client.now()) {
        free.add(index);
      }
    }
    JsonObject template = job.spec().object("template");
    return SlowStart.of(
            free.size(),
            i -> {
              Long failures = perIndex ? tally.indexFailures.getOrDefault(free.get(i), 0L) : null;
              pods.create(
                  job,
                  template,
                  pod -> JobPods.tracked(JobPods.indexed(job, pod, free.get(i), failures)));
            })
        .refusal();
  }

  private KubeObject write(Tally tally, Outcome outcome) {
    KubeObject job = tally.job;
    List<KubeObject> now = claimed(job);
    boolean isOver = outcome != null && now.stream().allMatch(Pods::isFinished);
    JsonObject before = job.status();
    KubeObject written =
        client.patchStatus(
            job, status -> JobStatus.of(tally, status, now, outcome, isOver, client.now()));
    if (written == null) {
      return null;
    }
    boolean wasSuspended = Conditions.isTrue(before, "Suspended");
    boolean isSuspended = Conditions.isTrue(written.status(), "Suspended");
    if (isSuspended && !wasSuspended) {
      client.event(job, "Normal", "Suspended", "Job suspended");
    } else if (wasSuspended && !isSuspended) {
      client.event(job, "Normal", "Resumed", "Job resumed");
    }
    if (isOver && outcome.success()) {
      client.event(job, "Normal", "Completed", "Job completed");
    } else if (isOver) {
      client.event(job, "Warning", outcome.reason(), outcome.message());
    }
    return written;
  }
}
