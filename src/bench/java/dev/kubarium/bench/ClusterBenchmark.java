package dev.kubarium.bench;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.ClusterSpec;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Pods;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.yaml.snakeyaml.Yaml;

/**
 * Measures what a cluster costs, and prints it as the table of {@code docs/performance.md}. CPU
 * time is that of this one thread; "cold" is the first time in this JVM, all other figures are the
 * median of several times after it.
 */
public final class ClusterBenchmark {

  private static final int TIMES = Integer.getInteger("kubarium.bench.times", 5);
  private static final Duration PATIENCE = Duration.ofHours(2);
  private static final ObjectKey WEB = ObjectKey.of(Kinds.DEPLOYMENT, "default", "web");
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /**
   * What one thing took: CPU and wall time in nanoseconds, tasks of the loop, virtual time in
   * milliseconds.
   */
  private record Cost(long cpu, long wall, long tasks, long virtual) {}

  private ClusterBenchmark() {}

  public static void main(String[] args) {
    System.out.println(
        "Java "
            + Runtime.version()
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " processors, heap "
            + (Runtime.getRuntime().maxMemory() >> 20)
            + " MiB\n");
    System.out.println("| what | CPU | wall | virtual | events/s |");
    System.out.println("|---|---|---|---|---|");
    row("Deployment of 1,000 replicas, apply to all ready, cold", startUp(1000));
    for (int replicas : new int[] {250, 1000, 2000, 4000}) {
      Cost cost = median(() -> startUp(replicas));
      row(
          String.format(
              Locale.ROOT,
              "%,d replicas (%.0f µs of CPU each)",
              replicas,
              cost.cpu() / 1e3 / replicas),
          cost);
    }
    rollouts();
    row(
        "100 nodes and 3,000 Pods of seven kinds, apply to all ready or done",
        median(ClusterBenchmark::mixed));
    System.out.println();
    memoryOfPods(1000);
    memoryOfIdleClusters(64);
    idleHour();
  }

  private static Cost startUp(int replicas) {
    Cluster cluster = settled(replicas / 100 + 2);
    return cost(
        cluster,
        () -> {
          create(cluster, Kinds.DEPLOYMENT, deployment("web", replicas, "nginx:1.27"));
          run(cluster, ClusterBenchmark::isComplete);
        });
  }

  private static void rollouts() {
    Cluster cluster = settled(4);
    create(cluster, Kinds.DEPLOYMENT, deployment("web", 100, "nginx:1.27"));
    run(cluster, ClusterBenchmark::isComplete);
    int[] version = {27};
    Supplier<Cost> rollout =
        () ->
            cost(
                cluster,
                () -> {
                  KubeObject now = cluster.store().get(WEB);
                  version[0]++;
                  JsonObject next = deployment("web", 100, "nginx:1." + version[0]);
                  next = next.with("metadata", now.metadata());
                  cluster
                      .api()
                      .handle(
                          ApiRequest.update(
                              Kinds.DEPLOYMENT,
                              "default",
                              "web",
                              next,
                              ApiOptions.NONE,
                              Caller.YOU));
                  run(cluster, ClusterBenchmark::isComplete);
                });
    row("rollout of a Deployment of 100, the first", rollout.get());
    row("rollout of a Deployment of 100, one after the other", median(rollout));
  }

  /**
   * Deployments behind Services, DaemonSets, StatefulSets, Jobs, ReplicaSets,
   * ReplicationControllers and lone Pods.
   */
  private static Cost mixed() {
    Cluster cluster = settled(100);
    long[] fine = {0};
    cluster
        .store()
        .onChange(
            change -> {
              if (change.kind().equals(Kinds.POD)) {
                fine[0] += (isFine(change.after()) ? 1 : 0) - (isFine(change.before()) ? 1 : 0);
              }
            });
    return cost(
        cluster,
        () -> {
          for (int i = 0; i < 12; i++) {
            String name = "web-" + i;
            create(cluster, Kinds.DEPLOYMENT, deployment(name, 100, "nginx:1.27"));
            create(cluster, Kinds.SERVICE, service(name));
          }
          for (int i = 0; i < 4; i++) {
            create(cluster, Kinds.DAEMON_SET, workload("apps/v1", "DaemonSet", "agent-" + i, ""));
            create(
                cluster,
                Kinds.REPLICA_SET,
                workload("apps/v1", "ReplicaSet", "cache-" + i, "replicas: 100"));
          }
          for (int i = 0; i < 10; i++) {
            String spec = "replicas: 20, serviceName: database-" + i;
            create(
                cluster,
                Kinds.STATEFUL_SET,
                workload("apps/v1", "StatefulSet", "database-" + i, spec));
          }
          create(cluster, Kinds.REPLICATION_CONTROLLER, yaml(REPLICATION_CONTROLLER));
          for (int i = 0; i < 20; i++) {
            create(cluster, Kinds.JOB, named("sums-" + i, yaml(JOB)));
          }
          for (int i = 0; i < 100; i++) {
            create(cluster, Kinds.POD, named("lone-" + i, yaml(POD)));
          }
          long end = cluster.loop().now() + PATIENCE.toMillis();
          while (fine[0] < 3000) {
            if (cluster.loop().nextDue() > end) {
              throw new IllegalStateException("only " + fine[0] + " Pods after " + PATIENCE);
            }
            cluster.loop().runNext();
          }
        });
  }

