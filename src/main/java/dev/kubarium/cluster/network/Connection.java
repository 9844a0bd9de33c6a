package dev.kubarium.cluster.network;

import dev.kubarium.cluster.object.KubeObject;
import java.util.List;

/**
 * Where a connection ends.
 *
 * @param address that the name stood for, or {@code null}
 * @param pod that accepts it; {@code null} where none does
 * @param port of the Pod
 * @param through the Ingress and the Service it goes through, in this order
 * @param status what an Ingress answers by itself (404, 502, 503, 504), else 0
 */
public record Connection(
    Outcome outcome,
    String address,
    KubeObject pod,
    int port,
    List<KubeObject> through,
    int status) {

  /** How it ends. */
  public enum Outcome {
    /** A Pod accepts it. */
    REACHED,
    /** There is no such name. */
    UNKNOWN_NAME,
    /** Nobody listens on the port. */
    REFUSED,
    /** The Service has nobody behind it, which refuses too. */
    NO_ENDPOINTS,
    /** Nobody answers at the address, or somebody who cannot be reached. */
    TIMED_OUT,
    /** A NetworkPolicy lets nothing through: the packets are dropped. */
    DENIED,
    /** An Ingress answers with an error of its own. */
    GATEWAY
  }

  static Connection failed(
      Outcome outcome, String address, KubeObject pod, List<KubeObject> through) {
    return new Connection(outcome, address, pod, 0, through, 0);
  }

  /** The same, come to by way of this object too. */
  Connection through(KubeObject first, String asked) {
    List<KubeObject> all = new java.util.ArrayList<>(through.size() + 1);
    all.add(first);
    all.addAll(through);
    return new Connection(outcome, asked, pod, port, List.copyOf(all), status);
  }

  public boolean isReached() {
    return outcome == Outcome.REACHED;
  }

  /**
   * How a client without patience for details calls the failure: {@code name}, {@code refused},
   * {@code timeout}, or {@code null}.
   */
  public String failure() {
    return switch (outcome) {
      case REACHED, GATEWAY -> null;
      case UNKNOWN_NAME -> "name";
      case REFUSED, NO_ENDPOINTS -> "refused";
      case TIMED_OUT, DENIED -> "timeout";
    };
  }
}
