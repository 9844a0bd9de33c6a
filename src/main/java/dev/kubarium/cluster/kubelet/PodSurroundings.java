package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.image.Answer;
import dev.kubarium.cluster.image.Gateway;
import dev.kubarium.cluster.image.Surroundings;
import dev.kubarium.cluster.network.ClusterDns;
import dev.kubarium.cluster.network.Connection;
import dev.kubarium.cluster.network.Connection.Outcome;
import dev.kubarium.cluster.network.Peer;
import java.util.List;

/** The world as one container sees it: names, addresses and mounted files. */
final class PodSurroundings implements Surroundings {

  private static final long ANSWERED = 3;
  private static final long REFUSED = 1;

  private final Processes processes;
  private final PodWorker pod;
  private final ContainerWorker container;
  private long asked;

  PodSurroundings(Processes processes, PodWorker pod, ContainerWorker container) {
    this.processes = processes;
    this.pod = pod;
    this.container = container;
  }

  @Override
  public long now() {
    return pod.now();
  }

  @Override
  public Reply http(String method, String host, int port, String path, String named) {
    Connection connection =
        processes.network().request(self(), host, port, path, named, this::choose);
    if (connection.outcome() == Outcome.GATEWAY) {
      return new Reply(Gateway.answer(connection.status()), null, connection.address(), ANSWERED);
    }
    if (!connection.isReached()) {
      return new Reply(null, connection.failure(), connection.address(), REFUSED);
    }
    Answer answer = processes.ask(connection.pod(), connection.port(), method, path);
    return answer == null
        ? new Reply(null, "refused", connection.address(), REFUSED)
        : new Reply(answer, null, connection.address(), ANSWERED);
  }

  private Peer self() {
    return Peer.of(pod.object(), pod.ip());
  }

  private int choose(int among) {
    return pod.draw("choose/" + now() + "/" + asked++).nextInt(among);
  }

  @Override
  public String connect(String host, int port) {
    return processes.network().connect(self(), host, port, this::choose).failure();
  }

  @Override
  public List<String> resolve(String name) {
    ClusterDns.Found found = processes.network().resolve(self(), name);
    return found == null ? List.of() : found.addresses();
  }

  @Override
  public String fullName(String name) {
    ClusterDns.Found found = processes.network().resolve(self(), name);
    return found == null ? name : found.fullName();
  }

  @Override
  public String mountedFile(String path) {
    return pod.volumes().read(container.spec(), path);
  }

  @Override
  public List<String> mountedNames(String directory) {
    return pod.volumes().names(container.spec(), directory);
  }

  @Override
  public boolean isMounted(String path) {
    return pod.volumes().covers(container.spec(), path);
  }

  @Override
  public boolean writeMounted(String path, String content) {
    return pod.volumes().write(container.spec(), path, content);
  }
}
