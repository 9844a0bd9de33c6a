package dev.kubarium.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.ClusterTestKit;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphTest {

  private static final String PLATFORM =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings}
      data: {bucket: raw, topic: visits}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: password}
      stringData: {token: hush}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: web}, ports: [{port: 80}]}
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: front}
      spec:
        rules:
          - host: shop.example
            http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
      ---
      apiVersion: batch/v1
      kind: Job
      metadata: {name: load}
      spec:
        completions: 2
        template:
          spec: {restartPolicy: Never, containers: [{name: main, image: "busybox:1.36", command: [sh, -c, "exit 0"]}]}
      ---
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: nightly}
      spec:
        schedule: "*/1 * * * *"
        jobTemplate:
          spec:
            template:
              spec: {restartPolicy: OnFailure, containers: [{name: main, image: "busybox:1.36", command: [sh, -c, "exit 3"]}]}
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: stuck}
      spec: {containers: [{name: main, image: "nginx:no-such-tag"}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: huge}
      spec: {containers: [{name: main, image: nginx, resources: {requests: {cpu: "100"}}}]}
      """;

  private final ClusterTestKit kit = ClusterTestKit.given(2);
  private final Graph graph = new Graph(List.of("test"));

  GraphTest() {
    kit.cluster().store().all().forEach(graph::know);
    kit.cluster().store().onChange(graph::hear);
  }

  /** A busy cluster: a rollout, a kill, a node that leaves the service, things that fail. */
  private void busy() {
    kit.apply(PLATFORM)
        .apply(ClusterTestKit.deployment("web", 3, "nginx:1.27"))
        .after("20s")
        .apply(ClusterTestKit.deployment("web", 3, "nginx:1.28"))
        .after("20s")
        .scale(Kinds.DEPLOYMENT, "web", 5)
        .after("10s")
        .delete(Kinds.POD, kit.podsOf("web").getFirst().name(), 1L, null)
        .patch(Kinds.NODE, "node-2", "spec: {unschedulable: true}")
        .after("3m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void saysEverythingInBothLanguages(String lang) {
    Locale locale = Locale.of(lang);
    busy();
    JsonObject whole = graph.whole(locale);
    for (JsonObject node : whole.array("nodes").objects()) {
      assertTrue(isSaid(node.string("line", "")), node.toString());
    }
    int lines = 0;
    for (KubeObject object : List.copyOf(kit.cluster().store().all())) {
      for (JsonObject line : graph.storyOf(object.uid(), locale).objects()) {
        assertFalse(line.string("text").isEmpty(), line.toString());
        assertTrue(isSaid(line.string("text")), line.toString());
        lines++;
      }
    }
    assertTrue(lines > 40, "a story of " + lines + " lines");
  }

  /** No key and no placeholder is left over. */
  private static boolean isSaid(String text) {
    return !text.matches(".*\\{[0-9].*") && !text.matches("[a-z]+\\.[a-z.]+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void countsAsTheLanguageDoes(String lang) {
    kit.apply(ClusterTestKit.deployment("web", 1, "nginx:1.27")).after("20s");
    assertEquals(lang.equals("fr") ? "1 prêt sur 1" : "1 of 1 ready", line("web", Locale.of(lang)));
    kit.scale(Kinds.DEPLOYMENT, "web", 2).after("20s");
    assertEquals(
        lang.equals("fr") ? "2 prêts sur 2" : "2 of 2 ready", line("web", Locale.of(lang)));
  }

  private String line(String deployment, Locale locale) {
    String uid = kit.get(Kinds.DEPLOYMENT, deployment).uid();
    for (JsonObject node : graph.whole(locale).array("nodes").objects()) {
      if (node.string("id").equals(uid)) {
        return node.string("line");
      }
    }
    throw new AssertionError(deployment + " is not drawn");
  }
}
