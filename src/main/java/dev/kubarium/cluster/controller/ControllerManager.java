package dev.kubarium.cluster.controller;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.Cause;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.sim.Chance;
import dev.kubarium.cluster.sim.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the control loops: wakes each for the changes that concern it, and retries what was refused.
 */
public final class ControllerManager {

  /** A controller with the client that signs for it and the queue of its keys. */
  private final class Loop {
    final Controller controller;
    final Client client;
    final WorkQueue queue;

    Loop(Controller controller, Client client) {
      this.controller = controller;
      this.client = client;
      this.queue = new WorkQueue(controller.name(), eventLoop, chance, this::reconcile);
    }

    void hear(Change change, Cause cause) {
      for (ObjectKey key : controller.concernedBy(change)) {
        queue.add(key, cause);
      }
    }

    private void reconcile(ObjectKey key, Cause cause) {
      client.because(cause);
      try {
        Recheck recheck = controller.reconcile(key);
        queue.forget(key);
        queue.addAt(key, recheck.at());
      } catch (ApiException refused) {
        queue.retry(key, cause);
      }
    }
  }

  private final EventLoop eventLoop;
  private final Chance chance;
  private final List<Loop> loops = new ArrayList<>();

  public ControllerManager(EventLoop eventLoop, Chance chance) {
    this.eventLoop = eventLoop;
    this.chance = chance;
  }

  /** Adds a control loop; {@code client} is the one that the controller writes through. */
  public void add(Controller controller, Client client) {
    loops.add(new Loop(controller, client));
  }

  /** Looks at everything once, as after any start. */
  public void start(List<KubeObject> existing, long now) {
    for (KubeObject object : existing) {
      Change asIfCreated = new Change(object.revision(), now, "", Cause.NONE, null, object);
      loops.forEach(loop -> loop.hear(asIfCreated, Cause.NONE));
    }
  }

  /** Wakes whoever is concerned. */
  public void hear(Change change) {
    Cause cause = Cause.of(change);
    loops.forEach(loop -> loop.hear(change, cause));
  }
}
