package dev.kubarium.cluster.apiserver.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs, schedules, volumes and claims. */
class BatchAndStorageTest {

  private final KindTestKit kit = new KindTestKit();

  private static String job(String spec) {
    return "{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {"
        + spec
        + "template: {metadata: {labels: {a: b}}, spec: {restartPolicy: Never, containers: [{name: c, image: a}]}}}}";
  }

  @Test
  void findsTheirPodsByALabelMadeForThem() {
    KubeObject job = kit.create(job(""));
    assertEquals(
        job.uid(),
        job.spec()
            .object("selector")
            .object("matchLabels")
            .string("batch.kubernetes.io/controller-uid"));
    var labels = job.spec().object("template").object("metadata").object("labels");
    assertEquals("j", labels.string("job-name"));
    assertEquals("j", labels.string("batch.kubernetes.io/job-name"));
    assertEquals(job.uid(), labels.string("controller-uid"));
    assertEquals("b", job.label("a"));
    assertEquals(6, job.spec().integer("backoffLimit"));
    assertEquals(1, job.spec().integer("completions"));
    assertEquals("NonIndexed", job.spec().string("completionMode"));
    assertEquals(List.of("j", "Running", "0/1", "", "0s"), kit.row(job, false));
  }

  @Test
  void keepsTheTemplateOfAJob() {
    KubeObject job = kit.create(job(""));
    ApiMessage.of(
            () -> kit.merge(job, "{spec: {template: {spec: {containers: [{name: c, image: z}]}}}}"))
        .startsWith("Job.batch \"j\" is invalid: spec.template: Invalid value: {")
        .endsWith(": field is immutable");
    kit.merge(job, "{spec: {parallelism: 2}}");
  }

  @Test
  void demandsARestartPolicyOfAJob() {
    kit.refuses(
        "Job.batch \"j\" is invalid: spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"",
        "{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {template: {spec: {containers: [{name: c, image: a}]}}}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* * * * *|",
        "*/5 0-6,22-23 1,15 jan-mar mon-fri|",
        "@hourly|",
        "@every 1h30m|",
        "bad|expected exactly 5 fields, found 1: [bad]",
        "60 * * * *|end of range (60) above maximum (59): 60",
        "* * 0 * *|beginning of range (0) below minimum (1): 0",
        "x * * * *|'failed to parse int from x: strconv.Atoi: parsing \"x\": invalid syntax'",
        "*/0 * * * *|step of range should be a positive number: */0",
        "5-2 * * * *|beginning of range (5) beyond end of range (2): 5-2",
        "1-2-3 * * * *|too many hyphens: 1-2-3",
        "@often|unrecognized descriptor: @often",
      })
  void readsSchedulesAsTheParserDoes(String schedule, String fault) {
    assertEquals(fault, CronSyntax.fault(schedule));
  }

  @Test
  void refusesAScheduleThatIsNone() {
    kit.refuses(
        "CronJob.batch \"c\" is invalid: spec.schedule: Invalid value: \"bad\": expected exactly 5 fields, found 1: [bad]",
        "{apiVersion: batch/v1, kind: CronJob, metadata: {name: c}, spec: {schedule: bad, jobTemplate: {spec: {template: {spec:"
            + " {restartPolicy: Never, containers: [{name: c, image: a}]}}}}}}");
  }

  private static String claim(String spec) {
    return "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: {"
        + spec
        + "}}";
  }

  @Test
  void protectsAClaimAndLetsItsSizeOnlyGrow() {
    KubeObject claim =
        kit.create(
            claim(
                "accessModes: [ReadWriteOnce], storageClassName: s, resources: {requests: {storage: 1Gi}}"));
    assertEquals(List.of("kubernetes.io/pvc-protection"), claim.finalizers());
    assertEquals("Pending", claim.status().string("phase"));
    KindTestKit.refuses(
        "PersistentVolumeClaim \"c\" is invalid: spec: Forbidden: spec is immutable after creation except"
            + " resources.requests and volumeAttributesClassName for bound claims",
        () -> kit.merge(claim, "{spec: {resources: {requests: {storage: 2Gi}}}}"));
    kit.merge(claim, "{spec: {volumeName: v}}");
    kit.status(claim, "{phase: Bound, capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce]}");
    assertEquals(
        List.of("c", "Bound", "v", "1Gi", "RWO", "s", "<unset>", "0s", "Filesystem"),
        kit.row(kit.get(claim), true));
    kit.merge(claim, "{spec: {resources: {requests: {storage: 2Gi}}}}");
    KindTestKit.refuses(
        "PersistentVolumeClaim \"c\" is invalid: spec.resources.requests.storage: Forbidden: field can not be less than"
            + " status.capacity",
        () -> kit.merge(claim, "{spec: {resources: {requests: {storage: 500Mi}}}}"));
  }

  @Test
  void refusesAnEmptyClaim() {
    kit.refuses(
        "PersistentVolumeClaim \"c\" is invalid: [spec.accessModes: Required value: at least 1 access mode is required,"
            + " spec.resources[storage]: Required value]",
        claim(""));
  }

  @Test
  void showsVolumesWithTheirClaim() {
    KubeObject volume =
        kit.create(
            "{apiVersion: v1, kind: PersistentVolume, metadata: {name: v}, spec: {capacity: {storage: 1Gi}, accessModes:"
                + " [ReadWriteOnce, ReadOnlyMany], hostPath: {path: /x}, claimRef: {namespace: default, name: c}}}");
    assertEquals(
        List.of(
            "v",
            "1Gi",
            "RWO,ROX",
            "Retain",
            "Pending",
            "default/c",
            "",
            "<unset>",
            "",
            "0s",
            "Filesystem"),
        kit.row(volume, true));
    kit.refuses(
        "PersistentVolume \"w\" is invalid: spec: Required value: must specify a volume type",
        "{apiVersion: v1, kind: PersistentVolume, metadata: {name: w}, spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce]}}");
  }

  @Test
  void marksTheDefaultStorageClass() {
    KubeObject fast =
        kit.create(
            "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: fast, annotations:"
                + " {storageclass.kubernetes.io/is-default-class: 'true'}}, provisioner: example.com/fast}");
    assertEquals(
        List.of("fast (default)", "example.com/fast", "Delete", "Immediate", "false", "0s"),
        kit.row(fast, true));
    KindTestKit.refuses(
        "StorageClass.storage.k8s.io \"fast\" is invalid: provisioner: Forbidden: updates to provisioner are forbidden.",
        () -> kit.merge(fast, "{provisioner: example.com/slow}"));
  }

  static final String SET =
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db}
      spec:
        serviceName: db
        selector: {matchLabels: {app: db}}
        template:
          metadata: {labels: {app: db}}
          spec:
            containers:
            - name: db
              image: postgres:17
              volumeMounts: [{name: data, mountPath: /d}]
        volumeClaimTemplates:
        - metadata: {name: data}
          spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
      """;

  @Test
  void letsOnlyAFewFieldsOfAStatefulSetChange() {
    KubeObject db = kit.create(SET);
    assertEquals("OrderedReady", db.spec().string("podManagementPolicy"));
    assertTrue(db.spec().object("updateStrategy").object("rollingUpdate").has("partition"));
    kit.merge(db, "{spec: {replicas: 3}}");
    KindTestKit.refuses(
        "StatefulSet.apps \"db\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas',"
            + " 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and"
            + " 'minReadySeconds' are forbidden",
        () -> kit.merge(db, "{spec: {serviceName: other}}"));
  }
}
