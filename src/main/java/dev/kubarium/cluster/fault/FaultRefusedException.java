package dev.kubarium.cluster.fault;

/** What was to be broken is not there, or not said. */
public final class FaultRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Why. */
  public enum Reason {
    /** There is no such kind of fault. */
    KIND,
    /** There is no such node, namespace, Pod or registry. */
    MISSING,
    /** The container does not run, or the node does not answer. */
    NOT_RUNNING
  }

  private final Reason reason;
  private final String about;

  FaultRefusedException(Reason reason, String about) {
    super(reason + " " + about);
    this.reason = reason;
    this.about = about;
  }

  public Reason reason() {
    return reason;
  }

  /** The name that was said. */
  public String about() {
    return about;
  }
}
