package dev.kubarium.cluster;

import dev.kubarium.cluster.apiserver.ClusterNetwork;
import java.util.List;

/**
 * What a new cluster is made of.
 *
 * @param nodes the machines it starts with
 * @param images which images may be pulled
 * @param start virtual time at which it begins, milliseconds since the epoch
 * @param historyLimit how many changes are kept for watches and for going back
 * @param network ranges and addresses
 */
public record ClusterSpec(
    List<NodeSpec> nodes,
    ImagePolicy images,
    long start,
    int historyLimit,
    ClusterNetwork network) {

  /** 2026-01-05T08:00:00Z, a Monday. */
  public static final long DEFAULT_START = 1_767_600_000_000L;

  private static final int DEFAULT_HISTORY = 5_000;

  /** Which images there are to pull. */
  public enum ImagePolicy {
    /** Any well-formed name; those outside the catalogue behave as a plain server. */
    ANY,
    /** Only the catalogue's. */
    CATALOGUE
  }

  /**
   * One machine.
   *
   * @param cpuMilli thousandths of a core
   * @param memoryBytes bytes
   * @param pods how many Pods fit at most
   */
  public record NodeSpec(String name, long cpuMilli, long memoryBytes, int pods) {

    /** 4 cores, 8 GiB, 110 Pods. */
    public static NodeSpec standard(String name) {
      return new NodeSpec(name, 4000, 8L << 30, 110);
    }
  }

  /** So many standard machines named node-1, node-2 … */
  public static ClusterSpec ofNodes(int count) {
    List<NodeSpec> nodes = new java.util.ArrayList<>();
    for (int i = 1; i <= count; i++) {
      nodes.add(NodeSpec.standard("node-" + i));
    }
    return new ClusterSpec(
        List.copyOf(nodes),
        ImagePolicy.ANY,
        DEFAULT_START,
        DEFAULT_HISTORY,
        ClusterNetwork.DEFAULT);
  }

  public ClusterSpec withNodes(List<NodeSpec> others) {
    return new ClusterSpec(List.copyOf(others), images, start, historyLimit, network);
  }

  public ClusterSpec withImages(ImagePolicy policy) {
    return new ClusterSpec(nodes, policy, start, historyLimit, network);
  }

  public ClusterSpec startingAt(long time) {
    return new ClusterSpec(nodes, images, time, historyLimit, network);
  }

  public ClusterSpec withHistoryLimit(int limit) {
    return new ClusterSpec(nodes, images, start, limit, network);
  }
}
