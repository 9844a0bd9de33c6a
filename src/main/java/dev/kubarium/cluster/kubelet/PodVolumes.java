package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.Map;
import java.util.TreeMap;

/**
 * The volumes of one Pod: waits until what they are made of is there, and shows their files.
 *
 * <p>What is in a PersistentVolume is kept with the PersistentVolume, so it outlives the Pod. Left out: file modes, the
 * delay before a changed ConfigMap shows (it shows at once), and that an emptyDir survives a restore only so far as the
 * containers' scripts fill it again.
 */
final class PodVolumes {

  /** On a PersistentVolume: its files, as JSON. */
  static final String FILES = "kubarium.dev/files";

  private static final int MOST_DATA = 64 * 1024;
  private static final long FIRST_RETRY = 500;
  private static final long MOST_RETRY = 122_000;

  private final Client client;
  private final PodWorker pod;
  private boolean mounted;
  private long nextTry;
  private int tries;

  /** volume → path in it → content. */
  private final Map<String, TreeMap<String, String>> scratch = new TreeMap<>();

  PodVolumes(Client client, PodWorker pod) {
    this.client = client;
    this.pod = pod;
  }

  boolean areMounted() {
    return mounted;
  }

  /** Tries to mount all; answers when that was done, or when to try again. */
  long mount(long from) {
    if (mounted) {
      return Math.max(from, nextTry);
    }
    long now = pod.now();
    if (now < nextTry) {
      return nextTry;
    }
    String failure = null;
    for (JsonObject volume : pod.object().spec().array("volumes").objects()) {
      String missing = missing(volume);
      if (missing != null) {
        failure = failure == null ? "MountVolume.SetUp failed for volume \"" + volume.string("name") + "\" : " + missing : failure;
      }
    }
    if (failure == null) {
      mounted = true;
      nextTry = Math.min(nextTry, now);
      return from;
    }
    pod.event(now, "", "Warning", "FailedMount", failure);
    nextTry = now + Math.min(FIRST_RETRY << Math.min(tries++, 12), MOST_RETRY);
    return nextTry;
  }

  private String missing(JsonObject volume) {
    String missing = ofSource(volume.object("configMap"), Kinds.CONFIG_MAP, "name");
    missing = missing != null ? missing : ofSource(volume.object("secret"), Kinds.SECRET, "secretName");
    for (JsonObject source : volume.object("projected").array("sources").objects()) {
      missing = missing != null ? missing : ofSource(source.object("configMap"), Kinds.CONFIG_MAP, "name");
      missing = missing != null ? missing : ofSource(source.object("secret"), Kinds.SECRET, "name");
    }
    JsonObject claim = volume.object("persistentVolumeClaim");
    if (missing == null && !claim.isEmpty()) {
      KubeObject found =
          client.get(Kinds.PERSISTENT_VOLUME_CLAIM, pod.object().namespace(), claim.string("claimName", ""));
      if (found == null || !"Bound".equals(found.status().string("phase"))) {
        return "persistentvolumeclaim \"" + claim.string("claimName", "") + "\" " + (found == null ? "not found" : "not bound");
      }
    }
    return missing;
  }

  private String ofSource(JsonObject source, Kind kind, String nameField) {
    String name = source.string(nameField, "");
    if (source.isEmpty() || source.bool("optional") || name.equals("kube-root-ca.crt")) {
      return null;
    }
    KubeObject found = client.get(kind, pod.object().namespace(), name);
    if (found == null) {
      return kind.singular() + " \"" + name + "\" not found";
    }
    for (JsonObject item : source.array("items").objects()) {
      String key = item.string("key", "");
      if (!found.tree().object("data").has(key) && !found.tree().object("binaryData").has(key)) {
        return kind.equals(Kinds.SECRET)
            ? "references non-existent secret key: " + key
            : "references non-existent config key: " + key;
      }
    }
    return null;
  }

  // ── Files ──

  /** Where a path leads: a volume, and the path in it ({@code ""} is its root). */
  private record Place(JsonObject volume, String path, boolean readOnly) {}

