package dev.kubarium.cluster.scheduler.filter;

import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Volumes;
import dev.kubarium.cluster.scheduler.FilterPlugin;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.Verdict;
import java.util.Set;
import java.util.TreeSet;

/**
 * A claim with the access mode ReadWriteOncePod is for one Pod. Models:
 * pkg/scheduler/framework/plugins/volumerestrictions. Left out: disks that are named in the Pod
 * itself.
 */
public final class VolumeRestrictions implements FilterPlugin {

  private static final Verdict IN_USE =
      Verdict.notNow(
          "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod");

  /** Whether another Pod, on any node, uses a claim that is for one. */
  private record Conflict(boolean exists) {}

  @Override
  public String name() {
    return "VolumeRestrictions";
  }

  @Override
  public Verdict verdict(NodeView node, SchedulingContext context) {
    return context.pod().spec().isSet("volumes")
            && context.once(Conflict.class, VolumeRestrictions::look).exists()
        ? IN_USE
        : Verdict.FITS;
  }

  private static Conflict look(SchedulingContext context) {
    KubeObject pod = context.pod();
    Set<String> alone = new TreeSet<>();
    for (String name : Volumes.claimsOf(pod)) {
      KubeObject claim = context.client().get(Kinds.PERSISTENT_VOLUME_CLAIM, pod.namespace(), name);
      if (claim != null
          && claim.spec().array("accessModes").strings().contains("ReadWriteOncePod")) {
        alone.add(name);
      }
    }
    if (alone.isEmpty()) {
      return new Conflict(false);
    }
    for (NodeView node : context.nodes()) {
      for (KubeObject other : node.pods()) {
        if (other.namespace().equals(pod.namespace())
            && Volumes.claimsOf(other).stream().anyMatch(alone::contains)) {
          return new Conflict(true);
        }
      }
    }
    return new Conflict(false);
  }
}
