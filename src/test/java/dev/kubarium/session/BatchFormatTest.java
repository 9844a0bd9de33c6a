package dev.kubarium.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.ClusterSpec;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchFormatTest {

  private static Batch young() {
    return Batch.whole(
        Cluster.create(ClusterSpec.ofNodes(2), 7).snapshot(),
        1.5,
        JsonObject.of("lesson", JsonObject.of("id", "x")));
  }

  @Test
  void readsWhatItWrote() {
    Batch whole = young();
    assertThat(BatchFormat.read(BatchFormat.write(whole))).isEqualTo(whole);
    Batch part =
        new Batch(
            false,
            whole.spec(),
            whole.seed(),
            whole.now() + 1,
            whole.revision() + 1,
            0,
            JsonObject.EMPTY,
            List.of(),
            List.of(new ObjectKey("pods", "default", "web")));
    assertThat(BatchFormat.read(BatchFormat.write(part))).isEqualTo(part);
  }

  /**
   * A session that an earlier Kubarium wrote; each format that ever was has such a file, and none
   * may be changed.
   */
  @Test
  void readsEveryEarlierFormat() throws IOException {
    try (InputStream file = BatchFormatTest.class.getResourceAsStream("format-1.bin")) {
      Batch batch = BatchFormat.read(file.readAllBytes());
      assertThat(batch.spec().nodes()).hasSize(2);
      assertThat(batch.seed()).isEqualTo(7);
      assertThat(batch.notes().object("lesson").string("id")).isEqualTo("x");
      Cluster cluster = Cluster.restore(batch.cluster());
      cluster.loop().runUntil(cluster.loop().now() + 60_000);
      assertThat(cluster.store().list(Kinds.NODE.resource()).stream().map(KubeObject::name))
          .containsExactly("node-1", "node-2");
    }
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    byte[] bytes = BatchFormat.write(young());
    bytes[0] = 99;
    assertThatThrownBy(() -> BatchFormat.read(bytes)).hasMessageContaining("unknown format");
    assertThatThrownBy(() -> BatchFormat.read(new byte[0])).hasMessageContaining("unknown format");
    byte[] whole = BatchFormat.write(young());
    assertThatThrownBy(() -> BatchFormat.read(java.util.Arrays.copyOf(whole, whole.length / 2)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void takesFewBytesForAYoungCluster() {
    assertThat(BatchFormat.write(young()).length).isLessThan(10_000);
  }

  @Test
  void foldsTheLastWordOfEachObject() {
    Batch whole = young();
    KubeObject node = whole.put().getFirst();
    KubeObject changed = node.edit(tree -> tree.with("data", JsonObject.of("a", "b")));
    KubeObject other = whole.put().get(1);
    Batch part =
        new Batch(
            false,
            whole.spec(),
            whole.seed(),
            whole.now() + 5,
            whole.revision() + 2,
            1,
            JsonObject.EMPTY,
            List.of(changed),
            List.of(other.key()));

    Batch folded = Batch.folded(List.of(whole, part));

    assertThat(folded.put())
        .contains(changed)
        .doesNotContain(node, other)
        .hasSize(whole.put().size() - 1);
    assertThat(folded.cluster().revision()).isEqualTo(whole.revision() + 2);
    assertThat(folded.cluster().now()).isEqualTo(whole.now() + 5);
  }
}
