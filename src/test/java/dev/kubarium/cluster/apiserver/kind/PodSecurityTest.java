package dev.kubarium.cluster.apiserver.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kubarium.cluster.apiserver.admission.AdmissionChain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** concepts/security/pod-security-admission */
class PodSecurityTest {

  private final KindTestKit kit = new KindTestKit(AdmissionChain.plugins());

  private void namespace(String labels) {
    kit.create(
        "{apiVersion: v1, kind: Namespace, metadata: {name: default, labels: {" + labels + "}}}");
    kit.create("{apiVersion: v1, kind: ServiceAccount, metadata: {name: default}}");
  }

  private static final String WELL_BEHAVED =
      "securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}, containers: [{name: c, image: a,"
          + " securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]";

  private static String pod(String spec) {
    return "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {" + spec + "}}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "hostNetwork: true, hostPID: true, containers: [{name: c, image: a}] | host namespaces (hostNetwork=true, hostPID=true)",
        "containers: [{name: c, image: a, securityContext: {privileged: true}}] | privileged (container \"c\" must not set securityContext.privileged=true)",
        "containers: [{name: c, image: a}], volumes: [{name: v, hostPath: {path: /x}}] | hostPath volumes (volume \"v\")",
        "containers: [{name: c, image: a, ports: [{containerPort: 80, hostPort: 80}]}] | hostPort (container \"c\" uses hostPort 80)",
        "containers: [{name: c, image: a, securityContext: {capabilities: {add: [NET_ADMIN]}}}] | non-default capabilities (container \"c\" must not include \"NET_ADMIN\" in securityContext.capabilities.add)",
      })
  void baselineRefusesKnownEscalations(String spec, String violation) {
    namespace("pod-security.kubernetes.io/enforce: baseline");
    kit.refuses(
        "pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": " + violation.strip(),
        pod(spec.strip()));
  }

  @Test
  void baselineTakesAnOrdinaryPod() {
    namespace("pod-security.kubernetes.io/enforce: baseline");
    assertEquals("p", kit.create(pod("containers: [{name: c, image: a}]")).name());
  }

  @Test
  void restrictedTakesOnlyHardenedPods() {
    namespace("pod-security.kubernetes.io/enforce: restricted");
    kit.refuses(
        "pods \"p\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false (container"
            + " \"c\" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \"c\" must"
            + " set securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot != true (pod or container \"c\" must set"
            + " securityContext.runAsNonRoot=true), seccompProfile (pod or container \"c\" must set"
            + " securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")",
        pod("containers: [{name: c, image: a}]"));
    kit.refuses(
        "pods \"p\" is forbidden: violates PodSecurity \"restricted:latest\": restricted volume types (volume \"v\" uses"
            + " restricted volume type \"hostPath\"), runAsUser=0 (pod must not set runAsUser=0)",
        pod(
            WELL_BEHAVED.replace("runAsNonRoot: true", "runAsNonRoot: true, runAsUser: 0")
                + ", volumes: [{name: v, hostPath: {path: /x}}]"));
    assertEquals("p", kit.create(pod(WELL_BEHAVED)).name());
  }

  @Test
  void doesNotRefuseWhatOnlyMakesPods() {
    namespace("pod-security.kubernetes.io/enforce: restricted");
    assertEquals("web", kit.create(DefaultsTest.WEB).name());
  }
}
