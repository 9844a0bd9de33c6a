package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.object.KubeObject;
import java.util.List;

/**
 * What the API server asks a node's kubelet for: logs, commands, usage. The kubelet implements it.
 */
public interface NodeConnector {

  /** One line of a container's output; {@code at} is virtual milliseconds. */
  record LogLine(long at, String text) {}

  /** What a command in a container came to. */
  record ExecResult(String out, String err, int exitCode) {}

  /** What a container uses at this instant. */
  record Usage(long cpuMilli, long memoryBytes) {}

  /**
   * The kept output of a container, oldest first; of its previous run where asked. Throws {@link
   * ApiException} where there is no such container or run, in the API's words.
   */
  List<LogLine> logs(KubeObject pod, String container, boolean previous);

  /**
   * Hears each further line until the answer is run; at once silent where the container has ended.
   */
  Runnable followLogs(
      KubeObject pod, String container, java.util.function.Consumer<LogLine> listener);

  /** Runs a command in a running container with this text on its standard input. */
  ExecResult exec(KubeObject pod, String container, List<String> command, String stdin);

  Usage usage(KubeObject pod, String container);
}
