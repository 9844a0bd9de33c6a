package dev.kubarium.cluster.object;

/**
 * Which object: its resource ({@code pods}, {@code deployments.apps}), namespace (empty for
 * cluster-wide kinds), name. Keys order by these three, which is the order of lists.
 */
public record ObjectKey(String resource, String namespace, String name)
    implements Comparable<ObjectKey> {

  public static ObjectKey of(Kind kind, String namespace, String name) {
    return new ObjectKey(kind.resource(), kind.namespaced() ? namespace : "", name);
  }

  @Override
  public int compareTo(ObjectKey that) {
    int byResource = resource.compareTo(that.resource);
    if (byResource != 0) {
      return byResource;
    }
    int byNamespace = namespace.compareTo(that.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(that.name);
  }

  /** The same on every JVM, since luck is drawn about it. */
  @Override
  public int hashCode() {
    return (resource.hashCode() * 31 + namespace.hashCode()) * 31 + name.hashCode();
  }

  @Override
  public String toString() {
    return resource + "/" + (namespace.isEmpty() ? "" : namespace + "/") + name;
  }
}
