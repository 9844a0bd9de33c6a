package dev.kubarium.cluster.object;

import java.util.List;

/**
 * What the API calls a resource: where it is served and how it is spelt.
 *
 * @param group the API group, empty for the core group
 * @param version the served version, e.g. {@code v1}
 * @param name the kind in an object, e.g. {@code Deployment}
 * @param plural the resource in an address, e.g. {@code deployments}
 * @param namespaced whether objects live in a namespace
 * @param shortNames what kubectl accepts too, e.g. {@code deploy}
 * @param categories e.g. {@code all}
 */
public record Kind(
    String group,
    String version,
    String name,
    String plural,
    boolean namespaced,
    List<String> shortNames,
    List<String> categories) {

  /** {@code v1}, {@code apps/v1}: what an object says in {@code apiVersion}. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /**
   * {@code pods}, {@code deployments.apps}: how the API names the resource in sentences, and how
   * the store files it.
   */
  public String resource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  public String singular() {
    return name.toLowerCase(java.util.Locale.ROOT);
  }

  /** {@code /api/v1/namespaces/default/pods/web}, relative to the root of the API. */
  public String path(String namespace, String objectName) {
    return (group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version)
        + (namespaced && !namespace.isEmpty() ? "/namespaces/" + namespace : "")
        + "/"
        + plural
        + (objectName == null ? "" : "/" + objectName);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Kind that
            && group.equals(that.group)
            && version.equals(that.version)
            && plural.equals(that.plural);
  }

  @Override
  public int hashCode() {
    return (group.hashCode() * 31 + version.hashCode()) * 31 + plural.hashCode();
  }

  @Override
  public String toString() {
    return apiVersion() + "/" + name;
  }
}
