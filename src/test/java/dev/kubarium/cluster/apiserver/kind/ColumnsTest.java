package dev.kubarium.cluster.apiserver.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.object.KubeObject;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code kubectl get} prints. */
class ColumnsTest {

  private final KindTestKit kit = new KindTestKit();

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "pods; NAME|READY|STATUS|RESTARTS|AGE; IP|NODE|NOMINATED NODE|READINESS GATES",
        "deployments; NAME|READY|UP-TO-DATE|AVAILABLE|AGE; CONTAINERS|IMAGES|SELECTOR",
        "replicasets; NAME|DESIRED|CURRENT|READY|AGE; CONTAINERS|IMAGES|SELECTOR",
        "statefulsets; NAME|READY|AGE; CONTAINERS|IMAGES",
        "daemonsets; NAME|DESIRED|CURRENT|READY|UP-TO-DATE|AVAILABLE|NODE SELECTOR|AGE; CONTAINERS|IMAGES|SELECTOR",
        "replicationcontrollers; NAME|DESIRED|CURRENT|READY|AGE; CONTAINERS|IMAGES|SELECTOR",
        "services; NAME|TYPE|CLUSTER-IP|EXTERNAL-IP|PORT(S)|AGE; SELECTOR",
        "ingresses; NAME|CLASS|HOSTS|ADDRESS|PORTS|AGE;",
        "configmaps; NAME|DATA|AGE;",
        "secrets; NAME|TYPE|DATA|AGE;",
        "jobs; NAME|STATUS|COMPLETIONS|DURATION|AGE; CONTAINERS|IMAGES|SELECTOR",
        "cronjobs; NAME|SCHEDULE|TIMEZONE|SUSPEND|ACTIVE|LAST SCHEDULE|AGE; CONTAINERS|IMAGES|SELECTOR",
        "nodes; NAME|STATUS|ROLES|AGE|VERSION; INTERNAL-IP|EXTERNAL-IP|OS-IMAGE|KERNEL-VERSION|CONTAINER-RUNTIME",
        "namespaces; NAME|STATUS|AGE;",
        "persistentvolumes; NAME|CAPACITY|ACCESS MODES|RECLAIM POLICY|STATUS|CLAIM|STORAGECLASS|VOLUMEATTRIBUTESCLASS|REASON|AGE; VOLUMEMODE",
        "persistentvolumeclaims; NAME|STATUS|VOLUME|CAPACITY|ACCESS MODES|STORAGECLASS|VOLUMEATTRIBUTESCLASS|AGE; VOLUMEMODE",
        "storageclasses; NAME|PROVISIONER|RECLAIMPOLICY|VOLUMEBINDINGMODE|ALLOWVOLUMEEXPANSION|AGE;",
        "horizontalpodautoscalers; NAME|REFERENCE|TARGETS|MINPODS|MAXPODS|REPLICAS|AGE;",
        "poddisruptionbudgets; NAME|MIN AVAILABLE|MAX UNAVAILABLE|ALLOWED DISRUPTIONS|AGE;",
        "endpointslices; NAME|ADDRESSTYPE|PORTS|ENDPOINTS|AGE;",
        "networkpolicies; NAME|POD-SELECTOR|AGE;",
        "limitranges; NAME|CREATED AT;",
        "resourcequotas; NAME|REQUEST|LIMIT|AGE;",
        "roles; NAME|CREATED AT;",
        "rolebindings; NAME|ROLE|AGE; USERS|GROUPS|SERVICEACCOUNTS",
        "leases; NAME|HOLDER|AGE;",
        "events; LAST SEEN|TYPE|REASON|OBJECT|MESSAGE; SUBOBJECT|SOURCE|FIRST SEEN|COUNT|NAME",
        "controllerrevisions; NAME|CONTROLLER|REVISION|AGE;",
        "endpoints; NAME|ENDPOINTS|AGE;",
        "ingressclasses; NAME|CONTROLLER|PARAMETERS|AGE;",
        "serviceaccounts; NAME|SECRETS|AGE;",
        "podtemplates; NAME|CONTAINERS|IMAGES|POD LABELS;",
        "clusterroles; NAME|CREATED AT;",
        "clusterrolebindings; NAME|ROLE|AGE; USERS|GROUPS|SERVICEACCOUNTS",
        "customresourcedefinitions; NAME|CREATED AT;",
        "componentstatuses; NAME|STATUS|MESSAGE|ERROR;",
        "priorityclasses; NAME|VALUE|GLOBAL-DEFAULT|AGE|PREEMPTIONPOLICY;",
      })
  void printsTheColumnsOfKubectl(String plural, String plain, String wide) {
    KindRules rules =
        KindCatalog.all().stream()
            .filter(each -> each.kind().plural().equals(plural))
            .findFirst()
            .orElseThrow();
    List<String> shown = kit.header(rules.kind(), false);
    assertEquals(Arrays.asList(plain.split("\\|")), shown);
    List<String> extra = new java.util.ArrayList<>(kit.header(rules.kind(), true));
    shown.forEach(extra::remove);
    assertEquals(wide == null ? List.of() : Arrays.asList(wide.split("\\|")), extra);
  }

  private List<String> pod(String spec, String status) {
    KubeObject made =
        kit.create(
            "{apiVersion: v1, kind: Pod, metadata: {generateName: p-}, spec: {nodeName: n, "
                + spec
                + "}}");
    List<String> row = kit.row(kit.status(made, status), false);
    return row.subList(1, 4);
  }

  private static final String ONE = "containers: [{name: c, image: a}]";

  @Test
  void printsTheStateOfAPod() {
    assertEquals(List.of("0/1", "Pending", "0"), pod(ONE, "{phase: Pending}"));
    assertEquals(
        List.of("0/1", "ContainerCreating", "0"),
        pod(
            ONE,
            "{phase: Pending, containerStatuses: [{name: c, restartCount: 0, state: {waiting: {reason: ContainerCreating}}}]}"));
    assertEquals(
        List.of("1/1", "Running", "0"),
        pod(
            ONE,
            "{phase: Running, containerStatuses: [{name: c, ready: true, restartCount: 0, state: {running: {}}}]}"));
    kit.now += 10_000;
    assertEquals(
        List.of("0/1", "CrashLoopBackOff", "3 (10s ago)"),
        pod(
            ONE,
            "{phase: Running, containerStatuses: [{name: c, restartCount: 3, lastState: {terminated: {finishedAt:"
                + " '2026-01-05T08:00:00Z'}}, state: {waiting: {reason: CrashLoopBackOff}}}]}"));
    assertEquals(
        List.of("0/1", "Completed", "0"),
        pod(
            ONE,
            "{phase: Succeeded, containerStatuses: [{name: c, restartCount: 0, state: {terminated: {exitCode: 0, reason: Completed}}}]}"));
    assertEquals(
        List.of("0/1", "ExitCode:3", "0"),
        pod(
            ONE,
            "{phase: Failed, containerStatuses: [{name: c, restartCount: 0, state: {terminated: {exitCode: 3}}}]}"));
    assertEquals(List.of("0/1", "Evicted", "0"), pod(ONE, "{phase: Failed, reason: Evicted}"));
  }

  @Test
  void printsHowFarTheInitContainersAre() {
    String two =
        "initContainers: [{name: i, image: a}, {name: s, image: a, restartPolicy: Always}], " + ONE;
    assertEquals(
        List.of("0/2", "Init:0/2", "0"),
        pod(
            two,
            "{phase: Pending, initContainerStatuses: [{name: i, restartCount: 0, state: {running: {}}}, {name: s, restartCount: 0, state: {waiting: {reason: PodInitializing}}}]}"));
    assertEquals(
        List.of("0/2", "Init:CrashLoopBackOff", "2"),
        pod(
            two,
            "{phase: Pending, initContainerStatuses: [{name: i, restartCount: 2, state: {waiting: {reason: CrashLoopBackOff}}}]}"));
    assertEquals(
        List.of("2/2", "Running", "0"),
        pod(
            two,
            "{phase: Running, initContainerStatuses: [{name: i, restartCount: 0, state: {terminated: {exitCode: 0}}}, {name: s,"
                + " restartCount: 0, started: true, ready: true, state: {running: {}}}], containerStatuses: [{name: c, ready:"
                + " true, restartCount: 0, state: {running: {}}}]}"));
  }

  @Test
  void printsATerminatingPod() {
    KubeObject made =
        kit.create(
            "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {nodeName: n, " + ONE + "}}");
    kit.delete(made);
    assertEquals("Terminating", kit.row(kit.get(made), false).get(2));
  }

  @Test
  void printsServicesAndAutoscalers() {
    KubeObject service = kit.create(DefaultsTest.service("s", "NodePort"));
    long port = service.spec().array("ports").object(0).integer("nodePort");
    assertEquals(
        List.of(
            "s",
            "NodePort",
            service.spec().string("clusterIP"),
            "<none>",
            "80:" + port + "/TCP",
            "0s",
            "app=x"),
        kit.row(service, true));
    KubeObject balancer = kit.create(DefaultsTest.service("l", "LoadBalancer"));
    assertEquals("<pending>", kit.row(balancer, true).get(3));
    KubeObject scaler =
        kit.create(
            "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {maxReplicas: 3,"
                + " targetCPUUtilizationPercentage: 50, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}}");
    assertEquals("autoscaling/v1", scaler.tree().string("apiVersion"));
    assertEquals(50, scaler.spec().integer("targetCPUUtilizationPercentage"));
    KubeObject stored = kit.store.list("horizontalpodautoscalers.autoscaling").iterator().next();
    assertEquals(
        List.of("h", "Deployment/web", "cpu: <unknown>/50%", "1", "3", "0", "0s"),
        kit.row(stored, false));
  }
}
