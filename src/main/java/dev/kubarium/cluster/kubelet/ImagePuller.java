package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.image.Image;
import dev.kubarium.cluster.image.ImageCatalogue;
import dev.kubarium.cluster.image.ImageReference;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Gets images onto one node. Which are there stands in the Node's status.
 *
 * <p>Models: pkg/kubelet/images. Left out: credentials, garbage collection of images, and that
 * pulls of different images on one node wait for each other.
 */
final class ImagePuller {

  private static final int MOST_LISTED = 50;

  /** How a pull ends. {@code failure} is {@code null} where it succeeds. */
  record Outcome(long millis, String failure) {}

  private final Client client;
  private final String node;
  private final ImageCatalogue catalogue;
  private final boolean anyImage;
  private final Predicate<String> unreachable;

  /** image → when the pull under way ends. */
  private final Map<String, Long> underWay = new LinkedHashMap<>();

  private String lastPresent = "";

  /** {@code unreachable}: registries that do not answer now. */
  ImagePuller(
      Client client,
      String node,
      ImageCatalogue catalogue,
      boolean anyImage,
      Predicate<String> unreachable) {
    this.client = client;
    this.node = node;
    this.catalogue = catalogue;
    this.anyImage = anyImage;
    this.unreachable = unreachable;
  }

  /** What the image does, whether it is there or not; {@code null} where there is no such image. */
  Image image(ImageReference reference) {
    Image known = catalogue.find(reference);
    if (known != null) {
      return !reference.digest().isEmpty() || known.tags().matcher(reference.tag()).matches()
          ? known
          : null;
    }
    return anyImage ? ImageCatalogue.plain(reference) : null;
  }

  boolean isPresent(ImageReference reference) {
    String name = reference.toString();
    if (name.equals(lastPresent)) {
      return true;
    }
    KubeObject self = client.get(Kinds.NODE, "", node);
    if (self == null) {
      return false;
    }
    for (JsonObject image : self.status().array("images").objects()) {
      if (image.array("names").contains(name)) {
        lastPresent = name;
        return true;
      }
    }
    return false;
  }

  /** Begins a pull at this time and says how it will end. */
  Outcome pull(ImageReference reference, long at, String attempt) {
    String name = reference.toString();
    var draw = client.chance().of(client.actor(), "pull/" + name + "/" + attempt);
    if (unreachable.test(reference.registry())) {
      return new Outcome(
          draw.between(4_000, 6_000),
          "rpc error: code = Unknown desc = "
              + failedToResolve(name)
              + "failed to do request: Head \"https://"
              + host(reference)
              + "/v2/"
              + reference.repository()
              + "/manifests/"
              + reference.tag()
              + "\": dial tcp: lookup "
              + host(reference)
              + ": i/o timeout");
    }
    Image image = image(reference);
    if (image == null) {
      String failure =
          catalogue.find(reference) != null
              ? "rpc error: code = NotFound desc = " + failedToResolve(name) + name + ": not found"
              : "rpc error: code = Unknown desc = "
                  + failedToResolve(name)
                  + "pull access denied, repository does not exist or may require authorization: server message: "
                  + "insufficient_scope: authorization failed";
      return new Outcome(draw.between(700, 1_600), failure);
    }
    if (isPresent(reference)) {
      return new Outcome(draw.between(350, 900), null);
    }
    Long ends = underWay.get(name);
    if (ends != null && ends >= at) {
      return new Outcome(ends - at + draw.between(40, 300), null);
    }
    long usual = image.pull().toMillis();
    long takes =
        client.chance().of(client.actor(), "pull/" + name).between(usual * 7 / 10, usual * 13 / 10);
    underWay.put(name, at + takes);
    return new Outcome(takes, null);
  }

  private static String host(ImageReference reference) {
    return reference.registry().equals("docker.io") ? "registry-1.docker.io" : reference.registry();
  }

  private static String failedToResolve(String name) {
    return "failed to pull and unpack image \""
        + name
        + "\": failed to resolve reference \""
        + name
        + "\": ";
  }

  /** A pull has ended well: from now on the image is on the node. */
  void keep(ImageReference reference) {
    underWay.remove(reference.toString());
    KubeObject self = client.get(Kinds.NODE, "", node);
    if (self == null || isPresent(reference)) {
      return;
    }
    JsonObject entry =
        JsonObject.of(
            "names", JsonArray.of(reference.name() + "@" + digest(reference), reference.toString()),
            "sizeBytes", size(reference));
    client.patchStatus(
        self,
        status -> {
          JsonArray images = status.array("images").plus(entry);
          while (images.size() > MOST_LISTED) {
            Object oldest = images.get(0);
            images = images.without(each -> each == oldest);
          }
          return status.with("images", images);
        });
  }

  long size(ImageReference reference) {
    return image(reference).size() + reference.toString().hashCode() % 100_000;
  }

  /** {@code sha256:…} of the image, the same in every cluster. */
  static String digest(ImageReference reference) {
    if (!reference.digest().isEmpty()) {
      return reference.digest();
    }
    var draw = new dev.kubarium.cluster.sim.Chance(0).of("digest", reference.toString());
    StringBuilder hex = new StringBuilder("sha256:");
    for (int i = 0; i < 4; i++) {
      hex.append(String.format(java.util.Locale.ROOT, "%016x", draw.nextLong()));
    }
    return hex.toString();
  }
}
