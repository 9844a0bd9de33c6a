package dev.kubarium.cluster.controller.job;

import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The Pods of a Job counted: those that ended before are numbers in its status; those that ended
 * since still carry the finalizer, and are counted here once, after which it is taken from them.
 *
 * <p>Models: pkg/controller/job/job_controller.go (trackJobStatusAndRemoveFinalizers)
 */
final class Tally {

  final KubeObject job;
  final List<KubeObject> active = new ArrayList<>();
  final List<KubeObject> terminating = new ArrayList<>();

  /** Pods that ended and were not counted before. */
  final List<KubeObject> ended = new ArrayList<>();

  final TreeSet<Long> completedIndexes;
  final TreeSet<Long> failedIndexes;

  /** index → the failures that count against it, from the newest Pod of it that failed. */
  final TreeMap<Long, Long> indexFailures = new TreeMap<>();

  long succeeded;
  long failed;

  /** Why a Pod's failure fails the whole Job, or {@code null}. */
  String failsJob;

  Tally(KubeObject job, List<KubeObject> pods) {
    this.job = job;
    long completions = job.spec().integer("completions", Long.MAX_VALUE);
    this.completedIndexes = Indexes.parse(job.status().string("completedIndexes", ""), completions);
    this.failedIndexes = Indexes.parse(job.status().string("failedIndexes", ""), completions);
    this.succeeded = job.status().integer("succeeded", 0);
    this.failed = job.status().integer("failed", 0);
    pods.forEach(this::count);
    if (JobPods.isIndexed(job)) {
      succeeded = completedIndexes.size();
      failedIndexes.removeAll(completedIndexes);
    }
  }

  private void count(KubeObject pod) {
    if (!Pods.isFinished(pod)) {
      (pod.isTerminating() ? terminating : active).add(pod);
    }
    if (JobPods.isSucceeded(pod)) {
      countSuccess(pod);
    } else if (JobPods.isFailed(job, pod)) {
      countFailure(pod);
    }
  }

  private void countSuccess(KubeObject pod) {
    if (JobPods.isTracked(pod)) {
      ended.add(pod);
      succeeded++;
      if (JobPods.index(pod) >= 0 && JobPods.index(pod) < job.spec().integer("completions", 0)) {
        completedIndexes.add(JobPods.index(pod));
      }
    }
  }

  private void countFailure(KubeObject pod) {
    FailurePolicy.Verdict verdict = FailurePolicy.judge(job, pod);
    boolean counts = !verdict.action().equals("Ignore");
    indexFailures.merge(
        JobPods.index(pod), JobPods.indexFailures(pod) + (counts ? 1 : 0), Math::max);
    if (!JobPods.isTracked(pod)) {
      return;
    }
    ended.add(pod);
    failed += counts ? 1 : 0;
    if (verdict.action().equals("FailJob")) {
      failsJob = failsJob == null ? verdict.message() : failsJob;
    }
    Long perIndex = job.spec().integer("backoffLimitPerIndex");
    boolean failsIndex =
        verdict.action().equals("FailIndex")
            || perIndex != null && counts && JobPods.indexFailures(pod) >= perIndex;
    if (perIndex != null && failsIndex && JobPods.index(pod) >= 0) {
      failedIndexes.add(JobPods.index(pod));
    }
  }

  /** Indexes that need a Pod: neither done nor failed nor at work. */
  List<Long> openIndexes() {
    TreeSet<Long> taken = new TreeSet<>(completedIndexes);
    taken.addAll(failedIndexes);
    active.forEach(pod -> taken.add(JobPods.index(pod)));
    if (JobPods.waitsForFailed(job)) {
      terminating.forEach(pod -> taken.add(JobPods.index(pod)));
    }
    List<Long> open = new ArrayList<>();
    for (long i = 0; i < job.spec().integer("completions", 0); i++) {
      if (!taken.contains(i)) {
        open.add(i);
      }
    }
    return open;
  }
}
