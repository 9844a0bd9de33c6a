package dev.kubarium.cluster.controller.job;

import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;
import dev.kubarium.cluster.object.Timestamps;

/**
 * What is particular to the Pods of a Job: the finalizer by which none is lost uncounted, and the
 * index that one of an Indexed Job has.
 *
 * <p>Models: pkg/controller/job/indexed_job_utils.go, tracking_utils.go
 */
final class JobPods {

  static final String FINALIZER = "batch.kubernetes.io/job-tracking";
  static final String INDEX = "batch.kubernetes.io/job-completion-index";
  static final String INDEX_FAILURES = "batch.kubernetes.io/job-index-failure-count";

  private JobPods() {}

  static boolean isIndexed(KubeObject job) {
    return "Indexed".equals(job.spec().string("completionMode"));
  }

  static boolean isTracked(KubeObject pod) {
    return pod.finalizers().contains(FINALIZER);
  }

  static boolean isSucceeded(KubeObject pod) {
    return Pods.phase(pod).equals("Succeeded");
  }

  /** Failed; or ending, where a Job replaces a Pod as soon as it begins to end. */
  static boolean isFailed(KubeObject job, KubeObject pod) {
    return Pods.phase(pod).equals("Failed")
        || pod.isTerminating() && !isSucceeded(pod) && !waitsForFailed(job);
  }

  static boolean waitsForFailed(KubeObject job) {
    return "Failed".equals(job.spec().string("podReplacementPolicy"));
  }

  /** The completion index, or -1 where it has none. */
  static long index(KubeObject pod) {
    String text = pod.annotations().string(INDEX, "");
    return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : -1;
  }

  static long indexFailures(KubeObject pod) {
    String text = pod.annotations().string(INDEX_FAILURES, "");
    return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 0;
  }

  /** Makes a Pod one that is counted. */
  static JsonObject tracked(JsonObject pod) {
    return pod.update(
        "metadata",
        metadata -> metadata.with("finalizers", metadata.array("finalizers").plus(FINALIZER)));
  }

  /**
   * Makes a Pod one of an index: in its name, its host name, a label, an annotation and a variable.
   */
  static JsonObject indexed(KubeObject job, JsonObject pod, long index, Long failures) {
    String text = Long.toString(index);
    return pod.update(
            "metadata",
            metadata ->
                metadata
                    .with("generateName", job.name() + "-" + text + "-")
                    .updateOrCreate("labels", labels -> labels.with(INDEX, text))
                    .updateOrCreate(
                        "annotations",
                        annotations ->
                            annotations
                                .with(INDEX, text)
                                .withOrWithout(
                                    INDEX_FAILURES,
                                    failures == null ? null : Long.toString(failures))))
        .update(
            "spec",
            spec ->
                spec.with("hostname", job.name() + "-" + text)
                    .updateEach("initContainers", JobPods::withVariable)
                    .updateEach("containers", JobPods::withVariable));
  }

  private static JsonObject withVariable(JsonObject container) {
    JsonArray variables = container.array("env");
    if (variables.find("name", "JOB_COMPLETION_INDEX") != null) {
      return container;
    }
    JsonObject from =
        JsonObject.of("fieldRef", JsonObject.of("fieldPath", "metadata.labels['" + INDEX + "']"));
    return container.with(
        "env", variables.plus(JsonObject.of("name", "JOB_COMPLETION_INDEX", "valueFrom", from)));
  }

  /** When an ended Pod ended, in virtual milliseconds. */
  static long endedAt(KubeObject pod) {
    long last = 0;
    for (JsonObject container : pod.status().array("containerStatuses").objects()) {
      last =
          Math.max(
              last,
              Timestamps.parse(container.objectAt("state", "terminated").string("finishedAt")));
    }
    if (last == 0 && pod.isTerminating()) {
      last = Timestamps.parse(pod.metadata().string("deletionTimestamp"));
    }
    JsonObject ready = Conditions.find(pod.status(), "Ready");
    return last == 0 && ready != null ? Timestamps.parse(ready.string("lastTransitionTime")) : last;
  }

  /** The restarts of all its containers together. */
  static long restarts(KubeObject pod) {
    long restarts = 0;
    for (String list : new String[] {"initContainerStatuses", "containerStatuses"}) {
      for (JsonObject container : pod.status().array(list).objects()) {
        restarts += container.integer("restartCount", 0);
      }
    }
    return restarts;
  }
}
