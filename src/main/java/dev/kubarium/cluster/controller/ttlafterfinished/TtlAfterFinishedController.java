package dev.kubarium.cluster.controller.ttlafterfinished;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.Recheck;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Conditions;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Timestamps;
import java.util.Collection;
import java.util.List;

/**
 * Deletes a Job with its Pods {@code ttlSecondsAfterFinished} seconds after it completed or failed.
 *
 * <p>Documentation: concepts/workloads/controllers/ttlafterfinished. Models:
 * pkg/controller/ttlafterfinished. Left out: nothing.
 */
public final class TtlAfterFinishedController implements Controller {

  public static final String NAME = "ttl-after-finished-controller";

  private final Client client;

  public TtlAfterFinishedController(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Collection<ObjectKey> concernedBy(Change change) {
    return change.kind().equals(Kinds.JOB)
            && !change.isRemoval()
            && expiry(change.after()) != Long.MAX_VALUE
        ? List.of(change.key())
        : List.of();
  }

  /** Virtual milliseconds; {@code Long.MAX_VALUE} where it is not finished or lives for ever. */
  private static long expiry(KubeObject job) {
    Long seconds = job.spec().integer("ttlSecondsAfterFinished");
    for (String type : List.of("Complete", "Failed")) {
      if (seconds != null && Conditions.isTrue(job.status(), type)) {
        return Timestamps.parse(Conditions.find(job.status(), type).string("lastTransitionTime"))
            + seconds * 1000;
      }
    }
    return Long.MAX_VALUE;
  }

  @Override
  public Recheck reconcile(ObjectKey key) {
    KubeObject job = client.get(key);
    if (job == null || job.isTerminating()) {
      return Recheck.NEVER;
    }
    if (expiry(job) > client.now()) {
      return Recheck.at(expiry(job));
    }
    client.delete(job, null, "Foreground");
    return Recheck.NEVER;
  }
}
