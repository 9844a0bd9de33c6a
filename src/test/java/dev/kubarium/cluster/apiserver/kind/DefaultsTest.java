package dev.kubarium.cluster.apiserver.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import org.junit.jupiter.api.Test;

class DefaultsTest {

  private final KindTestKit kit = new KindTestKit();

  static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: web
              image: nginx:1.27
              ports: [{containerPort: 80}]
              readinessProbe: {httpGet: {port: 80}}
      """;

  @Test
  void fillsInWhatADeploymentLeavesOut() {
    KubeObject web = kit.create(WEB);
    assertEquals(
        KindTestKit.yaml(
            """
            replicas: 1
            revisionHistoryLimit: 10
            progressDeadlineSeconds: 600
            strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}
            selector: {matchLabels: {app: web}}
            template:
              metadata: {labels: {app: web}}
              spec:
                restartPolicy: Always
                dnsPolicy: ClusterFirst
                schedulerName: default-scheduler
                terminationGracePeriodSeconds: 30
                securityContext: {}
                containers:
                - name: web
                  image: nginx:1.27
                  imagePullPolicy: IfNotPresent
                  terminationMessagePath: /dev/termination-log
                  terminationMessagePolicy: File
                  resources: {}
                  ports: [{containerPort: 80, protocol: TCP}]
                  readinessProbe:
                    httpGet: {port: 80, path: /, scheme: HTTP}
                    timeoutSeconds: 1
                    periodSeconds: 10
                    successThreshold: 1
                    failureThreshold: 3
            """),
        web.spec());
    assertEquals(1, web.generation());
  }

  @Test
  void answersTheSameInstanceWhereNothingIsMissing() {
    for (String yaml :
        new String[] {
          WEB,
          "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: a}], volumes: [{name: v}]}}"
        }) {
      KubeObject made = kit.create(yaml);
      assertSame(made.tree(), kit.api.rules(made.kind()).defaults(made.tree()));
    }
  }

  @Test
  void pullsAlwaysWhereTheTagIsLatest() {
    assertEquals("Always", pullPolicy("nginx"));
    assertEquals("Always", pullPolicy("registry:5000/nginx"));
    assertEquals("Always", pullPolicy("nginx:latest"));
    assertEquals("IfNotPresent", pullPolicy("registry:5000/nginx:1.27"));
    assertEquals("IfNotPresent", pullPolicy("nginx@sha256:0123"));
  }

  private static String pullPolicy(String image) {
    JsonObject spec =
        JsonObject.of("containers", JsonArray.of(JsonObject.of("name", "c", "image", image)));
    return PodSpecDefaults.spec(spec).array("containers").object(0).string("imagePullPolicy");
  }

  @Test
  void requestsWhatIsLimitedAndClassesPodsByIt() {
    assertEquals("BestEffort", qos("{}"));
    assertEquals("Burstable", qos("{requests: {cpu: 100m}}"));
    assertEquals("Burstable", qos("{limits: {cpu: 100m}}"));
    assertEquals("Guaranteed", qos("{limits: {cpu: 100m, memory: 64Mi}}"));
    assertEquals("Burstable", qos("{requests: {cpu: 50m}, limits: {cpu: 100m, memory: 64Mi}}"));
  }

  private String qos(String resources) {
    KubeObject pod =
        kit.create(
            "{apiVersion: v1, kind: Pod, metadata: {generateName: p-}, spec: {containers: [{name: c, image: a, resources: "
                + resources
                + "}]}}");
    assertEquals("Pending", pod.status().string("phase"));
    return pod.status().string("qosClass");
  }

  @Test
  void givesEachServiceItsOwnAddress() {
    JsonObject a = kit.create(service("a", "ClusterIP")).spec();
    JsonObject b = kit.create(service("b", "NodePort")).spec();
    assertTrue(a.string("clusterIP").startsWith("10.96."));
    assertNotEquals(a.string("clusterIP"), b.string("clusterIP"));
    assertEquals(JsonArray.of(a.string("clusterIP")), a.array("clusterIPs"));
    assertEquals("SingleStack", a.string("ipFamilyPolicy"));
    assertEquals("Cluster", a.string("internalTrafficPolicy"));
    assertEquals("None", a.string("sessionAffinity"));
    assertEquals(80L, a.array("ports").object(0).get("targetPort"));
    long nodePort = b.array("ports").object(0).integer("nodePort");
    assertTrue(nodePort >= 30000 && nodePort <= 32767);
  }

  static String service(String name, String type) {
    return "{apiVersion: v1, kind: Service, metadata: {name: "
        + name
        + "}, spec: {type: "
        + type
        + ", selector: {app: x}, ports: [{port: 80}]}}";
  }

  @Test
  void keepsTheAddressWhileTheTypeOfAServiceChanges() {
    KubeObject made = kit.create(service("s", "ClusterIP"));
    String ip = made.spec().string("clusterIP");
    KubeObject exposed = kit.merge(made, "{spec: {type: NodePort}}");
    assertEquals(ip, exposed.spec().string("clusterIP"));
    assertTrue(exposed.spec().array("ports").object(0).integer("nodePort", 0) > 0);
    assertEquals("Cluster", exposed.spec().string("externalTrafficPolicy"));
    KubeObject back = kit.merge(made, "{spec: {type: ClusterIP}}");
    assertEquals(made.spec(), back.spec());
  }

  @Test
  void foldsStringDataIntoData() {
    KubeObject secret =
        kit.create("{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: b}}");
    assertEquals("Yg==", secret.tree().object("data").string("a"));
    assertEquals("Opaque", secret.tree().string("type"));
    assertTrue(!secret.tree().has("stringData"));
  }

  @Test
  void keepsANamespaceUntilItsFinalizerIsTaken() {
    KubeObject space = kit.create("{apiVersion: v1, kind: Namespace, metadata: {name: team}}");
    assertEquals("team", space.label("kubernetes.io/metadata.name"));
    assertEquals("Active", space.status().string("phase"));
    kit.delete(space);
    KubeObject ending = kit.get(space);
    assertEquals("Terminating", ending.status().string("phase"));
    kit.update(ending.edit(tree -> tree.with("spec", JsonObject.EMPTY)));
    assertEquals(JsonArray.of("kubernetes"), kit.get(space).spec().array("finalizers"));
    kit.api.handle(
        dev.kubarium.cluster.apiserver.ApiRequest.update(
                space.kind(),
                "",
                "team",
                kit.get(space).tree().with("spec", JsonObject.EMPTY),
                dev.kubarium.cluster.apiserver.ApiOptions.NONE,
                dev.kubarium.cluster.apiserver.Caller.YOU)
            .on("finalize"));
    assertEquals(null, kit.get(space));
  }

  @Test
  void showsEventsInTheWordsOfBothGroups() {
    KubeObject event =
        kit.create(
            """
            apiVersion: events.k8s.io/v1
            kind: Event
            metadata: {name: e}
            regarding: {kind: Pod, name: p}
            note: hello
            reason: Started
            type: Normal
            eventTime: "2026-01-05T08:00:00.000000Z"
            reportingController: me
            """);
    assertEquals("p", event.tree().object("regarding").string("name"));
    KubeObject stored =
        kit.get(KubeObject.of(dev.kubarium.cluster.object.Kinds.EVENT, event.tree()));
    assertEquals("p", stored.tree().object("involvedObject").string("name"));
    assertEquals("hello", stored.tree().string("message"));
  }
}
