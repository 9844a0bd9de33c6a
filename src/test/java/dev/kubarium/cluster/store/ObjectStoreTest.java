package dev.kubarium.cluster.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kubarium.cluster.object.Cause;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectStoreTest {

  private final ObjectStore store = new ObjectStore(3);

  private static KubeObject config(String name, String value) {
    return KubeObject.of(
        Kinds.CONFIG_MAP,
        JsonObject.of(
            "apiVersion",
            "v1",
            "kind",
            "ConfigMap",
            "metadata",
            JsonObject.of("name", name, "namespace", "default", "uid", "uid-" + name),
            "data",
            JsonObject.of("key", value)));
  }

  private KubeObject put(String name, String value) {
    return store.put(1_000, "test", Cause.NONE, config(name, value));
  }

  private static String value(KubeObject object) {
    return object.tree().object("data").string("key");
  }

  @Test
  void everyWriteHasTheNextRevision() {
    assertEquals(1, put("a", "1").revision());
    assertEquals(2, put("b", "1").revision());
    assertEquals(3, put("a", "2").revision());
    assertEquals(3, store.revision());
  }

  @Test
  void listenersHearEachChangeWithWhatWasBefore() {
    List<Change> heard = new ArrayList<>();
    store.onChange(heard::add);
    KubeObject first = put("a", "1");
    KubeObject second = put("a", "2");
    store.remove(1_000, "test", Cause.NONE, second);
    assertNull(heard.get(0).before());
    assertEquals(first, heard.get(1).before());
    assertEquals(second, heard.get(1).after());
    assertNull(heard.get(2).after());
  }

  @Test
  void tellsWhatChangedSinceARevisionUntilItIsForgotten() {
    put("a", "1");
    put("a", "2");
    assertEquals(List.of(2L), store.changesSince(1).stream().map(Change::revision).toList());
    put("a", "3");
    put("a", "4");
    CompactedException gone = assertThrows(CompactedException.class, () -> store.changesSince(0));
    assertEquals(1, gone.oldest());
    assertEquals(3, store.changesSince(1).size());
  }

  @Test
  void givesTheObjectsAsTheyWereAtARevision() {
    put("a", "1");
    KubeObject b = put("b", "1");
    put("a", "2");
    store.remove(1_000, "test", Cause.NONE, b);
    assertEquals(List.of("1", "1"), store.at(2).stream().map(ObjectStoreTest::value).toList());
    assertEquals(List.of("2", "1"), store.at(3).stream().map(ObjectStoreTest::value).toList());
    assertEquals(List.of("2"), store.at(4).stream().map(ObjectStoreTest::value).toList());
  }

  @Test
  void goesOnWhereASnapshotEnded() {
    put("a", "1");
    put("b", "1");
    ObjectStore other = new ObjectStore(3);
    other.restore(store.revision(), store.all());
    assertEquals(store.all(), other.all());
    assertEquals(3, other.put(1_000, "test", Cause.NONE, config("c", "1")).revision());
    assertThrows(CompactedException.class, () -> other.changesSince(1));
  }
}
