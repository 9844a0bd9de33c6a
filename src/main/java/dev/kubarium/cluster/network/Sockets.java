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

  /**
   * Has a Pod answer this many like requests for a path.
   *
   * @return the HTTP status, or 0 where nobody listens
   */
  int serve(KubeObject pod, int port, String path, int many);
}
