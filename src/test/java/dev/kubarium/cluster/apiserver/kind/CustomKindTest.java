package dev.kubarium.cluster.apiserver.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kinds that a CustomResourceDefinition adds. */
class CustomKindTest {

  private static final String CRON_TABS =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: crontabs.stable.example.com}
      spec:
        group: stable.example.com
        scope: Namespaced
        names: {plural: crontabs, kind: CronTab, shortNames: [ct]}
        versions:
        - name: v1
          served: true
          storage: true
          subresources: {status: {}, scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}}
          additionalPrinterColumns:
          - {name: Spec, type: string, jsonPath: .spec.cronSpec}
          - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
          - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec:
                  type: object
                  required: [cronSpec]
                  properties:
                    cronSpec: {type: string, pattern: '^(\\d+|\\*)'}
                    image: {type: string, default: busybox}
                    replicas: {type: integer, minimum: 1, maximum: 10}
                    size: {type: string, enum: [small, big]}
                status:
                  type: object
                  x-kubernetes-preserve-unknown-fields: true
        - name: v1beta1
          served: true
          storage: false
          schema: {openAPIV3Schema: {type: object}}
      """;

  private final KindTestKit kit = new KindTestKit();

  private static String cronTab(String spec) {
    return "{apiVersion: stable.example.com/v1, kind: CronTab, metadata: {name: my}, spec: {"
        + spec
        + "}}";
  }

  @BeforeEach
  void define() {
    assertTrue(kit.api.kinds().find("stable.example.com", "v1", "crontabs").isEmpty());
    KubeObject definition = kit.create(CRON_TABS);
    assertEquals("crontab", definition.spec().object("names").string("singular"));
    assertEquals(
        "True",
        definition.status().array("conditions").find("type", "Established").string("status"));
  }

  @Test
  void storesFillsInAndPrintsByTheSchema() {
    KubeObject my = kit.create(cronTab("cronSpec: '* * *', unknown: 1"));
    assertEquals("busybox", my.spec().string("image"));
    assertFalse(my.spec().has("unknown"));
    assertEquals(1, my.generation());
    kit.status(my, "{conditions: [{type: Ready, status: 'True'}]}");
    assertEquals(List.of("my", "* * *", "True", "0s"), kit.row(kit.get(my), false));
    assertEquals(List.of("ct"), my.kind().shortNames());
    assertTrue(kit.api.kinds().find("stable.example.com", "v1beta1", "crontabs").isPresent());
  }

  @Test
  void refusesWhatTheSchemaRefuses() {
    kit.refuses(
        "CronTab.stable.example.com \"my\" is invalid: spec.cronSpec: Required value", cronTab(""));
    kit.refuses(
        "CronTab.stable.example.com \"my\" is invalid: spec.replicas: Invalid value: \"string\": spec.replicas in body must be of"
            + " type integer: \"string\"",
        cronTab("cronSpec: '1', replicas: three"));
    kit.refuses(
        "CronTab.stable.example.com \"my\" is invalid: [spec.cronSpec: Invalid value: \"x\": spec.cronSpec in body should match"
            + " '^(\\d+|\\*)', spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10,"
            + " spec.size: Unsupported value: \"huge\": supported values: \"small\", \"big\"]",
        cronTab("cronSpec: x, replicas: 11, size: huge"));
  }

  @Test
  void namesADefinitionAfterItsResource() {
    kit.refuses(
        "CustomResourceDefinition.apiextensions.k8s.io \"wrong\" is invalid: metadata.name: Invalid value: \"wrong\": must be"
            + " spec.names.plural+\".\"+spec.group",
        CRON_TABS
            .replace("crontabs.stable.example.com", "wrong")
            .replace("plural: crontabs", "plural: crons"));
  }

  @Test
  void servesTheKindNoLongerWhenItsDefinitionIsGone() {
    KubeObject definition =
        kit.store.list("customresourcedefinitions.apiextensions.k8s.io").iterator().next();
    kit.delete(definition);
    kit.merge(definition, "{metadata: {finalizers: null}}");
    assertTrue(kit.api.kinds().find("stable.example.com", "v1", "crontabs").isEmpty());
  }
}
