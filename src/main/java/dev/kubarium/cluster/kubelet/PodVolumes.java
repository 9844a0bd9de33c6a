package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The volumes of one Pod: waits until what they are made of is there, and shows their files.
 *
 * <p>Documentation: concepts/storage/volumes. Models: pkg/kubelet/volumemanager. Left out: file
 * modes, and that an emptyDir survives a restore only so far as the containers' scripts fill it
 * again.
 */
final class PodVolumes {

  private static final long FIRST_RETRY = 500;
  private static final long MOST_RETRY = 122_000;

  private final Client client;
  private final PodWorker pod;
  private final VolumeFiles files;
  private boolean mounted;
  private long nextTry;
  private int tries;

  /**
   * container/volume → the files as they were when the container started, for those mounted by
   * {@code subPath}.
   */
  private final TreeMap<String, TreeMap<String, String>> pinned = new TreeMap<>();

  PodVolumes(Client client, PodWorker pod) {
    this.client = client;
    this.pod = pod;
    this.files = new VolumeFiles(client, pod);
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
      if (missing != null && failure == null) {
        failure =
            "MountVolume.SetUp failed for volume \"" + volume.string("name") + "\" : " + missing;
      }
    }
    if (failure == null) {
      mounted = true;
      nextTry = Math.min(nextTry, now);
      files.mountedAt(now);
      return from;
    }
    pod.event(now, "", "Warning", "FailedMount", failure);
    nextTry = now + Math.min(FIRST_RETRY << Math.min(tries++, 12), MOST_RETRY);
    return nextTry;
  }

  private String missing(JsonObject volume) {
    String missing = ofSource(volume.object("configMap"), Kinds.CONFIG_MAP, "name");
    missing =
        missing != null ? missing : ofSource(volume.object("secret"), Kinds.SECRET, "secretName");
    for (JsonObject source : volume.object("projected").array("sources").objects()) {
      missing =
          missing != null
              ? missing
              : ofSource(source.object("configMap"), Kinds.CONFIG_MAP, "name");
      missing = missing != null ? missing : ofSource(source.object("secret"), Kinds.SECRET, "name");
    }
    JsonObject claim = volume.object("persistentVolumeClaim");
    if (missing == null && !claim.isEmpty()) {
      KubeObject found =
          client.get(
              Kinds.PERSISTENT_VOLUME_CLAIM,
              pod.object().namespace(),
              claim.string("claimName", ""));
      if (found == null || !"Bound".equals(found.status().string("phase"))) {
        return "persistentvolumeclaim \""
            + claim.string("claimName", "")
            + "\" "
            + (found == null ? "not found" : "not bound");
      }
    }
    return missing != null
        ? missing
        : HostFiles.fault(volume.object("hostPath"), pod.kubelet().self());
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

  /**
   * A container starts: what it mounts by {@code subPath} from a ConfigMap or Secret stays for it
   * as it is now.
   */
  void pin(ContainerWorker container) {
    pinned.keySet().removeIf(key -> key.startsWith(container.name() + "/"));
    for (JsonObject mount : container.spec().array("volumeMounts").objects()) {
      JsonObject volume = volume(mount);
      if (!subPath(container.spec(), mount).isEmpty()
          && volume != null
          && !VolumeFiles.isWritable(volume)) {
        pinned.put(
            container.name() + "/" + volume.string("name", ""), files.of(volume, container.spec()));
      }
    }
  }

  // ── Files ──

  /** Where a path leads: a volume, and the path in it ({@code ""} is its root). */
  private record Place(JsonObject volume, String path, boolean readOnly, boolean bySubPath) {}

  private JsonObject volume(JsonObject mount) {
    return pod.object().spec().array("volumes").find("name", mount.string("name", ""));
  }

  private String subPath(JsonObject container, JsonObject mount) {
    String expression = mount.string("subPathExpr", "");
    return expression.isEmpty()
        ? mount.string("subPath", "")
        : Environment.expand(expression, new Environment(pod, container).ownVariables());
  }

  private Place place(JsonObject container, String path) {
    JsonObject best = null;
    for (JsonObject mount : container.array("volumeMounts").objects()) {
      String at = mount.string("mountPath", "");
      boolean under = path.equals(at) || path.startsWith(at.endsWith("/") ? at : at + "/");
      if (under && (best == null || at.length() > best.string("mountPath", "").length())) {
        best = mount;
      }
    }
    JsonObject volume = best == null ? null : volume(best);
    if (volume == null) {
      return null;
    }
    String rest =
        path.substring(Math.min(path.length(), best.string("mountPath", "").length()))
            .replaceFirst("^/", "");
    String sub = subPath(container, best);
    String inside = sub.isEmpty() ? rest : rest.isEmpty() ? sub : sub + "/" + rest;
    return new Place(volume, inside, best.bool("readOnly"), !sub.isEmpty());
  }

  private TreeMap<String, String> files(Place place, JsonObject container) {
    TreeMap<String, String> kept =
        place.bySubPath()
            ? pinned.get(container.string("name", "") + "/" + place.volume().string("name", ""))
            : null;
    return kept != null ? kept : files.of(place.volume(), container);
  }

  boolean covers(JsonObject container, String path) {
    return place(container, path) != null;
  }

  String read(JsonObject container, String path) {
    Place place = place(container, path);
    return place == null ? null : files(place, container).get(place.path());
  }

  /** {@code null} where this is no directory. */
  List<String> names(JsonObject container, String directory) {
    Place place = place(container, directory);
    if (place == null) {
      return null;
    }
    String prefix = place.path().isEmpty() ? "" : place.path() + "/";
    TreeSet<String> names = new TreeSet<>();
    for (String path : files(place, container).keySet()) {
      if (path.startsWith(prefix)) {
        String rest = path.substring(prefix.length());
        names.add(rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest);
      }
    }
    return names.isEmpty() && !prefix.isEmpty() ? null : List.copyOf(names);
  }

  boolean write(JsonObject container, String path, String content) {
    Place place = place(container, path);
    return place != null
        && !place.readOnly()
        && VolumeFiles.isWritable(place.volume())
        && files.write(place.volume(), place.path(), content);
  }
}
