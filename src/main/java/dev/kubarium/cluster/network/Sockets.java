package dev.kubarium.cluster.network;

import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import java.util.List;

/** What the machines say of who listens where. */
public interface Sockets {

  /** The Pods that have an address: several where they share their node's. */
  List<ObjectKey> podsAt(String address);

  /** Whether anything in a Pod listens on a port. */
  boolean listens(KubeObject pod, int port);
}
