package dev.kubarium.cluster.controller.disruption;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.IntOrPercent;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.OwnerReferences;
import dev.kubarium.cluster.object.Pods;
import dev.kubarium.cluster.object.Timestamps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts the healthy Pods of each PodDisruptionBudget, and says how many may be evicted.
 *
 * <p>Documentation: concepts/workloads/pods/disruptions#pod-disruption-budgets. Models:
 * pkg/controller/disruption. Left out: controllers of Pods that are neither built in nor have
 * spec.replicas.
 */
public final class DisruptionController implements Controller {

  public static final String NAME = "disruption-controller";

  /** How long an evicted Pod may take until its deletion is seen; then it counts again. */
  private static final Duration DELETION_TIMEOUT = Duration.ofMinutes(2);

  private static final List<Kind> SCALED =
      List.of(
          Kinds.DEPLOYMENT, Kinds.REPLICA_SET, Kinds.STATEFUL_SET, Kinds.REPLICATION_CONTROLLER);

  /** What a budget wants: so many Pods in all, so many of them healthy. */
  private record Wish(long expected, long healthy) {}

  private final Client client;

  public DisruptionController(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    if (change.kind().equals(Kinds.POD_DISRUPTION_BUDGET)) {
      return change.isRemoval() ? List.of() : List.of(change.key());
    }
    boolean ofPod = change.kind().equals(Kinds.POD) && Pods.countsDifferently(change);
    boolean ofScale = SCALED.contains(change.kind()) && isScaled(change);
    if (!ofPod && !ofScale) {
      return List.of();
    }
    Set<ObjectKey> keys = new LinkedHashSet<>();
    for (KubeObject budget : client.list(Kinds.POD_DISRUPTION_BUDGET, change.key().namespace())) {
      boolean concerns =
          ofScale
              || change.before() != null && selects(budget, change.before())
              || change.after() != null && selects(budget, change.after());
      if (concerns) {
        keys.add(budget.key());
      }
    }
    return keys;
  }

  private static boolean isScaled(Change change) {
    return change.before() == null
        || change.after() == null
        || change.before().spec().integer("replicas", 1)
            != change.after().spec().integer("replicas", 1);
  }

  private static boolean selects(KubeObject budget, KubeObject pod) {
    return budget.spec().isSet("selector")
        && LabelSelector.of(budget.spec().object("selector")).matches(pod.labels());
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject budget = client.get(key);
    if (budget == null) {
      return Recheck.NEVER;
    }
    List<KubeObject> pods = new ArrayList<>();
    for (KubeObject pod : client.list(Kinds.POD, budget.namespace())) {
      if (selects(budget, pod)) {
        pods.add(pod);
      }
    }
    if (pods.isEmpty() && !budget.status().isSet("conditions")) {
      client.event(budget, "Normal", "NoPods", "No matching pods found");
    }
    JsonObject disrupted = stillDisrupted(budget, pods);
    long healthy =
        pods.stream()
            .filter(pod -> !pod.isTerminating() && !disrupted.has(pod.name()) && Pods.isReady(pod))
            .count();
    String incalculable = incalculable(budget, pods);
    if (incalculable != null) {
      failSafe(budget, incalculable);
      return nextTimeout(disrupted);
    }
    Wish wish = wish(budget, pods);
    long allowed = wish.expected() <= 0 ? 0 : Math.max(0, healthy - wish.healthy());
    client.patchStatus(budget, status -> status(budget, status, disrupted, healthy, wish, allowed));
    return nextTimeout(disrupted);
  }

  /**
   * Why it cannot be said how many Pods there should be, or {@code null}: a percentage, and any
   * maxUnavailable, need to know it of each Pod's controller, and a DaemonSet or a Job says no
   * number of replicas.
   */
  private String incalculable(KubeObject budget, List<KubeObject> pods) {
    boolean counts =
        budget.spec().isSet("maxUnavailable")
            || budget.spec().get("minAvailable") instanceof String;
    for (KubeObject pod : counts ? pods : List.<KubeObject>of()) {
      JsonObject owner = OwnerReferences.controller(pod);
      if (owner == null || scaledController(pod) != null) {
        continue;
      }
      KubeObject controller = controller(pod);
      if (controller == null) {
        return "found no controllers for pod \"" + pod.name() + "\"";
      }
      return controller.kind().resource() + " does not implement the scale subresource";
    }
    return null;
  }

  /** Where nothing is known, nothing is allowed. */
  private void failSafe(KubeObject budget, String why) {
    client.event(
        budget,
        "Warning",
        "CalculateExpectedPodCountFailed",
        "Failed to calculate the number of expected pods: " + why);
    JsonObject condition =
        Conditions.of("DisruptionAllowed", "False", "SyncFailed", why, client.now())
            .with("observedGeneration", budget.generation());
    client.patchStatus(
        budget, status -> Conditions.replace(status.with("disruptionsAllowed", 0L), condition));
  }