  private Place place(JsonObject container, String path) {
    JsonObject best = null;
    for (JsonObject mount : container.array("volumeMounts").objects()) {
      String at = mount.string("mountPath", "");
      boolean under = path.equals(at) || path.startsWith(at.endsWith("/") ? at : at + "/");
      if (under && (best == null || at.length() > best.string("mountPath", "").length())) {
        best = mount;
      }
    }
    if (best == null) {
      return null;
    }
    JsonObject volume = pod.object().spec().array("volumes").find("name", best.string("name", ""));
    String rest = path.substring(Math.min(path.length(), best.string("mountPath", "").length())).replaceFirst("^/", "");
    String sub = best.string("subPath", "");
    String inside = sub.isEmpty() ? rest : rest.isEmpty() ? sub : sub + "/" + rest;
    return volume == null ? null : new Place(volume, inside, best.bool("readOnly"));
  }

  boolean covers(JsonObject container, String path) {
    return place(container, path) != null;
  }

  String read(JsonObject container, String path) {
    Place place = place(container, path);
    return place == null ? null : files(place.volume(), container).get(place.path());
  }

  /** {@code null} where this is no directory. */
  java.util.List<String> names(JsonObject container, String directory) {
    Place place = place(container, directory);
    if (place == null) {
      return null;
    }
    String prefix = place.path().isEmpty() ? "" : place.path() + "/";
    java.util.TreeSet<String> names = new java.util.TreeSet<>();
    for (String path : files(place.volume(), container).keySet()) {
      if (path.startsWith(prefix)) {
        String rest = path.substring(prefix.length());
        names.add(rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest);
      }
    }
    return names.isEmpty() && !prefix.isEmpty() ? null : java.util.List.copyOf(names);
  }

  boolean write(JsonObject container, String path, String content) {
    Place place = place(container, path);
    if (place == null || place.readOnly() || !isWritable(place.volume())) {
      return false;
    }
    TreeMap<String, String> files = new TreeMap<>(files(place.volume(), container));
    if (content == null) {
      files.remove(place.path());
    } else {
      files.put(place.path(), content);
    }
    KubeObject persistent = persistent(place.volume());
    if (persistent == null) {
      scratch.put(place.volume().string("name", ""), files);
      return true;
    }
    String data = JsonObject.copyOf(files).toString();
    if (data.length() > MOST_DATA) {
      return false;
    }
    client.patch(persistent, tree -> tree.withAt(data, "metadata", "annotations", FILES));
    return true;
  }

  private static boolean isWritable(JsonObject volume) {
    return volume.isSet("emptyDir")
        || volume.isSet("hostPath")
        || volume.isSet("persistentVolumeClaim")
        || volume.isSet("ephemeral");
  }

  private KubeObject persistent(JsonObject volume) {
    String claim =
        volume.isSet("ephemeral")
            ? pod.object().name() + "-" + volume.string("name", "")
            : volume.object("persistentVolumeClaim").string("claimName", "");
    KubeObject found = claim.isEmpty() ? null : client.get(Kinds.PERSISTENT_VOLUME_CLAIM, pod.object().namespace(), claim);
    return found == null ? null : client.get(Kinds.PERSISTENT_VOLUME, "", found.spec().string("volumeName", ""));
  }

  private TreeMap<String, String> files(JsonObject volume, JsonObject container) {
    TreeMap<String, String> files = new TreeMap<>();
    if (isWritable(volume)) {
      KubeObject persistent = persistent(volume);
      if (persistent == null) {
        return scratch.getOrDefault(volume.string("name", ""), files);
      }
      String data = persistent.annotations().string(FILES, "");
      if (!data.isEmpty() && Json.parse(data) instanceof JsonObject kept) {
        files.putAll(kept.strings());
      }
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
        files.put(source.object("serviceAccountToken").string("path", "token"), "eyJhbGciOiJSUzI1NiJ9." + pod.uid());
      }
    }
    return files;
  }

  private void add(TreeMap<String, String> files, JsonObject source, Kind kind, String nameField) {
    KubeObject found =
        source.isEmpty() ? null : client.get(kind, pod.object().namespace(), source.string(nameField, ""));
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
