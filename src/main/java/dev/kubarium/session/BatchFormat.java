package dev.kubarium.session;

import dev.kubarium.cluster.ClusterSpec;
import dev.kubarium.cluster.ClusterSpec.ImagePolicy;
import dev.kubarium.cluster.ClusterSpec.NodeSpec;
import dev.kubarium.cluster.apiserver.ClusterNetwork;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;

/**
 * A batch as bytes: one byte that names the format, then JSON, deflated. A format that was ever
 * written is read for ever; another one gets the next number.
 *
 * <pre>
 * 1: {whole, spec, seed, now, revision, speed, notes,
 *     kinds: [{group, version, name, plural, namespaced, shortNames, categories}],
 *     put: [{kind: index, tree}], gone: [{resource, namespace, name}]}
 * </pre>
 */
final class BatchFormat {

  private static final byte FIRST = 1;

  private BatchFormat() {}

  static byte[] write(Batch batch) {
    Map<Kind, Integer> numbers = new LinkedHashMap<>();
    List<JsonObject> put = new ArrayList<>(batch.put().size());
    for (KubeObject object : batch.put()) {
      Integer known = numbers.get(object.kind());
      int number = known == null ? numbers.size() : known;
      numbers.put(object.kind(), number);
      put.add(JsonObject.of("kind", number, "tree", object.tree()));
    }
    List<JsonObject> gone = new ArrayList<>(batch.gone().size());
    for (ObjectKey key : batch.gone()) {
      gone.add(
          JsonObject.of(
              "resource", key.resource(), "namespace", key.namespace(), "name", key.name()));
    }
    JsonObject tree =
        JsonObject.of(
                "whole",
                batch.whole(),
                "spec",
                spec(batch.spec()),
                "seed",
                batch.seed(),
                "now",
                batch.now())
            .with("revision", batch.revision())
            .with("speed", batch.speed())
            .with("notes", batch.notes())
            .with(
                "kinds",
                JsonArray.copyOf(numbers.keySet().stream().map(BatchFormat::kind).toList()))
            .with("put", JsonArray.copyOf(put))
            .with("gone", JsonArray.copyOf(gone));
    return deflated(Json.bytes(tree));
  }

  static Batch read(byte[] bytes) {
    if (bytes.length == 0 || bytes[0] != FIRST) {
      throw new IllegalStateException(
          "a session of an unknown format: " + (bytes.length == 0 ? "empty" : bytes[0]));
    }
    JsonObject tree = (JsonObject) Json.parse(inflated(bytes));
    List<Kind> kinds = tree.array("kinds").objects().stream().map(BatchFormat::kind).toList();
    List<KubeObject> put = new ArrayList<>();
    for (JsonObject each : tree.array("put").objects()) {
      put.add(KubeObject.of(kinds.get(Math.toIntExact(each.integer("kind"))), each.object("tree")));
    }
    List<ObjectKey> gone = new ArrayList<>();
    for (JsonObject each : tree.array("gone").objects()) {
      gone.add(
          new ObjectKey(each.string("resource"), each.string("namespace"), each.string("name")));
    }
    return new Batch(
        Boolean.TRUE.equals(tree.get("whole")),
        spec(tree.object("spec")),
        tree.integer("seed"),
        tree.integer("now"),
        tree.integer("revision"),
        ((Number) tree.get("speed")).doubleValue(),
        tree.object("notes"),
        put,
        gone);
  }

  private static JsonObject kind(Kind kind) {
    return JsonObject.of(
            "group",
            kind.group(),
            "version",
            kind.version(),
            "name",
            kind.name(),
            "plural",
            kind.plural())
        .with("namespaced", kind.namespaced())
        .with("shortNames", JsonArray.copyOf(kind.shortNames()))
        .with("categories", JsonArray.copyOf(kind.categories()));
  }

  private static Kind kind(JsonObject tree) {
    return new Kind(
        tree.string("group"),
        tree.string("version"),
        tree.string("name"),
        tree.string("plural"),
        Boolean.TRUE.equals(tree.get("namespaced")),
        tree.array("shortNames").strings(),
        tree.array("categories").strings());
  }

  private static JsonObject spec(ClusterSpec spec) {
    List<JsonObject> nodes = new ArrayList<>();
    for (NodeSpec node : spec.nodes()) {
      nodes.add(
          JsonObject.of(
                  "name",
                  node.name(),
                  "cpuMilli",
                  node.cpuMilli(),
                  "memoryBytes",
                  node.memoryBytes())
              .with("pods", node.pods()));
    }
    ClusterNetwork network = spec.network();
    return JsonObject.of(
            "nodes", JsonArray.copyOf(nodes), "images", spec.images().name(), "start", spec.start())
        .with("historyLimit", spec.historyLimit())
        .with(
            "network",
            JsonObject.of("serviceCidr", network.serviceCidr(), "podCidr", network.podCidr())
                .with("firstNodePort", network.firstNodePort())
                .with("lastNodePort", network.lastNodePort())
                .with("domain", network.domain()));
  }

  private static ClusterSpec spec(JsonObject tree) {
    List<NodeSpec> nodes = new ArrayList<>();
    for (JsonObject node : tree.array("nodes").objects()) {
      nodes.add(
          new NodeSpec(
              node.string("name"),
              node.integer("cpuMilli"),
              node.integer("memoryBytes"),
              Math.toIntExact(node.integer("pods"))));
    }
    JsonObject network = tree.object("network");
    return new ClusterSpec(
        List.copyOf(nodes),
        ImagePolicy.valueOf(tree.string("images")),
        tree.integer("start"),
        Math.toIntExact(tree.integer("historyLimit")),
        new ClusterNetwork(
            network.string("serviceCidr"),
            network.string("podCidr"),
            Math.toIntExact(network.integer("firstNodePort")),
            Math.toIntExact(network.integer("lastNodePort")),
            network.string("domain")));
  }

  private static byte[] deflated(byte[] json) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length / 8 + 64);
    out.write(FIRST);
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (DeflaterOutputStream compressed = new DeflaterOutputStream(out, deflater)) {
      compressed.write(json);
    } catch (IOException cannotBe) {
      throw new UncheckedIOException(cannotBe);
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }

  private static byte[] inflated(byte[] bytes) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes, 1, bytes.length - 1);
      ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length * 8);
      byte[] piece = new byte[1 << 14];
      while (!inflater.finished()) {
        int length = inflater.inflate(piece);
        if (length == 0) {
          throw new IllegalStateException("a session that was cut off");
        }
        out.write(piece, 0, length);
      }
      return out.toByteArray();
    } catch (DataFormatException broken) {
      throw new IllegalStateException("a session that cannot be read", broken);
    } finally {
      inflater.end();
    }
  }
}
