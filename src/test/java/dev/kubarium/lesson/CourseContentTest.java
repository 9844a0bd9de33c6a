package dev.kubarium.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of object and every example that the course promises is in one of its lessons. */
class CourseContentTest {

  private static final Path LESSONS = Path.of("lessons");
  private static final Course COURSE = CourseReader.read(LessonFiles.in(LESSONS));
  private static final List<String> CHAPTERS =
      List.of("api", "pod", "controllers", "services", "ingress", "config", "storage", "further");

  @Test
  void chaptersAreInTheOrderOfTheCourse() {
    assertEquals(CHAPTERS, COURSE.chapters().stream().map(chapter -> chapter.id()).toList());
  }

  @Test
  void holdsAtLeast36Lessons() {
    assertTrue(COURSE.lessons().size() >= 36, COURSE.lessons().size() + " lessons");
  }

  @Test
  void everyChapterEndsWithAChallenge() {
    List<String> without =
        COURSE.chapters().stream()
            .filter(chapter -> !chapter.lessons().getLast().id().startsWith("challenge-"))
            .map(chapter -> chapter.id())
            .toList();
    assertEquals(List.of(), without);
  }

  @ParameterizedTest
  @CsvSource({
    "Namespace",
    "ResourceQuota",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "Job",
    "CronJob",
    "Service",
    "Ingress",
    "ConfigMap",
    "Secret",
    "PersistentVolumeClaim",
    "HorizontalPodAutoscaler",
    "PodDisruptionBudget",
    "NetworkPolicy"
  })
  void aLessonWorksWithEveryKind(String kind) {
    List<String> found =
        lessonsWhose(".yaml", Pattern.compile("^ *kind: " + kind + "$", Pattern.MULTILINE));
    assertTrue(!found.isEmpty(), "no lesson has an object of the kind " + kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "labels and selectors|labels:|selector",
        "annotations|annotation|annotation",
        "kubectl explain|kubectl explain|kubectl explain",
        "namespaces of two teams|data-eng|name: bi",
        "a Pod that reads S3 and writes to PostgreSQL|python:3.11|S3",
        "restart policies|restartPolicy|OnFailure",
        "probes|livenessProbe|readinessProbe",
        "requests, and why Pending|requests|Pending",
        "FastAPI from v1 to v2|fastapi-demo:v1|fastapi-demo:v2",
        "a database or Kafka with an identity|kind: StatefulSet|volumeClaimTemplates",
        "logs of each node|kind: DaemonSet|fluent-bit",
        "an import every night|kind: CronJob|schedule",
        "executors find the Spark driver|name: spark-driver|executor",
        "a port of the nodes|type: NodePort|nodePort",
        "FastAPI behind a load balancer|type: LoadBalancer|fastapi-demo",
        "a headless Service|clusterIP: None|nslookup",
        "WordPress and its database|image: wordpress|name: wordpress-mysql",
        "metrics to Prometheus and ml to the model|path: /metrics|/ml",
        "hosts and the controller behind|ingressClassName|host: beta.example.com",
        "bucket, topic and a Spark file|TOPIC|spark-defaults.conf",
        "the password of PostgreSQL|POSTGRES_PASSWORD|base64",
        "an S3 token and a warehouse key|S3_TOKEN|WAREHOUSE_API_KEY",
        "the Spark history server|name: spark-history-server|PersistentVolumeClaim",
        "an embedded Postgres and reclaim|image: postgres|persistentVolumeReclaimPolicy",
        "storage classes|StorageClass|PersistentVolume",
        "autoscaling|HorizontalPodAutoscaler|averageUtilization",
        "budgets and drain|PodDisruptionBudget|kubectl drain",
        "affinity, taints and spread|nodeAffinity|topologySpreadConstraints",
        "policies|kind: NetworkPolicy|podSelector",
        "five broken clusters|ward-1|ward-5",
        "which controller|kind: DaemonSet|kind: CronJob",
      })
  void aLessonUsesEveryExample(String what, String one, String other) {
    List<String> found =
        COURSE.lessons().stream()
            .map(Lesson::id)
            .filter(id -> text(id).contains(one) && text(id).contains(other))
            .toList();
    assertTrue(!found.isEmpty(), "no lesson shows " + what + " (" + one + ", " + other + ")");
  }

  /** Lessons, one of whose files that end so has the pattern in it. */
  private static List<String> lessonsWhose(String ending, Pattern pattern) {
    return COURSE.lessons().stream()
        .map(Lesson::id)
        .filter(
            id ->
                files(id).stream()
                    .filter(file -> file.toString().endsWith(ending))
                    .anyMatch(file -> pattern.matcher(read(file)).find()))
        .toList();
  }

  private static String text(String id) {
    List<String> texts = new ArrayList<>();
    files(id).forEach(file -> texts.add(read(file)));
    return String.join("\n", texts);
  }

  private static List<Path> files(String id) {
    try (Stream<Path> all = Files.walk(LESSONS, 3)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.getParent().getFileName().toString().equals(id))
          .sorted()
          .toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
