package dev.kubarium.cluster;

import dev.kubarium.cluster.object.KubeObject;
import java.util.List;

/**
 * All that a cluster is: its objects, its revision, its clock and its seed. Everything else is
 * rebuilt from these.
 *
 * @param now virtual milliseconds since the epoch
 */
public record ClusterSnapshot(
    ClusterSpec spec, long seed, long now, long revision, List<KubeObject> objects) {}
