package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.object.Kind;

/**
 * One request to the API, as a value: whoever speaks HTTP, types kubectl or controls something
 * makes one of these.
 *
 * @param kind in the version that was asked for
 * @param namespace empty for cluster-wide kinds and for lists over all namespaces
 * @param name {@code null} for lists and creations
 * @param subresource {@code null} or {@code status}, {@code scale}, {@code binding}, {@code
 *     eviction} …
 * @param body a JSON tree: the object, or the patch; {@code null} where the verb has none
 */
public record ApiRequest(
    Verb verb,
    Kind kind,
    String namespace,
    String name,
    String subresource,
    Object body,
    ApiOptions options,
    Caller caller) {

  public static ApiRequest get(Kind kind, String namespace, String name, Caller caller) {
    return new ApiRequest(Verb.GET, kind, namespace, name, null, null, ApiOptions.NONE, caller);
  }

  public static ApiRequest list(Kind kind, String namespace, ApiOptions options, Caller caller) {
    return new ApiRequest(Verb.LIST, kind, namespace, null, null, null, options, caller);
  }

  public static ApiRequest create(
      Kind kind, String namespace, Object body, ApiOptions options, Caller caller) {
    return new ApiRequest(Verb.CREATE, kind, namespace, null, null, body, options, caller);
  }

  public static ApiRequest update(
      Kind kind, String namespace, String name, Object body, ApiOptions options, Caller caller) {
    return new ApiRequest(Verb.UPDATE, kind, namespace, name, null, body, options, caller);
  }

  public static ApiRequest patch(
      Kind kind, String namespace, String name, Object patch, ApiOptions options, Caller caller) {
    return new ApiRequest(Verb.PATCH, kind, namespace, name, null, patch, options, caller);
  }

  public static ApiRequest delete(
      Kind kind, String namespace, String name, ApiOptions options, Caller caller) {
    return new ApiRequest(Verb.DELETE, kind, namespace, name, null, null, options, caller);
  }

  public ApiRequest on(String other) {
    return new ApiRequest(verb, kind, namespace, name, other, body, options, caller);
  }

  public ApiRequest withName(String other) {
    return new ApiRequest(verb, kind, namespace, other, subresource, body, options, caller);
  }

  /** The words by which the story tells a person's request, e.g. {@code delete pods/web-x2k}. */
  public String words() {
    return verb.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
        + " "
        + kind.plural()
        + (name == null ? "" : "/" + name)
        + (subresource == null ? "" : "/" + subresource);
  }
}
