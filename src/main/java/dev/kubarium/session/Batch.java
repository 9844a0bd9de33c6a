package dev.kubarium.session;

import dev.kubarium.cluster.ClusterSnapshot;
import dev.kubarium.cluster.ClusterSpec;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What is written of a session at once: all of it, or what is different since the batch before.
 *
 * <p>What is kept are objects, not commands: a cluster that is restored looks around anew, so that
 * the same command could meet other names than it did; and commands could not be replayed by a
 * later Kubarium that does something otherwise.
 *
 * @param whole whether {@code put} is everything
 * @param now virtual milliseconds since the epoch
 * @param speed of the clock
 * @param notes what the session remembers beside its cluster, all of it
 * @param put the objects that are new or different, as they are now
 * @param gone the objects that are no more
 */
record Batch(
    boolean whole,
    ClusterSpec spec,
    long seed,
    long now,
    long revision,
    double speed,
    JsonObject notes,
    List<KubeObject> put,
    List<ObjectKey> gone) {

  static Batch whole(ClusterSnapshot cluster, double speed, JsonObject notes) {
    return new Batch(
        true,
        cluster.spec(),
        cluster.seed(),
        cluster.now(),
        cluster.revision(),
        speed,
        notes,
        cluster.objects(),
        List.of());
  }

  /** What a session is after these batches, of which the first is whole. */
  static Batch folded(List<Batch> batches) {
    TreeMap<ObjectKey, KubeObject> objects = new TreeMap<>();
    for (Batch batch : batches) {
      if (batch.whole) {
        objects.clear();
      }
      batch.gone.forEach(objects::remove);
      batch.put.forEach(object -> objects.put(object.key(), object));
    }
    Batch last = batches.getLast();
    return new Batch(
        true,
        last.spec,
        last.seed,
        last.now,
        last.revision,
        last.speed,
        last.notes,
        new ArrayList<>(objects.values()),
        List.of());
  }

  /** The cluster of a batch that is whole. */
  ClusterSnapshot cluster() {
    if (!whole) {
      throw new IllegalStateException("part of a cluster is no cluster");
    }
    return new ClusterSnapshot(spec, seed, now, revision, put);
  }
}