  private JsonObject status(
      KubeObject budget,
      JsonObject before,
      JsonObject disrupted,
      long healthy,
      Wish wish,
      long allowed) {
    JsonObject status =
        before
            .with("currentHealthy", healthy)
            .with("desiredHealthy", wish.healthy())
            .with("disruptionsAllowed", allowed)
            .with("expectedPods", wish.expected())
            .with("observedGeneration", budget.generation())
            .withOrWithout("disruptedPods", disrupted.isEmpty() ? null : disrupted);
    JsonObject condition =
        Conditions.of(
                "DisruptionAllowed",
                allowed > 0 ? "True" : "False",
                allowed > 0 ? "SufficientPods" : "InsufficientPods",
                "",
                client.now())
            .with("observedGeneration", budget.generation());
    return Conditions.replace(status, condition);
  }

  /** Pods whose eviction was allowed and whose deletion has not begun yet. */
  private JsonObject stillDisrupted(KubeObject budget, List<KubeObject> pods) {
    JsonObject known = budget.status().object("disruptedPods");
    JsonObject still = JsonObject.EMPTY;
    for (KubeObject pod : pods) {
      if (pod.isTerminating() || !known.has(pod.name())) {
        continue;
      }
      if (Timestamps.parse(known.string(pod.name())) + DELETION_TIMEOUT.toMillis() > client.now()) {
        still = still.with(pod.name(), known.get(pod.name()));
      } else {
        client.event(
            pod,
            "Warning",
            "NotDeleted",
            "Pod was expected by PDB "
                + budget.namespace()
                + "/"
                + budget.name()
                + " to be deleted but it wasn't");
      }
    }
    return still;
  }

  private static Recheck nextTimeout(JsonObject disrupted) {
    Recheck next = Recheck.NEVER;
    for (String evictedAt : disrupted.strings().values()) {
      next = next.orSooner(Recheck.at(Timestamps.parse(evictedAt) + DELETION_TIMEOUT.toMillis()));
    }
    return next;
  }

  /**
   * A whole minAvailable is wanted of the Pods that there are. A percentage, and any
   * maxUnavailable, is of the Pods that their controllers want: minAvailable 50% of 7 is 4,
   * maxUnavailable 30% of 7 is 3.
   */
  private Wish wish(KubeObject budget, List<KubeObject> pods) {
    Object most = budget.spec().get("maxUnavailable");
    Object least = budget.spec().get("minAvailable");
    if (budget.spec().isSet("maxUnavailable")) {
      long expected = wanted(budget, pods);
      return new Wish(expected, Math.max(0, expected - IntOrPercent.of(most, expected, true)));
    }
    if (least instanceof Long number) {
      return new Wish(pods.size(), number);
    }
    if (least instanceof String) {
      long expected = wanted(budget, pods);
      return new Wish(expected, IntOrPercent.of(least, expected, true));
    }
    return new Wish(pods.size(), 0);
  }

  /** How many Pods the controllers of these want together. */
  private long wanted(KubeObject budget, List<KubeObject> pods) {
    Map<String, Long> replicas = new LinkedHashMap<>();
    List<String> unmanaged = new ArrayList<>();
    for (KubeObject pod : pods) {
      KubeObject controller = scaledController(pod);
      if (controller == null) {
        unmanaged.add(pod.name());
      } else {
        replicas.put(controller.uid(), controller.spec().integer("replicas", 1));
      }
    }
    if (!unmanaged.isEmpty()) {
      client.event(
          budget,
          "Warning",
          "UnmanagedPods",
          "Pods selected by this PodDisruptionBudget (selector: &LabelSelector{"
              + LabelSelector.of(budget.spec().object("selector"))
              + "}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may"
              + " result in undefined behavior. To account for these pods please set \".spec.minAvailable\" field of the PDB"
              + " to an integer value.");
    }
    return replicas.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * What decides how many there are of this Pod: its ReplicaSet's Deployment, or its controller
   * itself.
   */
  private KubeObject scaledController(KubeObject pod) {
    KubeObject controller = controller(pod);
    if (controller != null && controller.kind().equals(Kinds.REPLICA_SET)) {
      KubeObject deployment = controller(controller);
      return deployment != null && deployment.kind().equals(Kinds.DEPLOYMENT)
          ? deployment
          : controller;
    }
    return controller != null && controller.spec().isSet("replicas") ? controller : null;
  }

  private KubeObject controller(KubeObject object) {
    JsonObject owner = OwnerReferences.controller(object);
    if (owner == null) {
      return null;
    }
    KubeObject found =
        client.find(
            owner.string("apiVersion", ""),
            owner.string("kind", ""),
            object.namespace(),
            owner.string("name", ""));
    return found != null && found.uid().equals(owner.string("uid")) ? found : null;
  }
}
