package dev.kubarium.cluster.scheduler;

import dev.kubarium.cluster.object.KubeObject;
import java.util.Collections;
import java.util.List;

/**
 * What ending Pods of lower priority would do for a Pod that fits nowhere.
 *
 * @param node where it would fit, or {@code null}
 * @param victims the Pods that must end there, the most important first
 * @param refusal why it would do nothing, as upstream says it, or {@code null}
 * @param forgetsNomination whether the node that was kept for the Pod is kept no longer
 */
public record Preemption(
    String node, List<KubeObject> victims, String refusal, boolean forgetsNomination) {

  static Preemption on(String node, List<KubeObject> victims) {
    return new Preemption(node, victims, null, false);
  }

  static Preemption notEligible(String refusal) {
    return new Preemption(null, List.of(), refusal, false);
  }

  static Preemption impossible(int nodes, List<String> reasons) {
    return new Preemption(null, List.of(), SchedulingDecision.counted(nodes, reasons), true);
  }

  static Preemption notHelpful(int nodes) {
    return impossible(nodes, Collections.nCopies(nodes, Preemptor.NOT_HELPFUL));
  }
}
