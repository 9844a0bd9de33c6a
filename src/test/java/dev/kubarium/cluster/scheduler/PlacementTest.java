package dev.kubarium.cluster.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.controller.ControlPlane;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Pods;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Where Pods go that say where they want to be, and with whom. */
class PlacementTest {

  private final ControlPlane plane = ControlPlane.with().nodes(3);

  private String place(String name, String labels, String spec) {
    plane.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: "
            + name
            + ", labels: {"
            + labels
            + "}}, spec: {containers: [{name: c, image: a"
            + (spec.startsWith("ports") ? ", " + spec + "}]" : "}], " + spec)
            + "}}");
    plane.after("2s");
    return Pods.nodeName(plane.get(Kinds.POD, name));
  }

  private String why(String name) {
    List<String> said = new ArrayList<>();
    for (KubeObject event : plane.list(Kinds.EVENT)) {
      if (event.tree().object("involvedObject").string("name", "").equals(name)
          && event.tree().string("reason", "").equals("FailedScheduling")) {
        said.add(event.tree().string("message"));
      }
    }
    return said.isEmpty() ? "" : said.get(0);
  }

  @Test
  void givesAPortOfAMachineToOnePod() {
    for (String name : List.of("a", "b", "c")) {
      assertTrue(!place(name, "x: y", "ports: [{containerPort: 80, hostPort: 8080}]").isEmpty());
    }
    assertEquals("", place("d", "x: y", "ports: [{containerPort: 80, hostPort: 8080}]"));
    assertEquals(
        "0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports. no new claims to deallocate,"
            + " preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
        why("d"));
  }

  private static final String APART =
      "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchLabels: {app: web}}, topologyKey: kubernetes.io/hostname}]}}";

  @Test
  void keepsPodsApartThatMustNotBeTogether() {
    TreeMap<String, Integer> nodes = new TreeMap<>();
    for (String name : List.of("a", "b", "c")) {
      nodes.merge(place(name, "app: web", APART), 1, Integer::sum);
    }
    assertEquals(3, nodes.size());
    assertEquals("", place("d", "app: web", APART));
    assertTrue(
        why("d")
            .startsWith("0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules."),
        why("d"));
    assertEquals("", place("e", "app: web", "restartPolicy: Always"));
    assertTrue(
        why("e")
            .startsWith(
                "0/3 nodes are available: 3 node(s) didn't satisfy existing pods anti-affinity rules."),
        why("e"));
  }

  @Test
  void putsPodsTogetherThatMustBe() {
    String with =
        "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchLabels: {app: %s}}, topologyKey: kubernetes.io/hostname}]}}";
    assertEquals("", place("lonely", "app: other", with.formatted("db")));
    assertTrue(
        why("lonely")
            .startsWith("0/3 nodes are available: 3 node(s) didn't match pod affinity rules."),
        why("lonely"));
    String db = place("db", "app: db", "restartPolicy: Always");
    assertEquals(db, place("near", "app: near", with.formatted("db")));
    plane.after("15s");
    assertEquals(db, Pods.nodeName(plane.get(Kinds.POD, "lonely")));
    String first = place("self-1", "app: self", with.formatted("self"));
    assertTrue(!first.isEmpty());
    assertEquals(first, place("self-2", "app: self", with.formatted("self")));
  }

  @Test
  void spreadsOverDomainsWithinTheSkew() {
    String spread =
        "topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]";
    TreeMap<String, Integer> nodes = new TreeMap<>();
    for (int i = 0; i < 7; i++) {
      nodes.merge(place("p" + i, "app: web", spread), 1, Integer::sum);
    }
    assertEquals(List.of(2, 2, 3), nodes.values().stream().sorted().toList());
    String only = spread.replace("hostname", "zone");
    assertEquals("", place("zoneless", "app: web", only));
    assertTrue(
        why("zoneless")
            .startsWith(
                "0/3 nodes are available: 3 node(s) didn't match pod topology spread constraints (missing required label)."),
        why("zoneless"));
  }

  @Test
  void followsWhatIsPreferredWhereItCan() {
    String preferred =
        "affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 100, preference: {matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node-2]}]}}]}}";
    assertEquals("node-2", place("a", "x: y", preferred));
    String near =
        "affinity: {podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 100, podAffinityTerm: {labelSelector: {matchLabels: {x: y}}, topologyKey: kubernetes.io/hostname}}]}}";
    assertEquals("node-2", place("b", "x: z", near));
  }
}
