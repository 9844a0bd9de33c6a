package dev.kubarium.cluster.apiserver.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.KubeObject;
import org.junit.jupiter.api.Test;

/** Budgets, quotas, limits, priorities, ingresses, network policies, roles. */
class PolicyAndNetworkTest {

  private final KindTestKit kit = new KindTestKit();

  private KubeObject runningPod() {
    KubeObject pod =
        kit.create(
            "{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {app: d}}, spec: {nodeName: n, containers: [{name: c, image: a}]}}");
    return kit.status(pod, "{phase: Running, conditions: [{type: Ready, status: 'True'}]}");
  }

  private static final String EVICTION =
      "{apiVersion: policy/v1, kind: Eviction, metadata: {name: p}}";

  @Test
  void evictsOnlyWithinTheBudget() {
    KubeObject pod = runningPod();
    KubeObject budget =
        kit.create(
            "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: b}, spec: {minAvailable: 2, selector: {matchLabels: {app: d}}}}");
    kit.status(
        budget,
        "{observedGeneration: 1, disruptionsAllowed: 0, desiredHealthy: 2, currentHealthy: 2, expectedPods: 2}");
    ApiException refusal =
        assertThrows(ApiException.class, () -> kit.post(pod, "eviction", EVICTION));
    assertEquals(429, refusal.code());
    assertEquals(
        "Cannot evict pod as it would violate the pod's disruption budget.", refusal.getMessage());
    assertEquals(
        "The disruption budget b needs 2 healthy pods and has 2 currently",
        refusal.details().array("causes").object(0).string("message"));
    kit.status(
        budget,
        "{observedGeneration: 1, disruptionsAllowed: 1, desiredHealthy: 1, currentHealthy: 2, expectedPods: 2}");
    kit.post(pod, "eviction", EVICTION);
    assertEquals(30, kit.get(pod).metadata().integer("deletionGracePeriodSeconds"));
    assertEquals(
        "EvictionByEvictionAPI",
        kit.get(pod)
            .status()
            .array("conditions")
            .find("type", "DisruptionTarget")
            .string("reason"));
    assertEquals(0, kit.get(budget).status().integer("disruptionsAllowed"));
  }

  @Test
  void refusesTwoWaysToSayABudget() {
    kit.refuses(
        "PodDisruptionBudget.policy \"b\" is invalid: spec: Invalid value:"
            + " {\"maxUnavailable\":1,\"minAvailable\":1,\"selector\":{}}: minAvailable and maxUnavailable cannot be both set",
        "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: b}, spec: {minAvailable: 1, maxUnavailable: 1, selector: {}}}");
  }

  @Test
  void refusesIngressesInTheApisWords() {
    kit.refuses(
        "Ingress.networking.k8s.io \"i\" is invalid: spec: Invalid value: null: either `defaultBackend` or `rules` must be specified",
        "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i}, spec: {}}");
    kit.refuses(
        "Ingress.networking.k8s.io \"i\" is invalid: spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified",
        "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i}, spec: {rules: [{host: a.b, http: {paths: [{path: /, backend: {service: {name: s, port: {number: 80}}}}]}}]}}");
  }

  @Test
  void refusesFewerThanTheLeastReplicas() {
    kit.refuses(
        "HorizontalPodAutoscaler.autoscaling \"h\" is invalid: spec.maxReplicas: Invalid value: 1: must be greater than or equal to `minReplicas`",
        "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {minReplicas: 5, maxReplicas: 1, scaleTargetRef: {kind: Deployment, name: d}}}");
  }

  @Test
  void fillsInWhichDirectionsANetworkPolicyRules() {
    KubeObject policy =
        kit.create(
            "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: n}, spec: {podSelector: {}, egress: [{ports: [{port: 53}]}]}}");
    assertEquals(JsonArray.of("Ingress", "Egress"), policy.spec().array("policyTypes"));
    assertEquals(
        "TCP", policy.spec().array("egress").object(0).array("ports").object(0).string("protocol"));
  }

  @Test
  void takesTheDefaultsOfALimitRangeFromItsMaximum() {
    KubeObject range =
        kit.create(
            "{apiVersion: v1, kind: LimitRange, metadata: {name: l}, spec: {limits: [{type: Container, max: {cpu: '1'}, min: {memory: 1Mi}}]}}");
    var item = range.spec().array("limits").object(0);
    assertEquals("1", item.object("default").string("cpu"));
    assertEquals("1", item.object("defaultRequest").string("cpu"));
    assertEquals("1Mi", item.object("defaultRequest").string("memory"));
    kit.refuses(
        "LimitRange \"m\" is invalid: spec.limits[0].min[cpu]: Invalid value: \"2\": min value 2 is greater than max value 1",
        "{apiVersion: v1, kind: LimitRange, metadata: {name: m}, spec: {limits: [{type: PersistentVolumeClaim, max: {cpu: '1', storage: 1Gi}, min: {cpu: '2'}}]}}");
  }

  @Test
  void refusesUnknownResourcesInAQuota() {
    kit.refuses(
        "ResourceQuota \"q\" is invalid: spec.hard[pod]: Invalid value: \"pod\": must be a standard resource for quota",
        "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q}, spec: {hard: {pod: '1', count/deployments.apps: '2'}}}");
  }

  @Test
  void keepsHighPrioritiesForTheSystem() {
    kit.refuses(
        "PriorityClass.scheduling.k8s.io \"p\" is invalid: value: Forbidden: maximum allowed value of a user defined priority is 1000000000",
        "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: p}, value: 1000000001}");
  }

  @Test
  void keepsTheRoleOfABinding() {
    KubeObject binding =
        kit.create(
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: 'b:x'}, roleRef: {kind: Role, name: r}, subjects: [{kind: User, name: u}]}");
    KindTestKit.refuses(
        "RoleBinding.rbac.authorization.k8s.io \"b:x\" is invalid: roleRef: Invalid value:"
            + " {\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"Role\",\"name\":\"other\"}: cannot change roleRef",
        () -> kit.merge(binding, "{roleRef: {name: other}}"));
  }
}
