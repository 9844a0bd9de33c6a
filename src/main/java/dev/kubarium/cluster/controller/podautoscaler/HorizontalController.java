package dev.kubarium.cluster.controller.podautoscaler;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.controller.podautoscaler.PodMetrics.NoMetrics;
import dev.kubarium.cluster.controller.podautoscaler.ReplicaCalculator.Result;
import dev.kubarium.cluster.controller.podautoscaler.ReplicaCalculator.Sample;
import dev.kubarium.cluster.controller.podautoscaler.ReplicaCalculator.Tolerances;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Quantities;
import dev.kubarium.cluster.object.Timestamps;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every 15 seconds, scales what an autoscaler points at so that its Pods use as much as is aimed
 * at.
 *
 * <pre>
 * scale of the target ─▶ what do its Pods use? ─▶ how many would use what is aimed at?
 *                                                   │
 *        patch scale ◀─ between min and max ◀─ not faster than the policies, not down for 5 minutes
 * </pre>
 *
 * <p>Documentation: tasks/run-application/horizontal-pod-autoscale. Models:
 * pkg/controller/podautoscaler. Left out: metrics of the types Pods, Object and External (there is
 * no API of custom metrics); what was recommended and scaled lately is forgotten when the
 * controller starts anew, as upstream's.
 */
public final class HorizontalController implements Controller {

  public static final String NAME = "horizontal-pod-autoscaler";

  private static final Duration EVERY = Duration.ofSeconds(15);

  private final Client client;
  private final PodMetrics metrics;
  private final Map<String, ScalingBehavior> behaviors = new HashMap<>();

  public HorizontalController(Client client) {
    this.client = client;
    this.metrics = new PodMetrics(client);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    if (!change.kind().equals(Kinds.HORIZONTAL_POD_AUTOSCALER)) {
      return List.of();
    }
    if (change.isRemoval()) {
      behaviors.remove(change.object().uid());
      return List.of();
    }
    boolean asked =
        change.isCreation() || change.before().generation() != change.after().generation();
    return asked || !change.before().spec().equals(change.after().spec())
        ? List.of(change.key())
        : List.of();
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject autoscaler = client.get(key);
    if (autoscaler == null || autoscaler.isTerminating()) {
      return Recheck.NEVER;
    }
    Look look = new Look(autoscaler);
    look.scale();
    look.write();
    return Recheck.after(client.now(), EVERY);
  }

  /** One look at one autoscaler. */
  private final class Look {
    final KubeObject autoscaler;
    final JsonObject spec;
    JsonObject status;
    JsonArray seen = JsonArray.EMPTY;

    Look(KubeObject autoscaler) {
      this.autoscaler = autoscaler;
      this.spec = autoscaler.spec();
      this.status = autoscaler.status();
    }

    void condition(String type, boolean is, String reason, String message) {
      status =
          Conditions.put(
              status, Conditions.of(type, is ? "True" : "False", reason, message, client.now()));
    }

    void scale() {
      JsonObject reference = spec.object("scaleTargetRef");
      KubeObject target =
          client.find(
              reference.string("apiVersion", "v1"),
              reference.string("kind", ""),
              autoscaler.namespace(),
              reference.string("name", ""));
      if (target == null) {
        String message = notFound(reference);
        client.event(autoscaler, "Warning", "FailedGetScale", message);
        condition(
            "AbleToScale",
            false,
            "FailedGetScale",
            "the HPA controller was unable to get the target's current scale: " + message);
        return;
      }
      condition(
          "AbleToScale",
          true,
          "SucceededGetScale",
          "the HPA controller was able to get the target's current scale");
      long current = target.spec().integer("replicas", 1);
      long most = spec.integer("maxReplicas", 1);
      long least = spec.integer("minReplicas", 1);
      if (current == 0 && least != 0) {
        condition(
            "ScalingActive",
            false,
            "ScalingDisabled",
            "scaling is disabled since the replica count of the target is zero");
        counted(current, 0, false);
      } else if (current > most) {
        rescale(target, current, most, "Current number of replicas above Spec.MaxReplicas");
      } else if (current < least) {
        rescale(target, current, least, "Current number of replicas below Spec.MinReplicas");
      } else {
        byMetrics(target, current);
      }
    }

    private String notFound(JsonObject reference) {
      String kind = reference.string("kind", "");
      String group = reference.string("apiVersion", "v1").replaceFirst("(^|/)[^/]*$", "");
      String resource =
          client.kind(reference.string("apiVersion", "v1"), kind).map(Kind::plural).orElse(null);
      if (resource == null) {
        return "unable to determine resource for scale target reference: no matches for kind \""
            + kind
            + "\" in group \""
            + group
            + "\"";
      }
      return resource
          + (group.isEmpty() ? "" : "." + group)
          + " \""
          + reference.string("name", "")
          + "\" not found";
    }

