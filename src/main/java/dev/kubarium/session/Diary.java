package dev.kubarium.session;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What of one session is not written down yet. Used in the session's turn only; what comes back
 * from the {@link Archive} on its thread is the fields that say so.
 */
final class Diary {

  /** After this much, a whole batch takes the place of all the parts before. */
  private static final int MOST_PARTS = 200;

  private static final int SMALLEST_WHOLE_BYTES = 1 << 16;

  private final String session;
  private final Cluster cluster;
  private final Archive archive;

  /** key → object as it is now, {@code null} where it is no more. */
  private final Map<ObjectKey, KubeObject> unsaved = new LinkedHashMap<>();

  private JsonObject notes;
  private long sequence;
  private long savedNow;
  private boolean noted;
  private int parts;

  /** Written by the archive's thread too. */
  private volatile boolean wholeNext;

  private volatile int wholeBytes;
  private volatile int partBytes;

  Diary(String session, Cluster cluster, Archive archive, JsonObject notes, long sequence) {
    this.session = session;
    this.cluster = cluster;
    this.archive = archive;
    this.notes = notes;
    this.sequence = sequence;
    this.wholeNext = true;
    this.savedNow = cluster.loop().now();
    cluster.store().onChange(this::hear);
  }

  private void hear(Change change) {
    unsaved.put(change.key(), change.after());
  }

  JsonObject notes() {
    return notes;
  }

  void note(String name, JsonObject note) {
    JsonObject before = notes;
    notes = note == null ? notes.without(name) : notes.with(name, note);
    noted |= !notes.equals(before);
  }

  /** Whether something was noted that is not saved. */
  boolean isNoted() {
    return noted;
  }

  /** Whether anything but the time is other than what was saved last. */
  boolean hasNews() {
    return noted || wholeNext || !unsaved.isEmpty();
  }

  /** Whether the clock shows another time than what was saved last. */
  boolean isLate() {
    return cluster.loop().now() != savedNow;
  }

  /** Writes all that is not written yet; the answer comes when it is safe. */
  CompletableFuture<Void> save(double speed) {
    boolean whole =
        wholeNext
            || parts >= MOST_PARTS
            || partBytes > Math.max(SMALLEST_WHOLE_BYTES, 2 * wholeBytes);
    Batch batch = whole ? Batch.whole(cluster.snapshot(), speed, notes) : part(speed);
    unsaved.clear();
    noted = false;
    savedNow = cluster.loop().now();
    wholeNext = false;
    parts = whole ? 0 : parts + 1;
    return archive
        .save(session, ++sequence, batch)
        .handle(
            (bytes, failed) -> {
              if (failed != null) {
                wholeNext = true;
                throw failed instanceof NotSavedException known
                    ? known
                    : new NotSavedException(failed);
              }
              wholeBytes = whole ? bytes : wholeBytes;
              partBytes = whole ? 0 : partBytes + bytes;
              return null;
            });
  }

  private Batch part(double speed) {
    List<KubeObject> put = new ArrayList<>();
    List<ObjectKey> gone = new ArrayList<>();
    unsaved.forEach(
        (key, object) -> {
          if (object == null) {
            gone.add(key);
          } else {
            put.add(object);
          }
        });
    return new Batch(
        false,
        cluster.spec(),
        cluster.seed(),
        cluster.loop().now(),
        cluster.store().revision(),
        speed,
        notes,
        put,
        gone);
  }
}
