package dev.kubarium.cluster.apiserver.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.kubarium.cluster.apiserver.admission.AdmissionChain;
import dev.kubarium.cluster.object.KubeObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What admission adds to objects and refuses, with all plugins at work. */
class AdmissionTest {

  private final KindTestKit kit = new KindTestKit(AdmissionChain.plugins());

  @BeforeEach
  void namespace() {
    kit.create("{apiVersion: v1, kind: Namespace, metadata: {name: default}}");
    kit.create("{apiVersion: v1, kind: ServiceAccount, metadata: {name: default}}");
  }

  private static String pod(String name, String container) {
    return "{apiVersion: v1, kind: Pod, metadata: {name: "
        + name
        + "}, spec: {containers: [{name: c, image: a"
        + container
        + "}]}}";
  }

  @Test
  void givesContainersTheDefaultsOfALimitRange() {
    kit.create(
        "{apiVersion: v1, kind: LimitRange, metadata: {name: l}, spec: {limits: [{type: Container, default: {cpu: 500m},"
            + " defaultRequest: {cpu: 100m, memory: 64Mi}}]}}");
    KubeObject made = kit.create(pod("p", ""));
    var resources = made.spec().array("containers").object(0).object("resources");
    assertEquals("500m", resources.object("limits").string("cpu"));
    assertEquals("100m", resources.object("requests").string("cpu"));
    assertEquals("64Mi", resources.object("requests").string("memory"));
    assertEquals(
        "LimitRanger plugin set: cpu, memory request for container c; cpu limit for container c",
        made.annotation("kubernetes.io/limit-ranger"));
    assertEquals("Burstable", made.status().string("qosClass"));
  }

  @Test
  void refusesWhatIsOutsideALimitRange() {
    kit.create(
        "{apiVersion: v1, kind: LimitRange, metadata: {name: l}, spec: {limits: [{type: Container, max: {cpu: '1'}, min: {memory: 16Mi}}]}}");
    kit.refuses(
        "pods \"p\" is forbidden: [minimum memory usage per Container is 16Mi, but request is 8Mi, maximum cpu usage per"
            + " Container is 1, but limit is 2]",
        pod("p", ", resources: {limits: {cpu: '2'}, requests: {memory: 8Mi}}"));
  }

  private KubeObject quota(String hard) {
    KubeObject quota =
        kit.create(
            "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q}, spec: {hard: {"
                + hard
                + "}}}");
    return kit.status(quota, "{hard: {" + hard + "}}");
  }

  @Test
  void leavesNoMoreThanTheQuota() {
    quota("pods: '1', configmaps: '1'");
    kit.create(pod("a", ""));
    kit.refuses(
        "pods \"b\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1",
        pod("b", ""));
    KubeObject a = kit.store.list("pods").iterator().next();
    kit.status(a, "{phase: Succeeded}");
    kit.create(pod("b", ""));
    kit.create("{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}");
    kit.refuses(
        "configmaps \"y\" is forbidden: exceeded quota: q, requested: configmaps=1, used: configmaps=1, limited: configmaps=1",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: y}}");
  }

  @Test
  void demandsThatLimitedResourcesAreStated() {
    quota("limits.memory: 1Gi, requests.cpu: '1'");
    kit.refuses(
        "pods \"p\" is forbidden: failed quota: q: must specify limits.memory for: c; requests.cpu for: c",
        pod("p", ""));
    kit.create(pod("p", ", resources: {limits: {memory: 600Mi}, requests: {cpu: 100m}}"));
    kit.refuses(
        "pods \"o\" is forbidden: exceeded quota: q, requested: limits.memory=600Mi, used: limits.memory=600Mi, limited:"
            + " limits.memory=1Gi",
        pod("o", ", resources: {limits: {memory: 600Mi}, requests: {cpu: 100m}}"));
  }

  @Test
  void givesPodsTheirPriority() {
    assertEquals(0, kit.create(pod("p", "")).spec().integer("priority", -1));
    kit.create(
        "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: high}, value: 1000, preemptionPolicy: Never}");
    KubeObject important =
        kit.create(
            "{apiVersion: v1, kind: Pod, metadata: {name: i}, spec: {priorityClassName: high, containers: [{name: c, image: a}]}}");
    assertEquals(1000, important.spec().integer("priority"));
    assertEquals("Never", important.spec().string("preemptionPolicy"));
    kit.refuses(
        "pods \"x\" is forbidden: no PriorityClass with name nope was found",
        "{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {priorityClassName: nope, containers: [{name: c, image: a}]}}");
  }

  private static final String CLAIM =
      "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: %s}, spec: {accessModes: [ReadWriteOnce], %s resources: {requests: {storage: 1Gi}}}}";

  @Test
  void givesClaimsTheDefaultClassAndLetsThemGrowOnlyWhereItAllows() {
    kit.create(
        "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: standard, annotations:"
            + " {storageclass.kubernetes.io/is-default-class: 'true'}}, provisioner: example.com/x}");
    KubeObject claim = kit.create(CLAIM.formatted("c", ""));
    assertEquals("standard", claim.spec().string("storageClassName"));
    assertEquals(
        "",
        kit.create(CLAIM.formatted("d", "storageClassName: '',"))
            .spec()
            .string("storageClassName"));
    kit.merge(claim, "{spec: {volumeName: v}}");
    kit.status(claim, "{phase: Bound, capacity: {storage: 1Gi}}");
    KindTestKit.refuses(
        "persistentvolumeclaims \"c\" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that"
            + " provisions the pvc must support resize",
        () -> kit.merge(claim, "{spec: {resources: {requests: {storage: 2Gi}}}}"));
  }

  @Test
  void refusesInvalidPodsBeforeItCountsThem() {
    quota("pods: '0'");
    kit.refuses(
        "Pod \"p\" is invalid: spec.containers: Required value",
        "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: []}}");
    assertFalse(kit.store.list("pods").iterator().hasNext());
  }

  @Test
  void letsAPodIntoANamespaceThatWasMadeAMomentAgo() {
    kit.create("{apiVersion: v1, kind: Namespace, metadata: {name: team}}");
    KubeObject made = kit.create(pod("p", "").replace("{name: p}", "{name: p, namespace: team}"));
    assertEquals("default", made.spec().string("serviceAccountName"));
    assertFalse(made.spec().array("volumes").isEmpty());
    kit.refuses(
        "pods \"q\" is forbidden: error looking up service account team/robot: serviceaccount \"robot\" not found",
        "{apiVersion: v1, kind: Pod, metadata: {name: q, namespace: team}, spec: {serviceAccountName: robot, containers: [{name: c, image: a}]}}");
  }
}