    private void byMetrics(KubeObject target, long current) {
      long wished = 0;
      String because = "";
      String failure = null;
      int invalid = 0;
      LabelSelector selector = selectorOf(target);
      for (JsonObject metric : spec.array("metrics").objects()) {
        try {
          Result result = wishedBy(metric, selector, current);
          if (because.isEmpty() || result.replicas() > wished) {
            wished = result.replicas();
            because = nameOf(metric);
          }
        } catch (NoMetrics none) {
          invalid++;
          failure = failure == null ? failed(metric, none.getMessage()) : failure;
        }
      }
      if (failure != null && (because.isEmpty() || wished < current)) {
        client.event(
            autoscaler,
            "Warning",
            "FailedComputeMetricsReplicas",
            "invalid metrics ("
                + invalid
                + " invalid out of "
                + spec.array("metrics").size()
                + "), first error is: "
                + failure);
        counted(current, status.integer("desiredReplicas", 0), false);
        return;
      }
      condition(
          "ScalingActive",
          true,
          "ValidMetricFound",
          "the HPA was able to successfully calculate a replica count from " + because);
      ScalingBehavior behavior =
          behaviors.computeIfAbsent(autoscaler.uid(), uid -> new ScalingBehavior());
      ScalingBehavior.Decision decision = behavior.decide(spec, current, wished, client.now());
      condition(
          "AbleToScale", true, decision.stabilized().reason(), decision.stabilized().message());
      condition(
          "ScalingLimited",
          decision.limited(),
          decision.limit().reason(),
          decision.limit().message());
      if (decision.replicas() == current) {
        counted(current, current, false);
      } else {
        rescale(
            target,
            current,
            decision.replicas(),
            decision.replicas() > current ? because + " above target" : "All metrics below target");
      }
    }

    private String failed(JsonObject metric, String why) {
      String resource = source(metric).string("name", "");
      String reason =
          metric.string("type", "").equals("ContainerResource")
              ? "FailedGetContainerResourceMetric"
              : "FailedGetResourceMetric";
      String message =
          "failed to get "
              + resource
              + " "
              + (source(metric).object("target").isSet("averageUtilization")
                  ? "utilization"
                  : "usage")
              + ": "
              + why;
      client.event(
          autoscaler,
          "Warning",
          reason,
          why.startsWith("missing request")
              ? "failed to get " + resource + " utilization: " + why
              : message);
      condition(
          "ScalingActive",
          false,
          reason,
          "the HPA was unable to compute the replica count: " + message);
      return message;
    }

    private Result wishedBy(JsonObject metric, LabelSelector selector, long current)
        throws NoMetrics {
      JsonObject source = source(metric);
      JsonObject target = source.object("target");
      if (source.isEmpty()) {
        throw new NoMetrics("no custom metrics API is served");
      }
      String resource = source.string("name", "");
      Long percent = target.integer("averageUtilization");
      List<Sample> samples =
          metrics.of(
              autoscaler.namespace(),
              selector,
              resource,
              source.string("container"),
              percent != null);
      Tolerances tolerances = Tolerances.of(spec.object("behavior"));
      Result result;
      if (percent != null) {
        result = ReplicaCalculator.byUtilization(current, samples, percent, tolerances);
      } else {
        result =
            ReplicaCalculator.byAverage(current, samples, amount(target, resource), tolerances);
      }
      JsonObject now =
          JsonObject.of(
                  "averageValue",
                  resource.equals("cpu")
                      ? result.average() + "m"
                      : String.valueOf(result.average()))
              .withOrWithout("averageUtilization", percent == null ? null : result.utilization());
      String field = fieldOf(metric);
      seen =
          seen.plus(
              JsonObject.of(
                  "type",
                  metric.string("type"),
                  field,
                  JsonObject.of("name", resource, "current", now)
                      .withOrWithout("container", source.get("container"))));
      return result;
    }

    private static long amount(JsonObject target, String resource) {
      Object average =
          target.isSet("averageValue") ? target.get("averageValue") : target.get("value");
      return resource.equals("cpu") ? Quantities.milli(average) : Quantities.value(average);
    }

    private static String fieldOf(JsonObject metric) {
      return metric.string("type", "").equals("ContainerResource")
          ? "containerResource"
          : "resource";
    }

    private static JsonObject source(JsonObject metric) {
      return metric.object(fieldOf(metric));
    }

    private static String nameOf(JsonObject metric) {
      JsonObject source = source(metric);
      String of =
          source.string("name", "") + (source.isSet("container") ? " container" : "") + " resource";
      return source.object("target").isSet("averageUtilization")
          ? of + " utilization (percentage of request)"
          : of;
    }

    private static LabelSelector selectorOf(KubeObject target) {
      JsonObject selector = target.spec().object("selector");
      boolean plain = target.kind().equals(Kinds.REPLICATION_CONTROLLER);
      return plain ? LabelSelector.ofMap(selector) : LabelSelector.of(selector);
    }

    private void rescale(KubeObject target, long from, long to, String reason) {
      try {
        client.scale(target, to);
      } catch (ApiException refused) {
        client.event(
            autoscaler,
            "Warning",
            "FailedRescale",
            "New size: " + to + "; reason: " + reason + "; error: " + refused.getMessage());
        condition(
            "AbleToScale",
            false,
            "FailedUpdateScale",
            "the HPA controller was unable to update the target scale: " + refused.getMessage());
        counted(from, status.integer("desiredReplicas", 0), false);
        return;
      }
      behaviors
          .computeIfAbsent(autoscaler.uid(), uid -> new ScalingBehavior())
          .scaled(from, to, client.now());
      condition(
          "AbleToScale",
          true,
          "SucceededRescale",
          "the HPA controller was able to update the target scale to " + to);
      client.event(
          autoscaler, "Normal", "SuccessfulRescale", "New size: " + to + "; reason: " + reason);
      counted(from, to, true);
    }

    private void counted(long current, long desired, boolean scaled) {
      status =
          status
              .with("currentReplicas", current)
              .with("desiredReplicas", desired)
              .withOrWithout("currentMetrics", seen.isEmpty() ? null : seen);
      if (scaled) {
        status = status.with("lastScaleTime", Timestamps.format(client.now()));
      }
    }

    void write() {
      client.patchStatus(autoscaler, before -> status);
    }
  }
}
