package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.image.Answer;
import dev.kubarium.cluster.image.Surroundings;
import dev.kubarium.cluster.network.ClusterDns;
import dev.kubarium.cluster.network.ServiceEndpoints;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
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
  public Reply http(String method, String host, int port, String path) {
    ClusterDns.Found found = processes.dns().resolve(host, pod.object().namespace());
    if (found == null || found.addresses().isEmpty()) {
      return new Reply(null, "name", null, ANSWERED);
    }
    String address = found.addresses().get(choose(found.addresses().size()));
    Backend backend = backend(address, port);
    if (backend == null) {
      return new Reply(null, failureAt(address, port), address, REFUSED);
    }
    Answer answer = processes.ask(backend.pod(), backend.port(), method, path);
    return answer == null
        ? new Reply(null, "refused", address, REFUSED)
        : new Reply(answer, null, address, ANSWERED);
  }

  /** The Pod and port that a connection ends at. */
  private record Backend(KubeObject pod, int port) {}

  private int choose(int among) {
    return among <= 1 ? 0 : pod.draw("choose/" + now() + "/" + asked++).nextInt(among);
  }

  /** A Service's address without endpoints refuses; an address of nobody stays silent. */
  private String failureAt(String address, int port) {
    KubeObject service = new ServiceEndpoints(pod.client()).serviceAt(address);
    boolean portExists =
        service != null && service.spec().array("ports").find("port", (long) port) != null;
    return portExists ? "refused" : "timeout";
  }

  private Backend backend(String address, int port) {
    if (address.equals("127.0.0.1")) {
      return new Backend(pod.object(), port);
    }
    ServiceEndpoints services = new ServiceEndpoints(pod.client());
    KubeObject service = processes.podsAt(address).isEmpty() ? services.serviceAt(address) : null;
    if (service == null) {
      return podAt(address, port);
    }
    List<ServiceEndpoints.Backend> backends = services.backends(service, port);
    if (backends == null || backends.isEmpty()) {
      return null;
    }
    ServiceEndpoints.Backend chosen = backends.get(choose(backends.size()));
    return podAt(chosen.address(), chosen.port());
  }

  private Backend podAt(String address, int port) {
    for (ObjectKey key : processes.podsAt(address)) {
      KubeObject found = pod.client().get(key);
      if (found != null) {
        return new Backend(found, port);
      }
    }
    return null;
  }

  @Override
  public String connect(String host, int port) {
    ClusterDns.Found found = processes.dns().resolve(host, pod.object().namespace());
    if (found == null || found.addresses().isEmpty()) {
      return "name";
    }
    String address = found.addresses().get(choose(found.addresses().size()));
    Backend backend = backend(address, port);
    if (backend == null) {
      return failureAt(address, port);
    }
    return processes.listens(backend.pod(), backend.port()) ? null : "refused";
  }

  @Override
  public List<String> resolve(String name) {
    ClusterDns.Found found = processes.dns().resolve(name, pod.object().namespace());
    return found == null ? List.of() : found.addresses();
  }

  @Override
  public String fullName(String name) {
    ClusterDns.Found found = processes.dns().resolve(name, pod.object().namespace());
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
