package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files in the volumes of one Pod.
 *
 * <p>What is in a PersistentVolume is kept with the PersistentVolume, what is on a machine's disk
 * with its Node: both outlive the Pod. What is made of a ConfigMap or Secret is as that was when
 * the kubelet last looked at the Pod.
 */
final class VolumeFiles {

  /** On a PersistentVolume or Node: its files, as JSON. */
  static final String FILES = "kubarium.dev/files";

  private static final int MOST_DATA = 64 * 1024;

  private final Client client;
  private final PodWorker pod;
  private long mountedAt;

  /** volume → path in it → content. */
  private final Map<String, TreeMap<String, String>> scratch = new TreeMap<>();

  VolumeFiles(Client client, PodWorker pod) {
    this.client = client;
    this.pod = pod;
  }

  void mountedAt(long time) {
    mountedAt = time;
  }

  static boolean isWritable(JsonObject volume) {
    return volume.isSet("emptyDir")
        || volume.isSet("hostPath")
        || volume.isSet("persistentVolumeClaim")
        || volume.isSet("ephemeral");
  }

  /** The files that are kept with an object. */
  static TreeMap<String, String> kept(KubeObject object) {
    TreeMap<String, String> files = new TreeMap<>();
    String data = object.annotations().string(FILES, "");
    if (!data.isEmpty() && Json.parse(data) instanceof JsonObject kept) {
      files.putAll(kept.strings());
    }
    return files;
  }

  /** Path in a volume → content. */
  TreeMap<String, String> of(JsonObject volume, JsonObject container) {
    TreeMap<String, String> files = new TreeMap<>();
    if (isWritable(volume)) {
      KubeObject keeper = keeper(volume);
      if (keeper == null) {
        return scratch.getOrDefault(volume.string("name", ""), files);
      }
      String root = root(volume);
      kept(keeper)
          .forEach(
              (path, content) -> {
                if (path.equals(root)) {
                  files.put("", content);
                } else if (path.startsWith(
                    root.isEmpty() || root.endsWith("/") ? root : root + "/")) {
                  files.put(
                      path.substring(
                          root.isEmpty() || root.endsWith("/") ? root.length() : root.length() + 1),
                      content);
                }
              });
      return files;
    }
    add(files, volume.object("configMap"), Kinds.CONFIG_MAP, "name");
    add(files, volume.object("secret"), Kinds.SECRET, "secretName");
    downward(files, volume.object("downwardAPI"), container);
    for (JsonObject source : volume.object("projected").array("sources").objects()) {
      add(files, source.object("configMap"), Kinds.CONFIG_MAP, "name");
      add(files, source.object("secret"), Kinds.SECRET, "name");
      downward(files, source.object("downwardAPI"), container);
      if (source.isSet("serviceAccountToken")) {
        files.put(
            source.object("serviceAccountToken").string("path", "token"),
            "eyJhbGciOiJSUzI1NiJ9." + pod.uid());
      }
    }
    return files;
  }

  /**
   * Writes a file of a writable volume ({@code null} removes it). Answers false where there is no
   * room.
   */
  boolean write(JsonObject volume, String path, String content) {
    KubeObject keeper = keeper(volume);
    if (keeper == null) {
      TreeMap<String, String> files =
          new TreeMap<>(scratch.getOrDefault(volume.string("name", ""), new TreeMap<>()));
      put(files, path, content);
      scratch.put(volume.string("name", ""), files);
      return true;
    }
    String root = root(volume);
    TreeMap<String, String> files = kept(keeper);
    put(
        files,
        root.isEmpty()
            ? path
            : path.isEmpty() ? root : root + (root.endsWith("/") ? "" : "/") + path,
        content);
    String data = JsonObject.copyOf(files).toString();
    if (data.length() > MOST_DATA) {
      return false;
    }
    client.patch(keeper, tree -> tree.withAt(data, "metadata", "annotations", FILES));
    return true;
  }

  private static void put(TreeMap<String, String> files, String path, String content) {
    if (content == null) {
      files.remove(path);
    } else {
      files.put(path, content);
    }
  }

  private static String root(JsonObject volume) {
    return volume.object("hostPath").string("path", "");
  }

  /**
   * The object that the files of a volume are kept with; {@code null} for those that end with the
   * Pod.
   */
  private KubeObject keeper(JsonObject volume) {
    if (volume.isSet("hostPath")) {
      return pod.kubelet().self();
    }
    String claim =
        volume.isSet("ephemeral")
            ? pod.object().name() + "-" + volume.string("name", "")
            : volume.object("persistentVolumeClaim").string("claimName", "");
    KubeObject found =
        claim.isEmpty()
            ? null
            : client.get(Kinds.PERSISTENT_VOLUME_CLAIM, pod.object().namespace(), claim);
    return found == null
        ? null
        : client.get(Kinds.PERSISTENT_VOLUME, "", found.spec().string("volumeName", ""));
  }

  private void add(TreeMap<String, String> files, JsonObject source, Kind kind, String nameField) {
    if (source.isEmpty()) {
      return;
    }
    ObjectKey key = ObjectKey.of(kind, pod.object().namespace(), source.string(nameField, ""));
    KubeObject found =
        pod.processes().versions().asOf(key, client.get(key), Math.max(mountedAt, pod.lastSync()));
    if (found == null) {
      return;
    }
    Map<String, String> data = Environment.data(found);
    if (!source.isSet("items")) {
      files.putAll(data);
      return;
    }
    for (JsonObject item : source.array("items").objects()) {
      String content = data.get(item.string("key", ""));
      if (content != null) {
        files.put(item.string("path", ""), content);
      }
    }
  }

  private void downward(TreeMap<String, String> files, JsonObject source, JsonObject container) {
    for (JsonObject item : source.array("items").objects()) {
      files.put(
          item.string("path", ""),
          item.isSet("fieldRef")
              ? Environment.field(pod, item.object("fieldRef").string("fieldPath", ""))
              : Environment.resource(pod, container, item.object("resourceFieldRef")));
    }
  }
}
