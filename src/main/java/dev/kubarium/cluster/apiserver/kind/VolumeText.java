package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.List;

/** What volumes and claims print alike. */
final class VolumeText {

  private VolumeText() {}

  /** {@code RWO,ROX}. */
  static String accessModes(JsonArray modes) {
    List<String> shorts = new ArrayList<>();
    for (String mode :
        List.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")) {
      if (modes.contains(mode)) {
        shorts.add(
            switch (mode) {
              case "ReadWriteOnce" -> "RWO";
              case "ReadOnlyMany" -> "ROX";
              case "ReadWriteMany" -> "RWX";
              default -> "RWOP";
            });
      }
    }
    return String.join(",", shorts);
  }

  static String volumeMode(JsonObject spec) {
    return spec.string("volumeMode", "<unset>");
  }

  /** The class by its field, or by the annotation of old. */
  static String storageClass(KubeObject object) {
    String annotated = object.annotations().string("volume.beta.kubernetes.io/storage-class", "");
    return annotated.isEmpty() ? object.spec().string("storageClassName", "") : annotated;
  }

  static String attributesClass(JsonObject spec) {
    String name = spec.string("volumeAttributesClassName", "");
    return name.isEmpty() ? "<unset>" : name;
  }

  static String phase(KubeObject object) {
    return object.isTerminating() ? "Terminating" : object.status().string("phase", "");
  }
}
