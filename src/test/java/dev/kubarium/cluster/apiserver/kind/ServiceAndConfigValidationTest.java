package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.KubeObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refusals of Services, ConfigMaps and Secrets, in the API's words. */
class ServiceAndConfigValidationTest {

  private final KindTestKit kit = new KindTestKit();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "selector: {a: b} | spec.ports: Required value",
        "ports: [{port: 70000}] | [spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive, spec.ports[0].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive]",
        "ports: [{port: 80}, {port: 81}] | [spec.ports[0].name: Required value, spec.ports[1].name: Required value]",
        "ports: [{name: a, port: 80}, {name: b, port: 80}] | spec.ports[1]: Duplicate value: {\"port\":80,\"protocol\":\"TCP\"}",
        "type: NodePort, ports: [{port: 80, nodePort: 80}] | spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767",
        "ports: [{port: 80, nodePort: 30000}] | spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
        "type: ExternalName | spec.externalName: Required value",
        "clusterIP: 10.0.0.1, ports: [{port: 80}] | spec.clusterIPs: Invalid value: [\"10.0.0.1\"]: failed to allocate IP 10.0.0.1: the provided IP (10.0.0.1) is not in the valid range. The range of valid IPs is 10.96.0.0/16",
        "type: Cluster, ports: [{port: 80}] | spec.type: Unsupported value: \"Cluster\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\"",
      })
  void refusesServicesInTheApisWords(String spec, String fault) {
    kit.refuses(
        "Service \"s\" is invalid: " + fault.strip(),
        "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {" + spec.strip() + "}}");
  }

  @Test
  void refusesAnAddressOrPortThatIsTaken() {
    KubeObject a = kit.create(DefaultsTest.service("a", "NodePort"));
    String ip = a.spec().string("clusterIP");
    long port = a.spec().array("ports").object(0).integer("nodePort");
    kit.refuses(
        "Service \"b\" is invalid: [spec.clusterIPs: Invalid value: [\""
            + ip
            + "\"]: failed to allocate IP "
            + ip
            + ": provided IP is already allocated, spec.ports[0].nodePort: Invalid value: "
            + port
            + ": provided port is already allocated]",
        "{apiVersion: v1, kind: Service, metadata: {name: b}, spec: {type: NodePort, clusterIP: "
            + ip
            + ", ports: [{port: 80, nodePort: "
            + port
            + "}]}}");
  }

  @Test
  void keepsTheClusterIpOfAService() {
    KubeObject a = kit.create(DefaultsTest.service("a", "ClusterIP"));
    KindTestKit.refuses(
        "Service \"a\" is invalid: spec.clusterIPs[0]: Invalid value: [\"None\"]: may not change once set",
        () ->
            kit.update(
                a.edit(
                    tree ->
                        tree.withAt("None", "spec", "clusterIP")
                            .withAt(JsonArray.of("None"), "spec", "clusterIPs"))));
  }

  @Test
  void namesServicesAsDnsLabels() {
    kit.refuses(
        "Service \"1bad\" is invalid: metadata.name: Invalid value: \"1bad\": a DNS-1035 label must consist of lower case"
            + " alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character"
            + " (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
        DefaultsTest.service("1bad", "ClusterIP"));
  }

  @Test
  void checksTheKeysOfAConfigMap() {
    kit.refuses(
        "ConfigMap \"a\" is invalid: data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric"
            + " characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is"
            + " '[-._a-zA-Z0-9]+')",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a b: c}}");
  }

  @Test
  void refusesAConfigMapOfMoreThanAMebibyte() {
    kit.refuses(
        "ConfigMap \"a\" is invalid: []: Too long: may not be more than 1048576 bytes",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {k: "
            + "x".repeat(1024 * 1024 + 1)
            + "}}");
  }

  @Test
  void keepsWhatWasMadeImmutable() {
    KubeObject a =
        kit.create(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {k: v}, immutable: true}");
    KindTestKit.refuses(
        "ConfigMap \"a\" is invalid: data: Forbidden: field is immutable when `immutable` is set",
        () -> kit.merge(a, "{data: {k: z}}"));
    KindTestKit.refuses(
        "ConfigMap \"a\" is invalid: immutable: Forbidden: field is immutable when `immutable` is set",
        () -> kit.merge(a, "{immutable: false}"));
  }

  @Test
  void demandsTheKeysOfASecretsType() {
    kit.refuses(
        "Secret \"s\" is invalid: [data[tls.crt]: Required value, data[tls.key]: Required value]",
        "{apiVersion: v1, kind: Secret, metadata: {name: s}, type: kubernetes.io/tls, data: {}}");
  }

  @Test
  void refusesSecretDataThatIsNotBase64() {
    kit.refuses(
        "Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte 0",
        "{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: '%%%'}}");
  }
}
