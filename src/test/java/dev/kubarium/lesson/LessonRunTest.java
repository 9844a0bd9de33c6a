package dev.kubarium.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.apiserver.PatchType;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LessonRunTest {

  private static final Course COURSE = CourseReader.read(LessonFiles.in(Path.of("lessons")));

  private Lesson lesson;
  private Cluster cluster;
  private LessonRun run;

  private void begin(String id) {
    lesson = COURSE.find(id).orElseThrow();
    cluster = Cluster.restore(Beginning.of(lesson, 7).snapshot());
    run = new LessonRun(lesson, cluster, Beginning.note(lesson));
    pass(0);
  }

  /** As after a restart of the server: only snapshot and note are left, the note as text. */
  private void restart() {
    JsonObject note = Json.parseObject(run.note().toString());
    cluster = Cluster.restore(cluster.snapshot());
    run = new LessonRun(lesson, cluster, note);
    pass(0);
  }

  private void pass(long seconds) {
    cluster.loop().runUntil(cluster.loop().now() + seconds * 1000);
  }

  private JsonObject step(String id) {
    return run.state(Locale.ENGLISH).object("steps").object(id);
  }

  private void image(String image) {
    KubeObject deployment = cluster.store().list(Kinds.DEPLOYMENT.resource()).iterator().next();
    JsonObject patch =
        Json.parseObject(
            "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"api\",\"image\":\""
                + image
                + "\"}]}}}}");
    ApiOptions options = ApiOptions.NONE.withPatch(PatchType.STRATEGIC, false);
    cluster
        .api()
        .handle(
            ApiRequest.patch(
                Kinds.DEPLOYMENT, "default", deployment.name(), patch, options, Caller.YOU));
  }

  private void delete(KubeObject object, Long grace) {
    ApiOptions options = ApiOptions.NONE.withDeletion(grace, "Background", null, null);
    cluster
        .api()
        .handle(
            ApiRequest.delete(
                object.kind(), object.namespace(), object.name(), options, Caller.YOU));
  }

  private KubeObject pod() {
    return cluster.store().list(Kinds.POD.resource()).iterator().next();
  }

  @Test
  void saysInBothLanguagesWhyNotYet() {
    begin("first-pod");
    assertThat(step("declare").string("verdict")).isEqualTo("There is no Pod exports yet");
    assertThat(run.state(Locale.FRENCH).object("steps").object("declare").string("verdict"))
        .isEqualTo("Il n’y a pas encore de Pod exports");
    Performer.apply(cluster, lesson.files().get("pod.yaml").replace("python:3.11", "pyhton:3.11"));
    pass(10);
    assertThat(step("declare").string("verdict"))
        .isEqualTo("Not yet: exports cannot pull its image pyhton:3.11");
    assertThat(step("declare").string("hint")).isEqualTo("image");
    assertThat(step("declare").string("mistake")).contains("letter by letter");
  }

  @Test
  void progressSurvivesARestartInTheMiddleOfAHold() {
    begin("first-pod");
    Performer.apply(cluster, lesson.files().get("pod.yaml"));
    for (int i = 0; i < 100 && !step("declare").bool("holding"); i++) {
      cluster.loop().runUntil(cluster.loop().now() + 100);
    }
    assertThat(step("declare").bool("holding")).isTrue();
    restart();
    assertThat(step("declare").string("state")).isEqualTo("current");
    pass(3);
    assertThat(step("declare").string("state")).isEqualTo("done");
    run.predict("delete", "returns");
    restart();
    assertThat(step("declare").string("state")).isEqualTo("done");
    assertThat(step("delete").string("predicted")).isEqualTo("returns");
  }

  @Test
  void theFirstPredictionStays() {
    begin("first-pod");
    assertThat(run.predict("delete", "nothing")).isTrue();
    assertThat(run.predict("delete", "other")).isTrue();
    assertThat(run.predict("delete", "unheard-of")).isFalse();
    assertThat(step("delete").string("predicted")).isEqualTo("nothing");
  }

  @Test
  void hintsComeOneAfterTheOther() {
    begin("first-pod");
    assertThat(step("declare").array("hints").size()).isZero();
    for (int asked = 1; asked <= 5; asked++) {
      run.hint("declare");
      assertThat(step("declare").array("hints").size()).isEqualTo(Math.min(asked, 3));
    }
  }

  @Test
  void aStepThatAsksWaitsForTheAnswer() {
    begin("first-pod");
    Performer.apply(cluster, lesson.files().get("pod.yaml"));
    pass(20);
    delete(pod(), 1L);
    pass(60);
    assertThat(step("delete").string("state")).isEqualTo("current");
    run.predict("delete", "returns");
    pass(11);
    assertThat(step("delete").string("state")).isEqualTo("done");
    assertThat(step("delete").array("came").strings()).containsExactly("nothing");
  }

  @Test
  void neverTellsTheInstantAndIsJudgedAnewAfterTheNextChange() {
    begin("rolling-update");
    run.predict("upgrade", "turn");
    image("fastapi-demo:v2");
    pass(1);
    delete(pod(), 0L);
    pass(60);
    assertThat(step("upgrade").string("state")).isEqualTo("current");
    assertThat(step("upgrade").string("verdict"))
        .matches("At 08:00:\\d\\d it happened after all: 2 of 2 Pods of Deployment api are ready");
    restart();
    assertThat(step("upgrade").string("verdict")).startsWith("At 08:00:");
    image("fastapi-demo:v1");
    pass(60);
    image("fastapi-demo:v2");
    pass(60);
    assertThat(step("upgrade").string("state")).isEqualTo("done");
  }
}
