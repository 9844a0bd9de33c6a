package dev.kubarium.cluster.apiserver;

/**
 * The addresses of a cluster.
 *
 * @param serviceCidr e.g. {@code 10.96.0.0/16}
 * @param podCidr e.g. {@code 10.244.0.0/16}; each node gets a /24 of it
 * @param firstNodePort 30000
 * @param lastNodePort 32767
 * @param domain {@code cluster.local}
 */
public record ClusterNetwork(
    String serviceCidr, String podCidr, int firstNodePort, int lastNodePort, String domain) {

  public static final ClusterNetwork DEFAULT =
      new ClusterNetwork("10.96.0.0/16", "10.244.0.0/16", 30000, 32767, "cluster.local");
}
