package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import java.util.TreeMap;

/**
 * What stands on the disk of a machine: its usual folders, and what Pods wrote there through {@code
 * hostPath} volumes.
 */
final class HostFiles {

  private static final List<String> FOLDERS =
      List.of(
          "/",
          "/bin",
          "/boot",
          "/dev",
          "/etc",
          "/etc/kubernetes",
          "/home",
          "/lib",
          "/media",
          "/mnt",
          "/opt",
          "/proc",
          "/root",
          "/run",
          "/srv",
          "/sys",
          "/sys/fs/cgroup",
          "/tmp",
          "/usr",
          "/usr/share",
          "/var",
          "/var/lib",
          "/var/lib/containerd",
          "/var/lib/kubelet",
          "/var/log",
          "/var/log/containers",
          "/var/log/pods",
          "/var/run",
          "/var/tmp");
  private static final List<String> SOCKETS =
      List.of("/run/containerd/containerd.sock", "/var/run/containerd/containerd.sock");

  private HostFiles() {}

  /** Why such a volume cannot be mounted there, in the kubelet's words, or {@code null}. */
  static String fault(JsonObject hostPath, KubeObject node) {
    String path = hostPath.string("path", "");
    String found =
        SOCKETS.contains(path)
            ? "Socket"
            : FOLDERS.contains(trimmed(path)) ? "Directory" : onDisk(node, path);
    return switch (hostPath.string("type", "")) {
      case "Directory" -> found.equals("Directory") ? null : fault(path, "a directory");
      case "File" -> found.equals("File") ? null : fault(path, "a file");
      case "Socket" -> found.equals("Socket") ? null : fault(path, "a socket file");
      case "CharDevice" -> fault(path, "character device");
      case "BlockDevice" -> fault(path, "block device");
      default -> null;
    };
  }

  private static String fault(String path, String kind) {
    return "hostPath type check failed: " + path + " is not " + kind;
  }

  private static String trimmed(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static String onDisk(KubeObject node, String path) {
    TreeMap<String, String> all = node == null ? new TreeMap<>() : VolumeFiles.kept(node);
    if (all.containsKey(path)) {
      return "File";
    }
    String inside = all.ceilingKey(trimmed(path) + "/");
    return inside != null && inside.startsWith(trimmed(path) + "/") ? "Directory" : "";
  }
}
