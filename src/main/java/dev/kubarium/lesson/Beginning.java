package dev.kubarium.lesson;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.ClusterSpec;
import dev.kubarium.cluster.ClusterSpec.ImagePolicy;
import dev.kubarium.cluster.object.JsonObject;

/** The cluster as the learner finds it. */
public final class Beginning {

  private Beginning() {}

  private static final long BOOT_MILLIS = 1_000;

  /** A new cluster with what the lesson starts with, settled. */
  public static Cluster of(Lesson lesson, long seed) {
    return of(lesson, seed, ClusterSpec.DEFAULT_START);
  }

  /** As above; the learner finds it at this virtual time. */
  public static Cluster of(Lesson lesson, long seed, long now) {
    ClusterSpec spec =
        ClusterSpec.ofNodes(lesson.setting().nodes())
            .startingAt(now - BOOT_MILLIS - lesson.settle().toMillis())
            .withImages(lesson.setting().anyImage() ? ImagePolicy.ANY : ImagePolicy.CATALOGUE);
    Cluster cluster = Cluster.create(spec, seed);
    cluster.loop().runUntil(cluster.loop().now() + BOOT_MILLIS);
    Performer.apply(cluster, lesson.start());
    cluster.loop().runUntil(cluster.loop().now() + lesson.settle().toMillis());
    return cluster;
  }

  /** What a session notes of a lesson that begins. */
  public static JsonObject note(Lesson lesson) {
    return JsonObject.of(LessonRun.LESSON, lesson.id());
  }
}
