package dev.kubarium.cluster;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Timestamps;
import dev.kubarium.cluster.sim.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Events live for an hour after they were written last (kube-apiserver's {@code --event-ttl}). */
final class EventExpiry {

  private static final long TIME_TO_LIVE = Duration.ofHours(1).toMillis();

  private final Client client;
  private final EventLoop loop;
  private boolean planned;

  EventExpiry(Client client, EventLoop loop) {
    this.client = client;
    this.loop = loop;
  }

  void hear(Change change) {
    if (!planned && change.kind().equals(Kinds.EVENT) && !change.isRemoval()) {
      planned = true;
      loop.at(expiry(change.after()), this::sweep);
    }
  }

  private static long expiry(KubeObject event) {
    String last = event.tree().string("lastTimestamp", "");
    return (last.isEmpty() ? event.createdAt() : Timestamps.parse(last)) + TIME_TO_LIVE;
  }

  private void sweep() {
    planned = false;
    long next = Long.MAX_VALUE;
    List<KubeObject> expired = new ArrayList<>();
    for (KubeObject event : client.list(Kinds.EVENT, "")) {
      if (expiry(event) <= client.now()) {
        expired.add(event);
      } else {
        next = Math.min(next, expiry(event));
      }
    }
    expired.forEach(client::delete);
    if (next != Long.MAX_VALUE && !planned) {
      planned = true;
      loop.at(next, this::sweep);
    }
  }
}
