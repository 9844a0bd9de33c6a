package dev.kubarium.cluster.controller.job;

import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.List;

/**
 * What the Job's podFailurePolicy makes of a failed Pod: the first rule that matches decides.
 *
 * <p>Models: pkg/controller/job/pod_failure_policy.go
 */
final class FailurePolicy {

  /**
   * {@code action}: {@code Count}, {@code Ignore}, {@code FailIndex} or {@code FailJob}; the
   * message is of FailJob alone.
   */
  record Verdict(String action, String message) {}

  private static final Verdict COUNT = new Verdict("Count", null);

  private FailurePolicy() {}

  static Verdict judge(KubeObject job, KubeObject pod) {
    List<JsonObject> rules = job.spec().object("podFailurePolicy").array("rules").objects();
    for (int i = 0; i < rules.size(); i++) {
      JsonObject rule = rules.get(i);
      String because = because(rule, pod);
      if (because != null) {
        String action = rule.string("action", "Count");
        return new Verdict(action, because + " matching " + action + " rule at index " + i);
      }
    }
    return COUNT;
  }

  private static String because(JsonObject rule, KubeObject pod) {
    String name = pod.namespace() + "/" + pod.name();
    if (rule.isSet("onExitCodes")) {
      JsonObject container = matchingContainer(rule.object("onExitCodes"), pod);
      return container == null
          ? null
          : "Container "
              + container.string("name")
              + " for pod "
              + name
              + " failed with exit code "
              + container.objectAt("state", "terminated").integer("exitCode", 0);
    }
    for (JsonObject pattern : rule.array("onPodConditions").objects()) {
      JsonObject condition = Conditions.find(pod.status(), pattern.string("type", ""));
      if (condition != null
          && condition.string("status", "").equals(pattern.string("status", "True"))) {
        return "Pod " + name + " has condition " + pattern.string("type");
      }
    }
    return null;
  }

  private static JsonObject matchingContainer(JsonObject codes, KubeObject pod) {
    List<JsonObject> containers =
        new ArrayList<>(pod.status().array("containerStatuses").objects());
    containers.addAll(pod.status().array("initContainerStatuses").objects());
    for (JsonObject container : containers) {
      if (codes.isSet("containerName")
          && !codes.get("containerName").equals(container.get("name"))) {
        continue;
      }
      Long exit = container.objectAt("state", "terminated").integer("exitCode");
      if (exit != null
          && exit != 0
          && codes.array("values").contains(exit) == "In".equals(codes.string("operator"))) {
        return container;
      }
    }
    return null;
  }
}
