package dev.kubarium.cluster.scheduler;

import java.util.List;

/**
 * What a filter says of a node.
 *
 * @param reasons why not, in upstream's words, e.g. {@code Insufficient cpu}; empty where the node
 *     fits
 * @param resolvable whether the node might fit were there fewer Pods on it
 */
public record Verdict(List<String> reasons, boolean resolvable) {

  public static final Verdict FITS = new Verdict(List.of(), false);

  /** No, as long as these Pods are there. Upstream: Unschedulable. */
  public static Verdict notNow(String... reasons) {
    return new Verdict(List.of(reasons), true);
  }

  /** No, whichever Pods leave. Upstream: UnschedulableAndUnresolvable. */
  public static Verdict never(String... reasons) {
    return new Verdict(List.of(reasons), false);
  }

  public boolean fits() {
    return reasons.isEmpty();
  }
}