  private static boolean isFine(KubeObject pod) {
    return pod != null && (Pods.isReady(pod) || pod.status().string("phase").equals("Succeeded"));
  }

  private static JsonObject named(String name, JsonObject tree) {
    return tree.with("metadata", tree.object("metadata").with("name", name));
  }

  private static void memoryOfPods(int pods) {
    Cluster cluster = settled(pods / 100 + 2);
    long before = liveHeap();
    create(cluster, Kinds.DEPLOYMENT, deployment("web", pods, "nginx:1.27"));
    run(cluster, ClusterBenchmark::isComplete);
    long withLog = liveHeap() - before;
    // Events live an hour; the log is as long as the session says.
    cluster.loop().runUntil(cluster.loop().now() + Duration.ofHours(3).toMillis());
    cluster.store().compact();
    long alone = liveHeap() - before;
    System.out.printf(
        Locale.ROOT,
        "heap per ready Pod: %.1f KB; just started, with its Events and the log of changes: %.1f KB (of %,d Pods)%n",
        alone / 1e3 / pods,
        withLog / 1e3 / pods,
        pods);
    keep(cluster);
  }

  /**
   * A Deployment of 6 with its Service, ConfigMap and Secret: about 20 objects beside those every
   * cluster has.
   */
  private static void memoryOfIdleClusters(int many) {
    settled(3);
    long before = liveHeap();
    List<Cluster> clusters = new ArrayList<>();
    int objects = 0;
    for (int i = 0; i < many; i++) {
      Cluster cluster = settled(3);
      create(cluster, Kinds.DEPLOYMENT, deployment("web", 6, "nginx:1.27"));
      create(cluster, Kinds.SERVICE, service("web"));
      create(
          cluster,
          Kinds.CONFIG_MAP,
          yaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: web}, data: {a: b}}"));
      create(
          cluster,
          Kinds.SECRET,
          yaml("{apiVersion: v1, kind: Secret, metadata: {name: web}, stringData: {a: b}}"));
      run(cluster, ClusterBenchmark::isComplete);
      objects = cluster.store().size();
      clusters.add(cluster);
    }
    System.out.printf(
        Locale.ROOT,
        "heap of one idle cluster of 3 nodes, %d objects and %d changes in its log: %.0f KiB%n",
        objects,
        clusters.get(0).store().changesSince(clusters.get(0).store().compacted()).size(),
        (liveHeap() - before) / 1024.0 / many);
    keep(clusters);
  }

  private static void idleHour() {
    Cluster cluster = settled(3);
    create(cluster, Kinds.DEPLOYMENT, deployment("web", 6, "nginx:1.27"));
    run(cluster, ClusterBenchmark::isComplete);
    cluster.loop().runUntil(cluster.loop().now() + Duration.ofMinutes(10).toMillis());
    Cost hour =
        cost(
            cluster,
            () -> cluster.loop().runUntil(cluster.loop().now() + Duration.ofHours(1).toMillis()));
    System.out.printf(
        Locale.ROOT,
        "an hour of an idle cluster: %,d events, %.1f ms of CPU%n",
        hour.tasks(),
        hour.cpu() / 1e6);
  }

  private static Cluster settled(int nodes) {
    Cluster cluster = Cluster.create(ClusterSpec.ofNodes(nodes), 1);
    cluster.loop().runUntil(cluster.loop().now() + Duration.ofMinutes(5).toMillis());
    return cluster;
  }

  private static void create(Cluster cluster, Kind kind, JsonObject tree) {
    cluster.api().handle(ApiRequest.create(kind, "default", tree, ApiOptions.NONE, Caller.YOU));
  }

  /** Runs the loop until the Deployment is as wished. */
  private static void run(Cluster cluster, Predicate<KubeObject> wished) {
    boolean[] done = {false};
    Runnable stop =
        cluster
            .store()
            .onChange(
                change -> {
                  if (change.key().equals(WEB)) {
                    done[0] = change.after() != null && wished.test(change.after());
                  }
                });
    long end = cluster.loop().now() + PATIENCE.toMillis();
    while (!done[0]) {
      if (cluster.loop().nextDue() > end) {
        throw new IllegalStateException(
            "not ready after " + PATIENCE + ": " + cluster.store().get(WEB).status());
      }
      cluster.loop().runNext();
    }
    stop.run();
  }

  private static boolean isComplete(KubeObject deployment) {
    long wanted = deployment.spec().integer("replicas", 1);
    JsonObject status = deployment.status();
    return status.integer("observedGeneration", 0) == deployment.metadata().integer("generation", 0)
        && status.integer("updatedReplicas", 0) == wanted
        && status.integer("readyReplicas", 0) == wanted
        && status.integer("replicas", 0) == wanted;
  }

  private static Cost cost(Cluster cluster, Runnable work) {
    long tasks = cluster.loop().ran();
    long virtual = cluster.loop().now();
    long cpu = THREADS.getCurrentThreadCpuTime();
    long wall = System.nanoTime();
    work.run();
    return new Cost(
        THREADS.getCurrentThreadCpuTime() - cpu,
        System.nanoTime() - wall,
        cluster.loop().ran() - tasks,
        cluster.loop().now() - virtual);
  }

  private static Cost median(Supplier<Cost> work) {
    List<Cost> costs = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      costs.add(work.get());
    }
    costs.sort((a, b) -> Long.compare(a.cpu(), b.cpu()));
    return costs.get(TIMES / 2);
  }

  private static void row(String what, Cost cost) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.3f s | %.3f s | %.1f s | %,.0f |%n",
        what,
        cost.cpu() / 1e9,
        cost.wall() / 1e9,
        cost.virtual() / 1e3,
        cost.tasks() / (cost.wall() / 1e9));
  }

  /** Bytes in use after collecting, the least of several looks. */
  private static long liveHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least =
          Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
    }
    return least;
  }

  /** Holds objects until here. */
  private static void keep(Object... objects) {
    if (Collections.frequency(List.of(objects), null) > 0) {
      throw new IllegalStateException("nothing kept");
    }
  }

  private static JsonObject deployment(String name, int replicas, String image) {
    return yaml(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %1$s, labels: {app: %1$s}}
        spec:
          replicas: %2$d
          selector: {matchLabels: {app: %1$s}}
          template:
            metadata: {labels: {app: %1$s}}
            spec:
              containers:
              - name: web
                image: %3$s
                ports: [{containerPort: 80}]
                readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 5}
        """
            .formatted(name, replicas, image));
  }

  private static JsonObject workload(String apiVersion, String kind, String name, String spec) {
    return yaml(
        """
        apiVersion: %s
        kind: %s
        metadata: {name: %s}
        spec: {%s}
        """
            .formatted(
                apiVersion,
                kind,
                name,
                """
                selector: {matchLabels: {app: %1$s}}, %2$s
                template: {metadata: {labels: {app: %1$s}}, spec: {containers: [{name: main, image: "nginx:1.27"}]}}\
                """
                    .formatted(name, spec.isEmpty() ? "" : spec + ",")));
  }

  private static JsonObject yaml(String text) {
    return (JsonObject) Json.value(new Yaml().load(text));
  }

  private static final String REPLICATION_CONTROLLER =
      """
      apiVersion: v1
      kind: ReplicationController
      metadata: {name: old}
      spec:
        replicas: 100
        selector: {app: old}
        template: {metadata: {labels: {app: old}}, spec: {containers: [{name: main, image: "nginx:1.27"}]}}
      """;

  private static final String JOB =
      """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: sums}
      spec:
        completions: 30
        parallelism: 30
        template:
          spec:
            restartPolicy: Never
            containers: [{name: main, image: "busybox:1.36", command: [sh, -c, "sleep 20"]}]
      """;

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: lone}
      spec: {containers: [{name: main, image: "nginx:1.27"}]}
      """;

  private static JsonObject service(String name) {
    return yaml(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %1$s}
        spec:
          selector: {app: %1$s}
          ports: [{port: 80}]
        """
            .formatted(name));
  }
}
