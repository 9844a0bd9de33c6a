package dev.kubarium.cluster.apiserver.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.object.KubeObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refusals of Pods and of what makes Pods, in the API's words. */
class WorkloadValidationTest {

  private final KindTestKit kit = new KindTestKit();

  /** What is said of a Pod whose spec, container c included, is this. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "containers: [] | spec.containers: Required value",
        "containers: [{name: c}] | spec.containers[0].image: Required value",
        "containers: [{name: c, image: a}, {name: c, image: a}] | spec.containers[1].name: Duplicate value: \"c\"",
        "containers: [{name: c, image: a, ports: [{containerPort: 99999}]}] | spec.containers[0].ports[0].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive",
        "containers: [{name: c, image: a, resources: {requests: {cpu: '2'}, limits: {cpu: '1'}}}] | spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit",
        "containers: [{name: c, image: a, resources: {requests: {cpus: '2'}}}] | spec.containers[0].resources.requests[cpus]: Invalid value: \"cpus\": must be a standard resource for containers",
        "containers: [{name: c, image: a, volumeMounts: [{name: data, mountPath: /d}]}] | spec.containers[0].volumeMounts[0].name: Not found: \"data\"",
        "containers: [{name: c, image: a, imagePullPolicy: Sometimes}] | spec.containers[0].imagePullPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"IfNotPresent\", \"Never\"",
        "containers: [{name: c, image: a, readinessProbe: {periodSeconds: 3}}] | spec.containers[0].readinessProbe: Required value: must specify a handler type",
        "containers: [{name: c, image: a, livenessProbe: {successThreshold: 2, tcpSocket: {port: 1}}}] | spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1",
        "containers: [{name: c, image: a, env: [{name: A, value: x, valueFrom: {configMapKeyRef: {name: c, key: k}}}]}] | spec.containers[0].env[0].valueFrom: Invalid value: \"\": may not be specified when `value` is not empty",
        "containers: [{name: c, image: a}], restartPolicy: Sometimes | spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"OnFailure\", \"Never\"",
        "containers: [{name: c, image: a}], volumes: [{name: v}, {name: v}] | spec.volumes[1].name: Duplicate value: \"v\"",
        "containers: [{name: c, image: a}], volumes: [{name: v, emptyDir: {}, hostPath: {path: /x}}] | spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type",
        "containers: [{name: c, image: a}], initContainers: [{name: i, image: a, readinessProbe: {tcpSocket: {port: 1}}}] | spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always",
        "containers: [{name: c, image: a}], tolerations: [{key: a, operator: Exists, value: b}] | spec.tolerations[0].operator: Invalid value: \"b\": value must be empty when `operator` is 'Exists'",
        "containers: [{name: c, image: a}], activeDeadlineSeconds: 0 | spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive",
      })
  void refusesPodsInTheApisWords(String spec, String fault) {
    kit.refuses(
        "Pod \"p\" is invalid: " + fault.strip(),
        "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {" + spec.strip() + "}}");
  }

  @Test
  void refusesWrongUnitsAndWarnsOfFractionsOfAByte() {
    String pod =
        "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: a, resources: {limits: {memory: %s}}}]}}";
    kit.refuses(
        "Pod in version \"v1\" cannot be handled as a Pod: quantities must match the regular expression"
            + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        pod.formatted("128MB"));
    kit.refuses(
        "Pod in version \"v1\" cannot be handled as a Pod: unable to parse quantity's suffix",
        pod.formatted("128mi"));
    KubeObject made = kit.create(pod.formatted("128m"));
    assertEquals(
        java.util.List.of(
            "spec.containers[0].resources.limits[memory]: fractional byte value \"128m\" is invalid, must be an integer",
            "spec.containers[0].resources.requests[memory]: fractional byte value \"128m\" is invalid, must be an integer"),
        kit.api.rules(made.kind()).warnings(made));
  }

  private static final String POD =
      "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: a}]}}";

  @Test
  void letsOnlyAFewFieldsOfAPodChange() {
    KubeObject pod = kit.create(POD);
    ApiException refusal =
        assertThrows(
            ApiException.class,
            () -> kit.merge(pod, "{spec: {containers: [{name: c, image: a, command: [x]}]}}"));
    assertTrue(
        refusal
            .getMessage()
            .startsWith(
                "Pod \"p\" is invalid: spec: Forbidden: pod updates may not change fields other than"
                    + " `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations`"
                    + " (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1"
                    + " if it was previously negative)\n"),
        refusal.getMessage());
    KubeObject changed =
        kit.merge(pod, "{spec: {containers: [{name: c, image: 'b:1', imagePullPolicy: Always}]}}");
    assertEquals(2, changed.generation());
    KindTestKit.refuses(
        "Pod \"p\" is invalid: spec.containers: Forbidden: pod updates may not add or remove containers",
        () -> kit.merge(pod, "{spec: {containers: [{name: c, image: a}, {name: d, image: a}]}}"));
  }

  @Test
  void bindsAPodOnce() {
    KubeObject pod = kit.create(POD);
    kit.post(
        pod,
        "binding",
        "{apiVersion: v1, kind: Binding, metadata: {name: p}, target: {kind: Node, name: n1}}");
    KubeObject bound = kit.get(pod);
    assertEquals("n1", bound.spec().string("nodeName"));
    assertEquals(
        "True", bound.status().array("conditions").find("type", "PodScheduled").string("status"));
    KindTestKit.refuses(
        "Operation cannot be fulfilled on pods \"p\": pod p is already assigned to node \"n1\"",
        () ->
            kit.post(
                pod,
                "binding",
                "{apiVersion: v1, kind: Binding, metadata: {name: p}, target: {kind: Node, name: n2}}"));
  }

  @Test
  void deletesAPodAtOnceUntilItIsOnANode() {
    KubeObject pod = kit.create(POD);
    kit.delete(pod);
    assertEquals(null, kit.get(pod));
    KubeObject other = kit.create(POD);
    kit.post(
        other,
        "binding",
        "{apiVersion: v1, kind: Binding, metadata: {name: p}, target: {kind: Node, name: n1}}");
    kit.delete(other);
    assertEquals(30, kit.get(other).metadata().integer("deletionGracePeriodSeconds"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "replicas: -1 | spec.replicas: Invalid value: -1: must be greater than or equal to 0",
        "selector: {matchLabels: {app: other}} | spec.template.metadata.labels: Invalid value: {\"app\":\"web\"}: `selector` does not match template `labels`",
        "selector: null | [spec.selector: Required value, spec.template.metadata.labels: Invalid value: {\"app\":\"web\"}: `selector` does not match template `labels`]",
        "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}} | spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0",
        "strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}} | spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
        "strategy: {type: Fast} | spec.strategy.type: Unsupported value: \"Fast\": supported values: \"Recreate\", \"RollingUpdate\"",
        "progressDeadlineSeconds: 5, minReadySeconds: 5 | spec.progressDeadlineSeconds: Invalid value: 5: must be greater than minReadySeconds",
        "template: {metadata: {labels: {app: web}}, spec: {restartPolicy: Never, containers: [{name: c, image: a}]}} | spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values: \"Always\"",
        "template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c}]}} | spec.template.spec.containers[0].image: Required value",
      })
  void refusesDeploymentsInTheApisWords(String change, String fault) {
    KindTestKit.refuses(
        "Deployment.apps \"web\" is invalid: " + fault.strip(),
        () -> {
          var tree = KindTestKit.yaml(DefaultsTest.WEB);
          var changed = KindTestKit.yaml("{" + change.strip() + "}");
          var spec = tree.object("spec");
          for (String key : changed.keys()) {
            spec = spec.with(key, changed.get(key));
          }
          kit.create(tree.with("spec", spec));
        });
  }

  @Test
  void keepsTheSelectorOfADeployment() {
    KubeObject web = kit.create(DefaultsTest.WEB);
    KindTestKit.refuses(
        "Deployment.apps \"web\" is invalid: spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"x\"}}: field is immutable",
        () ->
            kit.merge(
                web,
                "{spec: {selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app: x}}}}}"));
  }

  @Test
  void countsGenerationsOnlyWhenTheSpecChanges() {
    KubeObject web = kit.create(DefaultsTest.WEB);
    assertEquals(1, kit.merge(web, "{metadata: {labels: {a: b}}}").generation());
    assertEquals(2, kit.merge(web, "{spec: {paused: true}}").generation());
    assertEquals(2, kit.status(web, "{replicas: 1}").generation());
  }
}
