package dev.kubarium.cluster.image;

import java.util.regex.Pattern;

/**
 * The name of an image, taken apart: {@code nginx:1.29} is registry {@code docker.io}, repository
 * {@code library/nginx}, tag {@code 1.29}.
 *
 * <p>Models: github.com/distribution/reference
 *
 * @param tag {@code latest} where neither tag nor digest is said; empty where a digest is
 * @param digest {@code sha256:…} or empty
 */
public record ImageReference(String registry, String repository, String tag, String digest) {

  private static final String DOCKER = "docker.io";
  private static final Pattern REGISTRY =
      Pattern.compile("localhost|[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+|[A-Za-z0-9.-]+:[0-9]+");
  private static final Pattern REPOSITORY =
      Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

  /** {@code null} where the text is no well-formed name. */
  public static ImageReference parse(String text) {
    String rest = text;
    String digest = "";
    int at = rest.indexOf('@');
    if (at >= 0) {
      digest = rest.substring(at + 1);
      rest = rest.substring(0, at);
    }
    String tag = "";
    int colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
    if (colon >= 0) {
      tag = rest.substring(colon + 1);
      rest = rest.substring(0, colon);
      if (!TAG.matcher(tag).matches()) {
        return null;
      }
    } else if (digest.isEmpty()) {
      tag = "latest";
    }
    String registry = DOCKER;
    int slash = rest.indexOf('/');
    if (slash > 0 && REGISTRY.matcher(rest.substring(0, slash)).matches()) {
      registry = rest.substring(0, slash);
      rest = rest.substring(slash + 1);
    }
    if (registry.equals(DOCKER) && rest.indexOf('/') < 0) {
      rest = "library/" + rest;
    }
    return REPOSITORY.matcher(rest).matches()
        ? new ImageReference(registry, rest, tag, digest)
        : null;
  }

  /** {@code docker.io/library/nginx}. */
  public String name() {
    return registry + "/" + repository;
  }

  /** {@code docker.io/library/nginx:1.29}. */
  @Override
  public String toString() {
    return name() + (digest.isEmpty() ? ":" + tag : "@" + digest);
  }
}
