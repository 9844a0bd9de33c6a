package dev.kubarium.cluster;

import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** One number for a whole history: every change, to the byte. */
final class HistoryHash {

  private HistoryHash() {}

  static String of(long seed, int commands) {
    MessageDigest digest = sha256();
    RandomCommands user = new RandomCommands(seed, false);
    Cluster cluster = Cluster.create(user.spec(), seed);
    cluster.store().onChange(change -> digest.update(line(change)));
    ClusterTestKit kit = ClusterTestKit.of(cluster);
    for (int i = 0; i < commands; i++) {
      user.next(kit);
      kit.after(user.pause() + "ms");
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] line(Change change) {
    return (change.revision()
            + " "
            + change.at()
            + " "
            + change.actor()
            + " "
            + change.cause()
            + " "
            + (change.after() == null ? "gone " + change.key() : Json.print(change.after().tree()))
            + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JVM has SHA-256", missing);
    }
  }
}
