package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.apiserver.NodeConnector.LogLine;
import dev.kubarium.cluster.image.OutputLog;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.sim.EventLoop;
import java.util.function.Consumer;

/**
 * Tells a listener of each further line of one run of a container, until it ends or nobody listens
 * any more.
 */
final class LogFollower implements Runnable {

  private static final long LOOK_AGAIN = 500;

  private final Kubelets kubelets;
  private final EventLoop loop;
  private final KubeObject pod;
  private final String container;
  private final Consumer<LogLine> listener;
  private final OutputLog followed;
  private long told;
  private EventLoop.Timer timer;

  LogFollower(
      Kubelets kubelets,
      EventLoop loop,
      KubeObject pod,
      String container,
      Consumer<LogLine> listener) {
    this.kubelets = kubelets;
    this.loop = loop;
    this.pod = pod;
    this.container = container;
    this.listener = listener;
    this.told = loop.now();
    this.followed = kubelets.followed(pod, container);
    plan();
  }

  private void plan() {
    timer =
        followed == null
            ? null
            : loop.at(Math.min(followed.nextAfter(told), loop.now() + LOOK_AGAIN), this::look);
  }

  private void look() {
    boolean runs = kubelets.followed(pod, container) == followed;
    for (OutputLog.Line line : followed.until(loop.now())) {
      if (line.at() > told) {
        listener.accept(new LogLine(line.at(), line.text()));
      }
    }
    told = loop.now();
    if (runs) {
      plan();
    }
  }

  /** Stops telling. */
  @Override
  public void run() {
    if (timer != null) {
      timer.cancel();
    }
  }
}
