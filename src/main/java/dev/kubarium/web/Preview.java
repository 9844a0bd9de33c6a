package dev.kubarium.web;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.ClusterSnapshot;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Pods;
import dev.kubarium.graph.Graph;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What an edit would do over the next minute, seen in a copy of the cluster that is then forgotten.
 */
final class Preview {

  private static final Duration AHEAD = Duration.ofMinutes(1);
  private static final long MOST_TASKS = 50_000;

  /** A workload that the edit touches, and how many of its Pods were ready when. */
  private static final class Workload {
    final ObjectKey key;
    final LabelSelector pods;
    final List<JsonArray> series = new ArrayList<>();
    long wished = -1;
    long ready = -1;
    long emptySince = -1;
    long emptyFor;
    boolean served;

    Workload(KubeObject object) {
      this.key = object.key();
      this.pods = LabelSelector.of(object.spec().object("selector"));
    }
  }

  private final Cluster copy;
  private final Graph graph;
  private final long begin;
  private final long from;
  private final Map<ObjectKey, Workload> workloads = new LinkedHashMap<>();

  private Preview(ClusterSnapshot snapshot, List<String> people) {
    copy = Cluster.restore(snapshot);
    begin = snapshot.now();
    from = snapshot.revision();
    graph = new Graph(people);
    copy.store().all().forEach(graph::know);
    copy.store().onChange(graph::hear);
  }

  /** What came of it: the faults of the text, or else what would be different. */
  record Outcome(YamlApply.Outcome applied, JsonObject difference) {}

  /**
   * Applies the text to a copy and lets a minute pass there. The difference holds {@code put} and
   * {@code gone} as a delta of the graph does, {@code story}, {@code created}, {@code changed} and
   * {@code deleted} (ids), {@code workloads} (each with its {@code series} of [milliseconds, ready,
   * wished] and {@code unavailableMillis}: how long none was ready that was before), and {@code
   * millis}, how far it looked ahead.
   */
  static Outcome of(ClusterSnapshot snapshot, List<String> people, String text, Locale locale) {
    Preview preview = new Preview(snapshot, people);
    List<String> before = preview.copy.store().all().stream().map(KubeObject::uid).toList();
    Map<ObjectKey, Workload> known = preview.workloads;
    preview
        .copy
        .store()
        .list(Kinds.DEPLOYMENT.resource())
        .forEach(each -> known.put(each.key(), new Workload(each)));
    preview
        .copy
        .store()
        .list(Kinds.STATEFUL_SET.resource())
        .forEach(each -> known.put(each.key(), new Workload(each)));
    known.values().forEach(preview::count);
    preview.copy.store().onChange(preview::hear);
    YamlApply.Outcome applied = YamlApply.apply(preview.copy, text, false);
    if (!applied.problems().isEmpty()) {
      return new Outcome(applied, JsonObject.EMPTY);
    }
    preview.copy.loop().runUntil(preview.begin + AHEAD.toMillis(), MOST_TASKS);
    return new Outcome(applied, preview.difference(new HashSet<>(before), locale));
  }

  private void hear(Change change) {
    KubeObject object = change.object();
    if (object.kind().equals(Kinds.DEPLOYMENT) || object.kind().equals(Kinds.STATEFUL_SET)) {
      workloads.computeIfAbsent(object.key(), key -> new Workload(object));
      count(workloads.get(object.key()));
    } else if (object.kind().equals(Kinds.POD)) {
      workloads.values().stream()
          .filter(
              each ->
                  each.key.namespace().equals(object.namespace())
                      && each.pods.matches(object.labels()))
          .forEach(this::count);
    }
  }

  private void count(Workload workload) {
    KubeObject object = copy.store().get(workload.key);
    long wished = object == null ? 0 : object.spec().integer("replicas", 1);
    long ready =
        copy.store().list(Kinds.POD.resource(), workload.key.namespace()).stream()
            .filter(
                pod ->
                    Pods.isReady(pod)
                        && !pod.isTerminating()
                        && workload.pods.matches(pod.labels()))
            .count();
    if (wished == workload.wished && ready == workload.ready) {
      return;
    }
    workload.wished = wished;
    workload.ready = ready;
    long at = copy.loop().now() - begin;
    workload.series.add(JsonArray.of(at, ready, wished));
    workload.served |= ready > 0;
    boolean empty = workload.served && ready == 0 && wished > 0;
    if (empty && workload.emptySince < 0) {
      workload.emptySince = at;
    } else if (!empty && workload.emptySince >= 0) {
      workload.emptyFor += at - workload.emptySince;
      workload.emptySince = -1;
    }
  }

  private JsonObject difference(Set<String> before, Locale locale) {
    JsonObject delta = graph.since(from, locale);
    List<String> created = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    for (JsonObject node : delta.object("put").array("nodes").objects()) {
      (before.contains(node.string("id")) ? changed : created).add(node.string("id"));
    }
    List<JsonObject> touched = new ArrayList<>();
    long end = copy.loop().now() - begin;
    for (Workload each : workloads.values()) {
      if (each.series.size() < 2) {
        continue;
      }
      long empty = each.emptyFor + (each.emptySince < 0 ? 0 : end - each.emptySince);
      touched.add(
          JsonObject.of(
              "kind", each.key.resource(),
              "namespace", each.key.namespace(),
              "name", each.key.name(),
              "series", JsonArray.copyOf(each.series),
              "unavailableMillis", empty));
    }
    return JsonObject.of(
            "put", delta.object("put"),
            "gone", delta.object("gone"),
            "story", delta.array("story"),
            "created", JsonArray.copyOf(created),
            "changed", JsonArray.copyOf(changed),
            "deleted", delta.object("gone").array("nodes"))
        .with("workloads", JsonArray.copyOf(touched))
        .with("millis", end);
  }
}
